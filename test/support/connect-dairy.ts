/** An organisation whose identity provider is connected and approved, for tests of who gets in through it. */
import { expect, vi } from 'vitest'
import { goodPassword, registerOrganisation, signUp, signUpStaff, type TestMarket } from './open-test-market.ts'
import type { Answer } from './test-gateway.ts'

export const signInPage = 'https://console.exchange.example/signed-in'
const path = '/v1/auth/provider-sign-ins'

export type ProviderClient = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string }
export type Begun = { readonly url: string; readonly signInToken: string; readonly organisationId: string }

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export type Dairy = {
  readonly organisationId: string
  readonly owner: { readonly userId: string; readonly email: string }
  readonly path: string
  /** Where its provider sends browsers. */
  readonly redirectUri: string
  connect(client: ProviderClient, more?: object): Promise<Answer>
  decide(outcome: 'approved' | 'refused' | 'suspended'): Promise<Answer>
  /** Connects and approves. */
  trust(client: ProviderClient, more?: object): Promise<void>
  invite(email: string, role?: string): Promise<void>
  begin(more?: object): Promise<Begun>
  finish(begun: Pick<Begun, 'signInToken'>, url: string): Promise<Answer>
  asOwner(method: Method, url: string, body?: object): Promise<Answer>
  asStaff(method: Method, url: string, body?: object, ifMatch?: string): Promise<Answer>
}

let founded = 0

/** Founds it: its owner has a confirmed address at `domain`, like everybody who is to come through its provider. */
export async function foundDairy(market: TestMarket, domain = 'dairy.example'): Promise<Dairy> {
  const owner = await signUpConfirmed(market, `olga@${domain}`)
  const organisationId = await registerOrganisation(market, owner.token, { legalName: domain })
  const stella = `stella-${(founded += 1)}@exchange.example`
  await signUpStaff(market, stella)
  const provider = `/v1/organisations/${organisationId}/identity-provider`
  // Signed in anew each time, however far a test has turned the clock.
  const tokenOf = async (email: string, realm?: 'staff'): Promise<string> => {
    const asked = { grantType: 'password', email, password: goodPassword, ...(realm && { realm }) }
    return (await market.send('POST', '/v1/auth/token', asked)).body.accessToken as string
  }
  const asOwner: Dairy['asOwner'] = async (method, url, body) =>
    market.send(method, url, body, { token: await tokenOf(owner.email), organisation: organisationId })
  const asStaff: Dairy['asStaff'] = async (method, url, body, ifMatch) =>
    market.send(method, url, body, { token: await tokenOf(stella, 'staff'), ...(ifMatch !== undefined && { ifMatch }) })
  const connect: Dairy['connect'] = (client, more) =>
    asOwner('PUT', provider, {
      issuer: client.issuer,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      domains: [domain],
      ...more,
    })
  const decide: Dairy['decide'] = async (outcome) => {
    const { headers } = await asStaff('GET', provider)
    return asStaff('POST', `${provider}/decisions`, { outcome, reason: 'Seen.' }, String(headers['etag']))
  }
  return {
    organisationId,
    owner,
    path: provider,
    redirectUri: `${signInPage}/${organisationId}`,
    connect,
    decide,
    async trust(client, more) {
      const connected = await connect(client, more)
      expect(connected.status, connected.text).toBe(200)
      expect((await decide('approved')).body.status).toBe('approved')
    },
    async invite(email, role = 'buyer') {
      const invited = await asOwner('POST', `/v1/organisations/${organisationId}/invitations`, { email, role })
      expect(invited.status, invited.text).toBe(201)
    },
    async begin(more = {}) {
      const begun = await market.send('POST', path, { organisationId, ...more })
      expect(begun.status, begun.text).toBe(200)
      return begun.body as Begun
    },
    finish: ({ signInToken }, url) => market.send('POST', `${path}/finish`, { signInToken, url }),
    asOwner,
    asStaff,
  }
}

/** Registers somebody who then confirms their address. */
export async function signUpConfirmed(market: TestMarket, email: string) {
  const person = await signUp(market, email)
  const mailed = () =>
    market.mails.findLast(({ to, subject }) => to === email && subject.includes('Confirm your e-mail'))
  const { text } = await vi.waitUntil(mailed)
  const token = text.split('\n').find((line) => line.startsWith('usr_'))
  expect((await market.send('POST', '/v1/auth/verify-email', { token })).status).toBe(204)
  return person
}

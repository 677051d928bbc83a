/** Who signs out at their organisation's identity provider is signed out here: told by a real provider, and by those who pretend to be one. */
import type { AddressInfo } from 'node:net'
import { generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { foundDairy, signUpConfirmed, type Dairy } from '../../../../test/support/connect-dairy.ts'
import {
  clientId,
  openIdentityProvider,
  type TestIdentityProvider,
} from '../../../../test/support/open-identity-provider.ts'
import { openTestMarket, signIn, type TestMarket } from '../../../../test/support/open-test-market.ts'
import { openCredentialWatch } from '../../live/open-credential-watch.ts'

let market: TestMarket
let provider: TestIdentityProvider
let dairy: Dairy
let address = ''
beforeEach(async () => {
  market = await openTestMarket()
  await market.app.listen({ port: 0, host: '127.0.0.1' })
  dairy = await foundDairy(market)
  const { port } = market.app.server.address() as AddressInfo
  address = `http://127.0.0.1:${port}/v1/auth/providers/${dairy.organisationId}/backchannel-logout`
  provider = await openIdentityProvider(
    () => [dairy.redirectUri],
    () => address,
  )
  await dairy.trust(provider)
  provider.people.set('4711', { email: ada, email_verified: true, name: 'Ada Byron' })
})
afterEach(async () => {
  await provider.close()
  await market.dispose()
})

const ada = 'ada@dairy.example'
async function comeIn(subject = '4711') {
  const begun = await dairy.begin()
  const { status, body, text } = await dairy.finish(begun, await provider.visit(begun.url, subject))
  expect(status, text).toBe(200)
  return body as { accessToken: string; refreshToken: string }
}
const meOf = async (token: string) => (await market.send('GET', '/v1/me', undefined, { token })).status
const refresh = async (refreshToken: string) =>
  (await market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken })).body.code as unknown
/** As a provider sends it. */
async function tell(body: string | URLSearchParams, to = address, type = 'application/x-www-form-urlencoded') {
  const reply = await fetch(to, { method: 'POST', headers: { 'content-type': type }, body: body.toString() })
  const text = await reply.text()
  return {
    status: reply.status,
    problem: text === '' ? undefined : (JSON.parse(text) as { code: string; facts?: object }),
  }
}
const formOf = (token: string) => new URLSearchParams({ logout_token: token })

const event = 'http://schemas.openid.net/event/backchannel-logout'
const seconds = () => Math.floor(Date.parse(market.now()) / 1_000)
const claims = (): JWTPayload => ({
  iss: provider.issuer,
  aud: clientId,
  sub: '4711',
  jti: crypto.randomUUID(),
  iat: seconds(),
  exp: seconds() + 120,
  events: { [event]: {} },
})
const signed = (
  payload: Readonly<Record<string, unknown>>,
  header: object = {},
  key: CryptoKey | Uint8Array = provider.key,
) =>
  new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'logout+jwt', ...header })
    .sign(key)

test('who signs out at the provider is signed out of all that it opened here, and of nothing else', async () => {
  const person = await signUpConfirmed(market, ada)
  await dairy.invite(ada)
  const mail = market.mails.findLast(({ to, subject }) => to === ada && subject.includes('invites'))!
  const token = mail.text.split('\n').find((line) => line.startsWith('inv_'))
  await market.send('POST', '/v1/invitations/accept', { token }, { token: person.token })
  const [here, there] = [await comeIn(), await comeIn()]
  const byPassword = await signIn(market, ada)
  const watch = openCredentialWatch({
    authenticate: market.authenticate,
    subscribe: market.commitNotices.subscribe,
    nowMs: () => Date.parse(market.now()),
  })
  onTestFinished(() => watch.close())
  const credentials = { authorization: `Bearer ${here.accessToken}`, organisation: undefined }
  const closed: string[] = []
  watch.watch(credentials, await market.authenticate(credentials), (why) => closed.push(why))
  await provider.signOut('4711')
  for (const session of [here, there]) {
    expect(await meOf(session.accessToken)).toBe(401)
    expect(await refresh(session.refreshToken)).toBe('auth/invalid-grant')
  }
  await expect.poll(() => closed).toEqual(['revoked'])
  expect(await meOf(byPassword.token)).toBe(200)
  // Whoever signs in there once more is in here once more.
  expect(await meOf((await comeIn()).accessToken)).toBe(200)
  expect(await meOf(here.accessToken)).toBe(401)
})

test('a session does not come back when its member is unlinked and linked anew', async () => {
  await dairy.invite(ada)
  const before = await comeIn()
  const { id } = (await market.send('GET', '/v1/me', undefined, { token: before.accessToken })).body as { id: string }
  await dairy.asOwner('DELETE', `/v1/organisations/${dairy.organisationId}/members/${id}/identity`)
  expect(await meOf((await comeIn()).accessToken)).toBe(200)
  expect(await meOf(before.accessToken)).toBe(401)
})

test('a token is good once: told again, it ends nothing that was opened since', async () => {
  await dairy.invite(ada)
  const token = await signed(claims())
  const before = await comeIn()
  expect(await tell(formOf(token))).toEqual({ status: 204, problem: undefined })
  expect(await meOf(before.accessToken)).toBe(401)
  const since = await comeIn()
  expect(await tell(formOf(token))).toMatchObject({
    status: 400,
    problem: { code: 'auth/invalid-logout-token', facts: { reason: 'jti' } },
  })
  expect(await meOf(since.accessToken)).toBe(200)
})

test('one that tells of nobody who is known here is taken, and changes nothing', async () => {
  await dairy.invite(ada)
  const { accessToken } = await comeIn()
  const head = await market.store.head()
  expect((await tell(formOf(await signed({ ...claims(), sub: '4712' })))).status).toBe(204)
  expect(await market.store.head()).toBe(head)
  expect(await meOf(accessToken)).toBe(200)
})

/** What is wrong with it, the token, and the reason that is told. */
const wrong: readonly (readonly [string, () => Promise<string> | string, string])[] = [
  ['another issuer', () => signed({ ...claims(), iss: 'https://login.elsewhere.example' }), 'iss'],
  ['another client', () => signed({ ...claims(), aud: 'somebody-else' }), 'aud'],
  ['no event: an id token', () => signed({ ...claims(), events: undefined }), 'events'],
  ['another event', () => signed({ ...claims(), events: { 'urn:other': {} } }), 'events'],
  ['an event that is none', () => signed({ ...claims(), events: { [event]: 'yes' } }), 'events'],
  ['a nonce, as answers to sign-ins have', () => signed({ ...claims(), nonce: 'n' }), 'nonce'],
  ['no id', () => signed({ ...claims(), jti: undefined }), 'jti'],
  ['an empty id', () => signed({ ...claims(), jti: '' }), 'jti'],
  ['nobody who signed out', () => signed({ ...claims(), sub: undefined, sid: 's1' }), 'sub'],
  ['an end that is over', () => signed({ ...claims(), exp: seconds() - 20 }), 'exp'],
  ['no end', () => signed({ ...claims(), exp: undefined }), 'exp'],
  ['a beginning long ago', () => signed({ ...claims(), iat: seconds() - 400 }), 'iat'],
  ['a beginning to come', () => signed({ ...claims(), iat: seconds() + 60 }), 'iat'],
  ['another purpose', () => signed(claims(), { typ: 'at+jwt' }), 'typ'],
  ['no signature', () => new UnsecuredJWT(claims()).encode(), 'jose_alg_not_allowed'],
  ['a secret instead of a key', () => signed(claims(), { alg: 'HS256' }, new Uint8Array(32)), 'jose_alg_not_allowed'],
  [
    'the key of somebody else',
    async () => signed(claims(), {}, (await generateKeyPair('ES256')).privateKey),
    'jws_signature_verification_failed',
  ],
  ['a key that nobody has', () => signed(claims(), { kid: 'k2' }), 'jwks_no_matching_key'],
  ['no form of a token', () => 'abc', 'jws_invalid'],
]

test('whoever pretends to be the provider signs nobody out, and is told which claim does not hold', async () => {
  await dairy.invite(ada)
  const { accessToken } = await comeIn()
  for (const [what, make, reason] of wrong) {
    const told = await tell(formOf(await make()))
    expect([what, told.status, told.problem?.code, told.problem?.facts]).toEqual([
      what,
      400,
      'auth/invalid-logout-token',
      { reason },
    ])
  }
  const token = await signed(claims())
  const elsewhere = address.replace(dairy.organisationId, `org_${'0'.repeat(32)}`)
  expect((await tell(formOf(token), elsewhere)).status).toBe(400)
  expect((await tell('')).status).toBe(400)
  expect((await tell(`${formOf(token)}&${formOf(token)}`)).status).toBe(400)
  expect((await tell(`${formOf('x'.repeat(20_000))}`)).status).toBe(413)
  expect((await tell(JSON.stringify({ logout_token: token }), address, 'application/json')).status).toBe(415)
  expect(await meOf(accessToken)).toBe(200)
  await dairy.decide('suspended')
  expect((await tell(formOf(token))).problem).toMatchObject({ facts: { reason: 'iss' } })
})

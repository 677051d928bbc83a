/** A real OpenID Provider on loopback, certified as such, for as long as a test wants it; its people sign in without typing. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type CryptoKey } from 'jose'
import { Provider, type Configuration } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'

/** Somebody of the provider, by their id there. */
export type ProviderPerson = { readonly email?: string; readonly email_verified?: boolean; readonly name?: string }

export type TestIdentityProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly people: Map<string, ProviderPerson>
  /** Tells the exchange that somebody signed out, as it does at the end of their session there. */
  signOut(subject: string): Promise<void>
  /** The private key of what it signs, for those who pretend to be it, or who got hold of it. */
  readonly key: CryptoKey
  /** What a browser does with the address of a sign-in: gives the one it is sent back to. @param subject  who sits before it */
  visit(url: string, subject: string): Promise<string>
  close(): Promise<void>
}

export const clientId = 'exchange'
const clientSecret = 'a secret of thirty-two characters'

/** @param redirectUris  of the client that the exchange is to it; @param signOutUri  where it is told of sign-outs */
export async function openIdentityProvider(
  redirectUris: () => readonly string[],
  signOutUri: () => string | undefined = () => undefined,
): Promise<TestIdentityProvider> {
  const people = new Map<string, ProviderPerson>()
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let atTheScreen = ''
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const configuration: Configuration = {
    clients: [],
    // By name, since it warns of what it takes by itself.
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 },
    cookies: { keys: ['a key for cookies'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // Its guard against calls of this very machine, where all of this takes place.
    fetch: (url, { dispatcher: _guarded, ...options }) => fetch(url, options),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        accountId: ctx.oidc.session!.accountId!,
        clientId: ctx.oidc.client!.clientId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
  let provider: Provider | undefined
  // Which addresses it sends browsers to depends on the organisation that it is to speak for.
  const opened = (): Provider =>
    (provider ??= new Provider(issuer, {
      ...configuration,
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [...redirectUris()],
          // Browsers come back to this machine without TLS only for programs (RFC 8252).
          application_type: redirectUris().some((uri) => uri.startsWith('http:')) ? 'native' : 'web',
          id_token_signed_response_alg: 'ES256',
          ...(signOutUri() !== undefined && { backchannel_logout_uri: signOutUri()! }),
        },
      ],
    }))
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void opened().callback()(request, response)
    // Of programs people are asked each time whether they want this; they do.
    void opened().interactionFinished(request, response, { login: { accountId: atTheScreen }, consent: {} })
  })
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    key: privateKey,
    async signOut(subject) {
      const client = await opened().Client.find(clientId)
      await client!.backchannelLogout(subject, 'a session there')
    },
    visit(url, subject) {
      atTheScreen = subject
      return follow(url, issuer)
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const redirectsMax = 8

/** As a browser that nobody has used before. */
async function follow(start: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>()
  let url = start
  for (let steps = 0; steps < redirectsMax && url.startsWith(issuer); steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = reply.headers.get('location')
    if (location === null) throw new Error(`${url}: ${reply.status} ${await reply.text()}`)
    url = new URL(location, url).href
  }
  if (url.startsWith(issuer)) throw new Error(`After ${redirectsMax} redirects it is still at ${url}.`)
  return url
}

/** Asks an identity provider who somebody is: authorization code flow with PKCE, and no word of the answer believed unproven. */
import type { Client, IDToken, UserInfoResponse } from 'oauth4webapi'
import type { Outgoing } from '../../../infrastructure/outgoing/outgoing.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { BegunSignIn } from './issue-sign-in-token.ts'
import { refusalOf, unbelieved } from './read-provider-failure.ts'
import { openLogoutReader, type ToldLogout } from './read-logout-token.ts'
import { openProviderCalls, type ProviderFetch } from './open-provider-calls.ts'
import { insecureOf, readDescriptions, type ProviderDescription } from './read-provider-description.ts'

/** Who the provider says somebody is. */
export type ProvenIdentity = {
  readonly subject: string
  /** Undefined where it tells none, or does not say that it has verified it. */
  readonly verifiedEmail: string | undefined
  readonly name: string | undefined
  readonly locale: string | undefined
}

export type RelyingParty = {
  /** Throws `Rejected` (auth/provider-unreachable, auth/provider-unusable). */
  describe(issuer: string): Promise<ProviderDescription>
  /** The address to send the browser to, and what its answer is held against. Throws as `describe`. */
  begin(
    request: BeginRequest,
  ): Promise<{ readonly url: string } & Pick<BegunSignIn, 'state' | 'nonce' | 'codeVerifier'>>
  /**
   * @param url  where the provider sent the browser, whole
   * Throws `Rejected`: as `describe`, auth/provider-refused, and auth/provider-not-believed for all that does not hold.
   */
  finish(begun: BegunSignIn, url: string, clientSecret: string): Promise<ProvenIdentity>
  /**
   * What the provider says of who signed out there. Throws `Rejected`: as `describe`, and auth/invalid-logout-token.
   * @param nowMs  since 1970
   */
  readLogout(of: Pick<BegunSignIn, 'issuer' | 'clientId'>, token: string, nowMs: number): Promise<ToldLogout>
}

export type BeginRequest = Pick<BegunSignIn, 'issuer' | 'clientId' | 'redirectUri'> & { readonly loginHint?: string }

export type RelyingPartyNeeds = {
  readonly outgoing: Outgoing
  readonly clock: Pick<Clock, 'monotonicMs'>
}

type OAuth = typeof import('oauth4webapi')

/** Calls at once of those that nobody has approved: whoever tries out issuers holds up nobody who signs in. */
const trialsMax = 4
/** How far the clocks of provider and exchange may lie apart. */
const toleranceSeconds = 10
/** OpenID Connect Core 1.0, section 2: `sub` has at most 255 characters. */
const subjectMax = 255
const addressMax = 254
const ADDRESS = /^[^\s\p{Cc}@]{1,64}@[^\s\p{Cc}@.]{1,63}(\.[^\s\p{Cc}@.]{1,63}){1,8}$/u

export function openRelyingParty({ outgoing, clock: { monotonicMs } }: RelyingPartyNeeds): RelyingParty {
  const calls = openProviderCalls(outgoing, monotonicMs)
  const trialCalls = openProviderCalls(outgoing, monotonicMs, trialsMax)
  const readDescription = readDescriptions({ faultOf: outgoing.faultOf, monotonicMs })
  const readLogoutToken = openLogoutReader(calls.forKeys)
  const told = async <Value>(ask: (oauth: OAuth, fetch: ProviderFetch) => Promise<Value>, by = calls) => {
    try {
      return await ask(await import('oauth4webapi'), by.begin())
    } catch (error) {
      throw refusalOf(error)
    }
  }
  return {
    async describe(issuer) {
      assertIssuer(outgoing, issuer)
      return told((_oauth, fetch) => readDescription(issuer, fetch), trialCalls)
    },
    begin: (request) =>
      told(async (oauth, fetch) => begin(oauth, await readDescription(request.issuer, fetch), request)),
    finish: (begun, url, clientSecret) =>
      told(async (oauth, fetch) => {
        const provider = await readDescription(begun.issuer, fetch)
        return finish(oauth, { provider, fetch, fetchKeys: calls.forKeys, begun, clientSecret }, url)
      }),
    readLogout: ({ issuer, clientId }, token, nowMs) =>
      told(async (_oauth, fetch) => readLogoutToken(await readDescription(issuer, fetch), clientId, token, nowMs)),
  }
}

/** A URL without anything behind its path (OpenID Connect Core 1.0, 1.2), which may be called. */
function assertIssuer({ faultOf }: Pick<Outgoing, 'faultOf'>, issuer: string): void {
  const detail =
    faultOf(issuer)?.detail ?? (/[?#]/.test(issuer) ? 'An issuer has neither query nor fragment.' : undefined)
  if (detail !== undefined) throw new Rejected(invalidField('auth/provider-unusable', '/issuer', detail))
}

async function begin(oauth: OAuth, provider: ProviderDescription, request: BeginRequest) {
  const [state, nonce, codeVerifier] = [
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
    oauth.generateRandomCodeVerifier(),
  ]
  const url = new URL(provider.authorization_endpoint)
  const asked: Readonly<Record<string, string>> = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: 'openid email profile',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(request.loginHint !== undefined && { login_hint: request.loginHint }),
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return { url: url.href, state, nonce, codeVerifier }
}

type Finishing = {
  readonly provider: ProviderDescription
  readonly fetch: ProviderFetch
  readonly fetchKeys: ProviderFetch
  readonly begun: BegunSignIn
  readonly clientSecret: string
}

async function finish(oauth: OAuth, finishing: Finishing, text: string): Promise<ProvenIdentity> {
  const { provider, fetch, fetchKeys, begun, clientSecret } = finishing
  const client: Client = { client_id: begun.clientId, [oauth.clockTolerance]: toleranceSeconds }
  const answer = oauth.validateAuthResponse(provider, client, answerAt(begun.redirectUri, text), begun.state)
  const options = { [oauth.customFetch]: fetch, ...insecureOf(oauth, begun.issuer) }
  const reply = await oauth.authorizationCodeGrantRequest(
    provider,
    client,
    provenBy(oauth, provider, clientSecret),
    answer,
    begun.redirectUri,
    begun.codeVerifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(provider, client, reply, {
    expectedNonce: begun.nonce,
    requireIdToken: true,
  })
  // The library trusts the connection unless asked; a signature that nobody has looked at is none.
  await oauth.validateApplicationLevelSignature(provider, reply, { ...options, [oauth.customFetch]: fetchKeys })
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (claims === undefined) throw new Rejected(unbelieved('id_token'))
  assertForUs(claims, begun.clientId)
  if (claims['email'] !== undefined || provider.userinfo_endpoint === undefined) return identityOf(claims, claims)
  const information = await oauth.userInfoRequest(provider, client, tokens.access_token, options)
  // One that is signed would have to be verified as well; nobody who asks for JSON is answered so.
  if (information.headers.get('content-type')?.startsWith('application/jwt')) throw new Rejected(unbelieved('userinfo'))
  return identityOf(claims, await oauth.processUserInfoResponse(provider, client, claims.sub, information))
}

/** Each organisation has an address of its own to come back to: what another provider answered is told apart by it (RFC 9700, 4.4.2). */
function answerAt(redirectUri: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || `${url.origin}${url.pathname}` !== redirectUri)
    throw new Rejected(unbelieved('redirect_uri'))
  return url
}

function provenBy(oauth: OAuth, provider: ProviderDescription, secret: string) {
  const methods = provider.token_endpoint_auth_methods_supported
  if (methods === undefined || methods.includes('client_secret_basic')) return oauth.ClientSecretBasic(secret)
  if (methods.includes('client_secret_post')) return oauth.ClientSecretPost(secret)
  throw new Rejected(unbelieved('token_endpoint_auth_methods_supported'))
}

/** Of the form that accounts have theirs in: a text that two readers could read as two addresses is none. */
const addressOf = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= addressMax && ADDRESS.test(text) ? text : undefined

function assertForUs({ azp, sub }: IDToken, clientId: string): void {
  // Also with one audience, where the standard only advises to look.
  if (azp !== undefined && azp !== clientId) throw new Rejected(unbelieved('azp'))
  if (sub.length === 0 || sub.length > subjectMax) throw new Rejected(unbelieved('sub'))
}

function identityOf({ sub }: IDToken, told: IDToken | UserInfoResponse): ProvenIdentity {
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    subject: sub,
    verifiedEmail: told['email_verified'] === true ? addressOf(text(told['email'])) : undefined,
    name: text(told['name']),
    locale: text(told['locale']),
  }
}

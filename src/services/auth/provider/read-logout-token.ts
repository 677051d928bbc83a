/**
 * Believes a provider that somebody signed out there (OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6): anybody
 * may send such a token, so nothing of it counts before its signature does.
 */
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { OutgoingFailure } from '../../../infrastructure/outgoing/outgoing.ts'
import type { ProviderFetch } from './open-provider-calls.ts'
import type { ProviderDescription } from './read-provider-description.ts'

export type ToldLogout = {
  readonly subject: string
  /** Of the token: it is good once. */
  readonly tokenId: string
  /** From then on it is too old anyhow: UTC, ISO 8601. */
  readonly until: string
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
/** Providers send it at once; one that arrives later is refused, so that few have to be remembered. */
const ageMaxSeconds = 300
/** How far the clocks of provider and exchange may lie apart. */
const toleranceSeconds = 10
const textMax = 255
/** Providers whose keys are remembered, each for five minutes at most. */
const keptMax = 200
const keysMaxAgeMs = 300_000
/** Keys that a token names and nobody has are asked for once in so long, whoever sends such tokens. */
const keysCooldownMs = 30_000

/** @param fetchKeys  bounded in time and bytes, and refuses what is not public. The reader throws `Rejected`, and what that throws. */
export function openLogoutReader(fetchKeys: ProviderFetch) {
  const keysOf = createSecondChanceMap<JWTVerifyGetKey>(keptMax)
  const keysAt = (url: string): JWTVerifyGetKey => {
    const known = keysOf.get(url)
    if (known) return known
    const keys = createRemoteJWKSet(new URL(url), {
      cacheMaxAge: keysMaxAgeMs,
      cooldownDuration: keysCooldownMs,
      [customFetch]: (asked) => fetchKeys(asked, { method: 'GET', headers: { accept: 'application/json' } }),
    })
    keysOf.set(url, keys)
    return keys
  }
  return async (provider: ProviderDescription, clientId: string, token: string, nowMs: number): Promise<ToldLogout> => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keysAt(provider.jwks_uri!), {
        issuer: provider.issuer,
        audience: clientId,
        algorithms: provider.id_token_signing_alg_values_supported,
        clockTolerance: toleranceSeconds,
        maxTokenAge: ageMaxSeconds,
        requiredClaims: ['exp', 'iat', 'jti', 'events', 'sub'],
        currentDate: new Date(nowMs),
      })
      // Said by some and not by others; whatever else it calls itself, it is for something else.
      if (!/^(?:application\/)?(?:logout\+)?jwt$/i.test(protectedHeader.typ ?? 'JWT')) throw invalid('typ')
      return toldBy(payload)
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

function toldBy({ events, nonce, jti = '', sub = '', iat = 0 }: JWTPayload): ToldLogout {
  const told = typeof events === 'object' && events !== null ? (events as Record<string, unknown>)[event] : undefined
  if (typeof told !== 'object' || told === null || Array.isArray(told)) throw invalid('events')
  // What has one is an answer to a sign-in, passed off as this.
  if (nonce !== undefined) throw invalid('nonce')
  if (jti === '' || jti.length > textMax) throw invalid('jti')
  if (sub === '' || sub.length > textMax) throw invalid('sub')
  const endsAtMs = (iat + ageMaxSeconds + 2 * toleranceSeconds) * 1_000
  return { subject: sub, tokenId: jti, until: new Date(endsAtMs).toISOString() }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWKSTimeout) return new OutgoingFailure('timed-out', 'The provider took too long.')
  // Its keys are not where it says, or no keys.
  if (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
    return new OutgoingFailure('unreachable', 'The provider has trouble of its own.')
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)
    return invalid(error.claim)
  if (error instanceof errors.JOSEError) return invalid(error.code.replace(/^ERR_/, '').toLowerCase())
  // What the library stumbles over is a stranger's: a text that is no token, a key that is none.
  return error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException
    ? invalid('form')
    : error
}

const invalid = (reason: string): Rejected => new Rejected(invalidLogoutToken(reason))

/** @param reason  the claim that does not hold, or what else */
export const invalidLogoutToken = (reason: string): Rejection => ({
  kind: 'malformed',
  code: 'auth/invalid-logout-token',
  detail: 'This is no logout token of the organisation’s identity provider, is too old, or was used before.',
  facts: { reason },
})

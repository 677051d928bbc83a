/** Signs and checks access tokens (RFC 9068): short-lived, for one audience, of one type, by one algorithm. */
import { randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { KeyRing } from './open-key-ring.ts'

export const accessTokenLifeSeconds = 600
/** How far the clocks of two processes may lie apart. */
const toleranceSeconds = 5
const algorithm = 'EdDSA'
const type = 'at+jwt'
const issuer = 'urn:foodxchange'
const audience = 'urn:foodxchange:api'
/** The client of people who sign in with a password; an API key is its own client. */
export const ownClientId = 'foodxchange'
const textMax = 2_048

export type TokenSubject = {
  readonly kind: 'user' | 'staff' | 'api-key'
  readonly id: string
  /** The session, or the key with the generation of its secret. */
  readonly sessionId: string
}

export type AccessTokens = {
  issue(subject: TokenSubject): Promise<string>
  /** Throws `Rejected` (unauthenticated) for all but a whole token of ours that has not ended. */
  verify(token: string): Promise<TokenSubject & { readonly endsAt: number }>
}

const kindOfPrefix = { usr_: 'user', stf_: 'staff', key_: 'api-key' } as const

/** What stands for a session where a key signs in: the secret it was given for, by its generation. */
export const keySession = (keyId: string, generation: number): string => `${keyId}.${generation}`
/** Tokens from before keys had several secrets name the key alone: they were given for the first. */
export const generationOf = (keySessionId: string): number => Number(keySessionId.split('.')[1] ?? 0)

export const accessTokens = ({ ring, clock }: { ring: KeyRing; clock: Clock }): AccessTokens => ({
  async issue({ kind, id, sessionId }) {
    const { kid, key } = await ring.signer()
    const now = Math.floor(Date.parse(clock.now()) / 1_000)
    return new SignJWT({ client_id: kind === 'api-key' ? id : ownClientId, sid: sessionId })
      .setProtectedHeader({ alg: algorithm, typ: type, kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(id)
      .setJti(randomBytes(12).toString('base64url'))
      .setIssuedAt(now)
      .setExpirationTime(now + accessTokenLifeSeconds)
      .sign(key)
  },
  async verify(token) {
    if (token.length > textMax) throw new Rejected(invalidToken)
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = typeof kid === 'string' ? await ring.verifier(kid) : undefined
          if (!key) throw new errors.JWKSNoMatchingKey()
          return key
        },
        {
          algorithms: [algorithm],
          issuer,
          audience,
          typ: type,
          clockTolerance: toleranceSeconds,
          currentDate: new Date(clock.now()),
          maxTokenAge: accessTokenLifeSeconds,
          requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id', 'sid'],
        },
      )
      const { sub, sid, exp } = payload
      const kind = kindOfPrefix[String(sub).slice(0, 4) as keyof typeof kindOfPrefix]
      if (kind === undefined || typeof sid !== 'string') throw new Rejected(invalidToken)
      return { kind, id: sub!, sessionId: sid, endsAt: exp! * 1_000 }
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw new Rejected(invalidToken)
      throw error
    }
  },
})

export const invalidToken: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/invalid-token',
  detail: 'This access token is not valid or has expired. Get a new one at POST /v1/auth/token.',
}

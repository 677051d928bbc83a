/** The keys that access tokens are signed with: a new one from time to time, the old ones kept until their tokens ended. */
import type { Decider } from '../../../kernel/decider.ts'
import { accept } from '../../../kernel/result.ts'
import { dayMs } from '../../../kernel/time.ts'

export type SigningKey = {
  readonly kid: string
  /** The `x` of an Ed25519 JWK (RFC 8037). */
  readonly publicKey: string
  /** The private part, encrypted with a secret that is kept outside the store. */
  readonly wrapped: string
  readonly at: string
}

/** Newest last. */
export type SigningKeys = { readonly keys: readonly SigningKey[] }

/** `after` is the newest key its sender knew: of two processes that rotate at once, one does. */
export type SigningKeysCommand = { readonly type: 'rotate'; readonly after: string | null; readonly key: SigningKey }
export type SigningKeysEvent = { readonly type: 'signing-keys/rotated'; readonly at: string; readonly key: SigningKey }

export const rotateAfterMs = 30 * dayMs
// A token lives for minutes, a key for a month: the one before the newest is all that can still be needed.
const keptMax = 2

export const signingKeys: Decider<SigningKeys, SigningKeysCommand, SigningKeysEvent> = {
  initialState: { keys: [] },
  decide: ({ after, key }, { keys }) =>
    accept((keys.at(-1)?.kid ?? null) === after ? [{ type: 'signing-keys/rotated', at: key.at, key }] : []),
  evolve: ({ keys }, { key }) => ({ keys: [...keys, key].slice(-keptMax) }),
}

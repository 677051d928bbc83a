/** Personal data is kept only under a key of its person, outside the log: who destroys the key has erased the person. */
import type { Sealed } from '../../kernel/sealed.ts'

export type { Sealed } from '../../kernel/sealed.ts'

/** A person's key as it is kept: wrapped by the master key; null once it was destroyed. */
export type WrappedKey = { readonly personId: string; readonly wrapped: Uint8Array | null }

export interface PersonalData {
  /** Encrypts under the person's key, made on first use. Throws `Rejected` (`personal-data/erased`) after `erase`. */
  seal(personId: string, text: string): Promise<Sealed>
  /** The text; undefined once the person was erased. Throws when the ciphertext was altered. */
  open(sealed: Sealed): Promise<string | undefined>
  /** Opens up to 1,000, in the order given. */
  openMany(sealed: readonly Sealed[]): Promise<readonly (string | undefined)[]>
  /** Destroys the person's key. What was sealed under it, wherever copies lie, stays closed for ever. */
  erase(personId: string): Promise<void>
  /** A keyed digest, 32 characters, for finding without keeping: the same text of the same kind gives the same. */
  digest(kind: string, text: string): string
  /** Keys as they are kept, for moving them: those of persons after `after` ('': all), by id, at most `limit`. */
  readKeys(range: { after: string; limit: number }): Promise<readonly WrappedKey[]>
  /**
   * Keeps up to 1,000 keys that were read from a keeper with the same master key; none of them is wrapped anew. Again
   * changes nothing, and who was erased, here or there, is erased here. Throws, and keeps none, for a key that this
   * master key does not open, and for one that differs from the person's own.
   */
  restoreKeys(keys: readonly WrappedKey[]): Promise<void>
}

/** Texts opened, or keys restored, at once. */
const openMax = 1_000

/** Refuses more than 1,000 texts with a `RangeError`. */
export function assertOpenable(sealed: readonly Sealed[]): void {
  if (sealed.length > openMax) throw new RangeError(`At most ${openMax} are opened at once.`)
}

/** Refuses what `restoreKeys` refuses whatever is kept: more than 1,000, and keys that do not open. */
export function assertRestorable(
  keys: readonly WrappedKey[],
  unwrap: (personId: string, wrapped: Uint8Array) => unknown,
): void {
  if (keys.length > openMax) throw new RangeError(`At most ${openMax} keys are restored at once.`)
  for (const { personId, wrapped } of keys) {
    if (personId === '') throw new RangeError('A person has an id.')
    if (wrapped) unwrap(personId, wrapped)
  }
}

/** What a key that differs from the one that is kept throws. */
export const keyDiffers = (personId: string): Error => new Error(`Another key is kept for ${personId} already.`)

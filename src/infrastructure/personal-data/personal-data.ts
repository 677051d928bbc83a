/** Personal data is kept only under a key of its person, outside the log: who destroys the key has erased the person. */
import type { Sealed } from '../../kernel/sealed.ts'

export type { Sealed } from '../../kernel/sealed.ts'

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
}

/** Texts opened at once. */
const openMax = 1_000

/** Refuses more than 1,000 texts with a `RangeError`. */
export function assertOpenable(sealed: readonly Sealed[]): void {
  if (sealed.length > openMax) throw new RangeError(`At most ${openMax} are opened at once.`)
}

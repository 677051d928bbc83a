/** The port to password hashing: slow by design, so it is bounded, and an unknown account costs as much as a known one. */

export interface PasswordHasher {
  /** The text to keep. Rejected with `passwords/busy` when too many are waiting. */
  hash(password: string): Promise<string>
  /**
   * Whether the password made that text. Without a text (no such account) the same work is done and the answer is
   * false, so that the time taken tells nobody who exists.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** How many wait at most; with 30 ms each on two threads the last one would wait about a second. */
export const hashingQueueMax = 64

/** The port for what only one process may do at a time: whoever holds a lease does it, and hears when it is theirs no more. */

export type Lease = {
  /**
   * Greater than that of every earlier holder, so that what is written to can refuse one who does not know yet that it
   * lost: `Store.underFence` does. Decision 15 lists what is done under leases, and why some of it needs no fence.
   */
  readonly fence: number
  /**
   * Aborts when the lease may be another's: it was not renewed in time. That is before another can have it, where
   * clocks run at the same speed; a process that was suspended hears of it as soon as it goes on.
   */
  readonly lost: AbortSignal
  /** Lets the next one have it at once. */
  readonly release: () => Promise<void>
}

export type Leases = {
  /**
   * Takes a lease, waiting for its turn at most so long; undefined where it did not come. A holder that died is
   * succeeded once its lease has run out. Throws a RangeError for what is no name.
   * @param silentMs  how long it lasts without a word from its holder, instead of as long as most: shorter where losing
   * it costs nothing, and waiting does
   */
  readonly take: (name: string, waitMs: number, silentMs?: number) => Promise<Lease | undefined>
  /** Lets go of all that are held. */
  readonly close: () => Promise<void>
}

/** Refuses what is no name: lower-case letters, digits and dashes, at most 40 of them. */
export function assertLeaseName(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw new RangeError(`"${name}" cannot be the name of a lease.`)
}

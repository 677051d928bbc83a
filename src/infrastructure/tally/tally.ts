/**
 * The tally port: how often each of many things has happened, added up over all processes and over restarts. For what
 * operators look at and nobody is paid by: what was added while its store was away may be added again, or be lost with
 * the process.
 */

export type Tallied = {
  readonly key: string
  /** From 1. */
  readonly count: number
  /** UTC, ISO 8601, to the millisecond. */
  readonly firstAt: string
  readonly lastAt: string
}

export type Added = Tallied & {
  /** The key it is added to where there are too many: of these there are few. */
  readonly otherwise: string
}

export type Tally = {
  /** In any number. Throws `Rejected` where the store is away: some may have been added. */
  readonly add: (added: readonly Added[]) => Promise<void>
  /** In any order. Throws `Rejected` where the store is away. */
  readonly all: () => Promise<readonly Tallied[]>
  readonly close: () => void
}

export type TallyBounds = {
  /** So many keys are told apart; what comes besides is added to its `otherwise`. */
  readonly keysMax: number
  /** Where there are so many, those that did not happen for so long make room. */
  readonly forgottenMs: number
}

/** Which keys are forgotten as of this moment: those that happened before it last. */
export const forgottenBefore = (added: readonly Added[], forgottenMs: number): string => {
  const latest = added.reduce((last, { lastAt }) => (lastAt > last ? lastAt : last), '')
  return new Date(Date.parse(latest) - forgottenMs).toISOString()
}

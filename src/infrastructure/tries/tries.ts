/** The tries port: how often something was tried in vain lately, counted once for all who serve, and what is under way. */

/** So many in vain within a window from the first of them; while a note stands, one limit can be left out for it. */
export type TryLimit = {
  /** Of what is counted here; one key is always asked with the same numbers. */
  readonly key: string
  /** From 1. */
  readonly failuresMax: number
  readonly windowMs: number
  /** The key of a note for whose time this limit does not hold. What is counted is counted all the same. */
  readonly unlessNoted?: string
}

export type Begun = {
  readonly isBegun: true
  /** Once. In vain is counted under all limits of the try, all else under none. Resolves when others would hear of it. */
  readonly end: (isInVain: boolean) => Promise<void>
}

export type NotBegun = {
  readonly isBegun: false
  /** The key of the limit that refuses. */
  readonly key: string
  /** Whether a try under way may yet turn out right and make room; what has failed already is reason enough where not. */
  readonly mayPass: boolean
  /** Until the failures that are counted are forgotten, in milliseconds. */
  readonly leftMs: number
}

/**
 * A try counts as in vain from its beginning until it is known to be right, so that of tries that run side by side no
 * more run than may still fail, in however many processes. One whose process was killed stays counted for its window.
 * None of these reject but for numbers that make no sense (`RangeError`): an adapter that cannot ask its store decides
 * by what it knows itself, and more strictly.
 */
export type Tries = {
  /**
   * Begins a try under all of the limits in one step, or under none.
   * @param subject  whom limits and notes are of: keys of one subject are not those of another
   */
  readonly begin: (subject: string, limits: readonly TryLimit[]) => Promise<Begun | NotBegun>
  /** Forgets what has failed under these keys; what is under way is not forgotten. */
  readonly forget: (subject: string, keys: readonly string[]) => Promise<void>
  /** A note under this key from now on, for so long. */
  readonly note: (subject: string, key: string, forMs: number) => Promise<void>
}

export function assertTryLimits(limits: readonly TryLimit[]): void {
  if (limits.length === 0) throw new RangeError('a try stands under one limit at least')
  for (const { failuresMax, windowMs } of limits) {
    if (!Number.isInteger(failuresMax) || failuresMax < 1)
      throw new RangeError('failuresMax must be a whole number from 1')
    if (!Number.isInteger(windowMs) || windowMs < 1) throw new RangeError('windowMs must be a whole number from 1')
  }
}

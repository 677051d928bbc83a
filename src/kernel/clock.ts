/** Time is given, not taken: what needs it names one of these. */

export type Clock = {
  /** The time of day in UTC, ISO 8601 with milliseconds. It may jump; it never orders anything. */
  readonly now: () => string
  /** Milliseconds that only grow, for durations. */
  readonly monotonicMs: () => number
}

/** Waiting. Where time itself is simulated, nothing waits really. */
export type Timers = {
  /** Calls once, after so many milliseconds; returns how to call it off. */
  readonly after: (delayMs: number, call: () => void) => () => void
}

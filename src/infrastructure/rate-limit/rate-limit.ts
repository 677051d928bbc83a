/** The rate limit port: who may go on, and who must wait how long, by a bucket that never lets more through than it says. */

export type Rate = {
  /** Admitted at once by a bucket that has rested. At least 1. */
  readonly burst: number
  /** Admitted in the long run, each second. Above 0. */
  readonly perSecond: number
}

export type Admission =
  | {
      readonly admitted: true
      /** How many more would be admitted now. */
      readonly remaining: number
      /** Until the bucket is as if it had rested, in milliseconds. */
      readonly resetMs: number
    }
  | {
      readonly admitted: false
      readonly remaining: 0
      readonly resetMs: number
      /** After which the same would be admitted if nothing else were, in milliseconds; for `Retry-After`. */
      readonly retryMs: number
    }

/** One of a bucket. */
export type Asked = { readonly key: string; readonly rate: Rate }

/** So many at once: `admitted` where there was one at least. */
export type Taken = Admission & { readonly taken: number }

/**
 * GCRA, the "generic cell rate algorithm" (ITU-T I.371): over any interval of t seconds at most `burst + perSecond × t`
 * are admitted, whatever window one looks through. What is refused costs nothing.
 */
export type RateLimit = {
  /**
   * Asks for one. The key says who and what for; one key is always asked with the same rate. Never rejects but for a
   * rate that makes no sense (`RangeError`): an adapter that cannot ask its store decides by itself, more strictly.
   */
  readonly admit: (key: string, rate: Rate) => Promise<Admission>
  /** The same at once, where nobody else has to be asked; undefined, and nothing taken, where somebody has. */
  readonly admitNow: (key: string, rate: Rate) => Admission | undefined
  /** One of each, in order, up to the first that refuses: what stands behind it is not taken. Gives what each that was asked said. */
  readonly admitAll: (asked: readonly Asked[]) => Promise<readonly Admission[]>
  /** Takes as many as there are, at most so many, in one step. Throws a `RangeError` unless `most` is whole and 1 or more. */
  readonly take: (key: string, rate: Rate, most: number) => Promise<Taken>
}

export function assertMost(most: number): void {
  if (!Number.isInteger(most) || most < 1) throw new RangeError('most must be a whole number from 1')
}

/** `admitAll` where each is a question of its own. */
export async function admitEach(admit: RateLimit['admit'], asked: readonly Asked[]): Promise<readonly Admission[]> {
  const admissions: Admission[] = []
  for (const { key, rate } of asked) {
    const admission = await admit(key, rate)
    admissions.push(admission)
    if (!admission.admitted) break
  }
  return admissions
}

/** Tries that one process counts: for the embedded exchange, and for whoever cannot ask Redis. */
import { assertTryLimits, type Begun, type NotBegun, type Tries, type TryLimit } from './tries.ts'

/** Each of counts and of notes; above it, what nothing happened to for longest is forgotten. */
const KEYS_MAX = 50_000

export type MemoryTriesOptions = {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number
  readonly keysMax?: number
}

export type MemoryTries = Tries & {
  /** As `begin`, at once. */
  readonly beginNow: (subject: string, limits: readonly TryLimit[]) => Begun | NotBegun
  /** A try that somebody else has let begin: counted here, too, whatever the limits say. */
  readonly follow: (subject: string, limits: readonly TryLimit[]) => Begun
}

/** Since the first of them began. */
type Count = { failed: number; underWay: number; readonly endsMs: number }

export function createMemoryTries({ monotonicMs, keysMax = KEYS_MAX }: MemoryTriesOptions): MemoryTries {
  /** What nothing happened to for longest first. */
  const counts = new Map<string, Count>()
  /** Until when. */
  const notes = new Map<string, number>()

  const current = (name: string): Count | undefined => {
    const count = counts.get(name)
    return count && count.endsMs > monotonicMs() ? count : undefined
  }
  const keep = <Value>(map: Map<string, Value>, name: string, value: Value): void => {
    map.delete(name)
    map.set(name, value)
    if (map.size > keysMax) map.delete(map.keys().next().value!)
  }
  const isNoted = (subject: string, key: string | undefined): boolean =>
    key !== undefined && (notes.get(nameOf(subject, key)) ?? 0) > monotonicMs()

  const refusal = (subject: string, limits: readonly TryLimit[]): NotBegun | undefined => {
    for (const { key, failuresMax, unlessNoted } of limits) {
      const count = current(nameOf(subject, key))
      if (!count || count.failed + count.underWay < failuresMax || isNoted(subject, unlessNoted)) continue
      return { isBegun: false, key, mayPass: count.failed < failuresMax, leftMs: count.endsMs - monotonicMs() }
    }
    return undefined
  }
  const follow = (subject: string, limits: readonly TryLimit[]): Begun => {
    const begun = limits.map(({ key, windowMs }) => {
      const name = nameOf(subject, key)
      const count = current(name) ?? { failed: 0, underWay: 0, endsMs: monotonicMs() + windowMs }
      count.underWay += 1
      keep(counts, name, count)
      return { name, windowMs, count }
    })
    return {
      isBegun: true,
      async end(isInVain) {
        for (const { name, windowMs, count: begunIn } of begun) {
          begunIn.underWay -= 1
          // The window in which it began may be over, or its count forgotten, while it went on.
          const count = current(name) ?? { failed: 0, underWay: 0, endsMs: monotonicMs() + windowMs }
          if (isInVain) count.failed += 1
          if (count.failed + count.underWay > 0) keep(counts, name, count)
          else counts.delete(name)
        }
      },
    }
  }
  const beginNow = (subject: string, limits: readonly TryLimit[]): Begun | NotBegun => {
    assertTryLimits(limits)
    return refusal(subject, limits) ?? follow(subject, limits)
  }
  return {
    beginNow,
    follow,
    begin: async (subject, limits) => beginNow(subject, limits),
    async forget(subject, keys) {
      for (const name of keys.map((key) => nameOf(subject, key))) {
        const count = current(name)
        if (count && count.underWay > 0) count.failed = 0
        else counts.delete(name)
      }
    },
    async note(subject, key, forMs) {
      keep(notes, nameOf(subject, key), monotonicMs() + forMs)
    },
  }
}

const nameOf = (subject: string, key: string): string => JSON.stringify([subject, key])

/** Which records of a kind changed a moment ago: their read models may be older than what this process has heard of. */
import { createNotedLately } from './noted-lately.ts'

export type ChangedLatelyNeeds = {
  /** The kind of stream. */
  readonly kind: string
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit, before it is answered, and of other processes' before `FX-As-Of` is reached. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/** Longer than read models are late. */
const lateMs = 60_000
const changedMax = 20_000

/** Whether a stream was extended within the last minute, as far as this process has heard. */
export function createChangedLately({ kind, monotonicMs, subscribe }: ChangedLatelyNeeds): (stream: string) => boolean {
  const changed = createNotedLately({ monotonicMs, keptMs: lateMs, keysMax: changedMax })
  const prefix = `${kind}-`
  subscribe((streams) => {
    for (const stream of streams) if (stream.startsWith(prefix)) changed.note(stream)
  })
  return changed.has
}

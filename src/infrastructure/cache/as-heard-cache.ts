/** A shared cache that gives a process only what it can judge: what is made of all that it has heard of itself. */
import type { HeardChanges, Hearing } from './heard-changes.ts'
import type { SharedEntries } from './read-through.ts'

/** How long nothing is asked after a failure, so that a cache which is away or late costs one time-out, not one a read. */
const PAUSE_MS = 1_000

export type AsHeardCacheNeeds = {
  /** Where entries lie; what they are made of means nothing to it. */
  readonly shared: SharedEntries
  readonly changes: Pick<HeardChanges, 'of' | 'isCoveredBy'>
  readonly monotonicMs: () => number
}

/**
 * Entries carry, before their bytes, what was heard of their tags when they were made (heard-changes.ts). Nothing
 * in it is ever invalidated: every process hears of changes by itself.
 */
export function createAsHeardCache({ shared, changes, monotonicMs }: AsHeardCacheNeeds): SharedEntries {
  let pausedUntil = 0
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    if (monotonicMs() < pausedUntil) throw PAUSED
    try {
      return await question()
    } catch (error) {
      pausedUntil = monotonicMs() + PAUSE_MS
      throw error
    }
  }
  return {
    async get(key) {
      const { found, generation } = await ask(() => shared.get(key))
      const opened = found && openEnvelope(found.bytes)
      if (!opened || !changes.isCoveredBy(opened.hearing)) return { found: undefined, generation }
      return { found: { ...found, bytes: opened.bytes, tags: opened.hearing.tags }, generation }
    },
    async set(key, entry, options) {
      // At once: nothing of these tags has changed since the entry's source was read, or nobody would store it.
      const hearing = changes.of(options.tags)
      if (hearing === undefined) return
      await ask(() =>
        shared.set(key, { ...entry, bytes: envelope(hearing, entry.bytes) }, { ...options, tags: [everyEntry] }),
      )
    },
  }
}

/** The one tag that entries have where they lie: to forget all of them, for whoever has made their sources anew. */
export const everyEntry = 'every-entry'

const PAUSED = new Error('The shared cache failed a moment ago and is left alone.')

/** A line of JSON, then the bytes. */
const envelope = (hearing: Hearing, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(hearing)}\n`), bytes])

/** What `envelope` made, and nobody else. */
function openEnvelope(bytes: Uint8Array): { readonly hearing: Hearing; readonly bytes: Uint8Array } | undefined {
  const end = bytes.indexOf(10)
  if (end < 0) return undefined
  const hearing = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, end).toString()) as Hearing
  return { hearing, bytes: bytes.subarray(end + 1) }
}

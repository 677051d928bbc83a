/** Writes held messages to the store in the order in which they were asked for, without being waited for, until each has landed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Documents, DocumentWrite } from '../../infrastructure/store/documents.ts'
import { heldMessages } from './held-messages.ts'

export type WriteBehind = {
  /** Writes that have not landed. */
  readonly size: number
  add(write: DocumentWrite): void
  /** Resolves when all that was added before has landed; false where `close` ended the waiting. */
  settled(): Promise<boolean>
  close(): void
}

const batchMax = 100
const backoffMaxMs = 2_000
/** An hour of versions (`nextVersion` counts 1,024 a millisecond): more than clocks of one exchange differ. */
const aheadBy = 3_600_000 * 1_024

export function createWriteBehind(documents: Documents, failed: (error: unknown) => void): WriteBehind {
  let waiting: DocumentWrite[] = []
  let writing: Promise<void> | undefined
  let isClosed = false

  const writeAll = async (): Promise<void> => {
    let failures = 0
    while (waiting.length > 0 && !isClosed) {
      const batch = waiting.slice(0, batchMax)
      try {
        await documents.write(batch)
        await writeAhead(documents, batch)
        waiting = waiting.slice(batch.length)
        failures = 0
      } catch (error) {
        failed(error)
        failures += 1
        await sleep(Math.min(backoffMaxMs, 25 * 2 ** failures))
      }
    }
    writing = undefined
  }
  return {
    get size() {
      return waiting.length
    },
    add(write) {
      waiting.push(write)
      writing ??= writeAll()
    },
    async settled() {
      while (writing) await writing
      return waiting.length === 0
    },
    close: () => void (isClosed = true),
  }
}

/**
 * What should be there and is not was removed before by a process whose clock is ahead of ours, and its removal counts
 * as the later: it is written once more, from further ahead.
 */
async function writeAhead(documents: Documents, batch: readonly DocumentWrite[]): Promise<void> {
  const newest = new Map(batch.map((write) => [write.id, write]))
  const wanted = [...newest.values()].filter(({ body }) => body !== null)
  if (wanted.length === 0) return
  const there = await documents.getMany(
    heldMessages,
    wanted.map(({ id }) => id),
  )
  const found = new Set(there.map(({ id }) => id))
  const missing = wanted.filter(({ id }) => !found.has(id))
  if (missing.length > 0)
    await documents.write(missing.map((write) => ({ ...write, version: write.version + aheadBy })))
}

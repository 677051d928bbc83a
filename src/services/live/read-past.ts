/**
 * What the trail has, page by page, for whoever asks for the past or is far behind. Each page asks the store for every
 * commit of it, and of types that match nothing no reader would ever stop: few are read at once, whoever asks for them.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Commit, CommitLog, Position } from '../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../infrastructure/store/documents.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { readTrailEntries } from '../audit/contract.ts'
import type { ReadLiveEvents } from './live-events-reader.ts'
import { nextEvents, type Batch, type LiveEvent } from './next-events.ts'
import type { Place } from './place.ts'

export type PastNeeds = {
  readonly log: Pick<CommitLog, 'findCommit'>
  readonly documents: DocumentReader
  readonly readEvents: ReadLiveEvents
}

/** What one organisation was told after a place. Throws `Rejected` where too many wait for theirs. */
export type ReadPast = (organisationId: string, place: Place, limit: number) => Promise<Batch>

/** Entries read at a time. */
export const pageMax = 64
/** Pages of one process. */
export const pastMax = { atOnce: 4, waiting: 1_000 } as const

/** The same for all listeners of a process: they take turns, one page each. */
export function openPastReader(needs: PastNeeds): ReadPast {
  const inTurn = openTurns(pastMax)
  return (organisationId, place, limit) =>
    inTurn(async () => {
      const page = await readTrailEntries(needs.documents, organisationId, { after: place.sealed, limit: pageMax })
      const entries = await Promise.all(
        page.map(async ({ sequence, position }) => ({
          sequence,
          events: await readEntry(needs, position, organisationId),
        })),
      )
      return nextEvents(place, entries, [], limit)
    })
}

/** Runs so many at once; others wait in the order in which they came. Throws `Rejected` where too many wait. */
export function openTurns(max: { readonly atOnce: number; readonly waiting: number }) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= max.atOnce && waiting.length >= max.waiting) throw new Rejected(tooManyReaders)
    // Whoever leaves hands over the turn.
    if (running >= max.atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      // A store in this process answers without a turn of the loop: between two pages others have theirs.
      await breathe()
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** Nothing of a commit that is in the log no more. */
export async function readEntry(
  { log, readEvents }: Pick<PastNeeds, 'log' | 'readEvents'>,
  position: Position,
  organisationId: string,
): Promise<readonly LiveEvent[]> {
  const commit: Commit | undefined = await log.findCommit(position)
  return commit ? readEvents(commit, organisationId) : []
}

export const tooManyReaders: Rejection = {
  kind: 'unavailable',
  code: 'live/too-many-readers',
  detail: 'So many read what happened before that this process takes no more of them. Ask again in a few seconds.',
  facts: { retryAfterSeconds: 5 },
}

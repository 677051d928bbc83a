/** What one organisation's listeners in this process share: what it was told lately, and what the trail does not have yet. */
import type { Commit, CommitLog, Position } from '../../infrastructure/store/commit-log.ts'
import { findSequence, readTrailEntries, trailSize } from '../audit/contract.ts'
import { nextEvents, type Batch, type Entry, type LiveEvent } from './next-events.ts'
import { keyOf, placeText, type Place } from './place.ts'
import { pageMax, readEntry, type PastNeeds, type ReadPast } from './read-past.ts'
import { rememberTaken, type TakenPositions } from './taken-positions.ts'
import { createWakeUp } from './wake-listeners.ts'

export type ChannelNeeds = PastNeeds & {
  readonly log: Pick<CommitLog, 'findCommit' | 'head'>
  readonly readPast: ReadPast
}

export type Channel = {
  /** Where whoever wants what happens from now on begins. */
  now(): Promise<Place>
  /** What comes after a place, as far as it is known; the same for all who ask from the same place. */
  next(place: Place, limit: number): Promise<Batch>
  /** The same without a wait; undefined where something would have to be read first. */
  known(place: Place, limit: number): Batch | undefined
  /** Told of a commit that names the organisation. What goes wrong here is told out of the trail later. */
  add(commit: Commit): Promise<void>
  /** Takes from the trail what it has by now, where that is due. */
  sync(nowMs: number): Promise<void>
  /** The same at once: whoever comes is told what the trail has before what it does not have yet. */
  catchUp(): Promise<void>
  /** Called when there may be more than before. */
  readonly listeners: Set<() => void>
}

/** Entries kept: who is further behind reads for itself. */
const keptMax = 2 * pageMax
/** Heard of and not in the trail: what is above waits for it. */
const unsealedMax = 64
const unsealedEventsMax = 256
/** The trail has what was heard of after a second or so. */
const dueMs = 400
/** In case nothing was heard of. Of what happened just before it listened, a channel hears from the trail alone: at first it looks often. */
const idleDueMs = 5_000
/** Places that several ask from at once. */
const sharedMax = 64

export function openChannel(needs: ChannelNeeds, organisationId: string): Channel {
  const { documents, log, readEvents } = needs
  const listeners = new Set<() => void>()
  const unsealed = new Map<Position, readonly LiveEvent[]>()
  const shared = new Map<string, Batch>()
  let entries: readonly Entry[] = []
  let sealedTo = 0
  let syncedAtMs = 0
  let oftenUntilMs: number | undefined
  let catching: Promise<void> | undefined
  const inTurn = createTurns()
  /** Absent: it is not ready. */
  let taken: TakenPositions | undefined
  /** Before anything else; one that failed is done again. */
  const prepare = async (): Promise<TakenPositions> => {
    if (taken) return taken
    await inTurn(async () => {
      if (taken) return
      sealedTo = await trailSize(documents, organisationId)
      // After it: what the trail has, the log had before.
      taken = rememberTaken(await log.head())
    })
    return taken!
  }

  const wakeAll = createWakeUp(listeners)
  const changed = (): void => {
    shared.clear()
    wakeAll()
  }
  const takePage = async ({ add }: TakenPositions): Promise<boolean> => {
    const page = await readTrailEntries(documents, organisationId, { after: sealedTo, limit: pageMax })
    for (const { sequence, position } of page) {
      const events = unsealed.get(position) ?? (await readEntry(needs, position, organisationId))
      entries = [...entries, { sequence, events }].slice(-keptMax)
      unsealed.delete(position)
      add(position)
      sealedTo = sequence
      shared.clear()
    }
    if (page.length > 0) changed()
    return page.length === pageMax
  }
  const take = async (): Promise<void> => {
    const known = await prepare()
    await inTurn(async () => {
      while (await takePage(known));
    })
  }
  const isSealed = async (position: Position): Promise<boolean> =>
    (await findSequence(documents, organisationId, position)) !== undefined
  const known = (place: Place, limit: number): Batch | undefined => {
    if (!taken || place.sealed > sealedTo || place.sealed < sealedTo - entries.length) return undefined
    const key = `${limit} ${placeText(place)}`
    const made = shared.get(key)
    if (made) return made
    const batch = nextEvents(place, entries, [...unsealed.values()], limit)
    if (shared.size < sharedMax) shared.set(key, batch)
    return batch
  }
  const isFull = (): boolean =>
    unsealed.size >= unsealedMax || unsealed.values().reduce((sum, { length }) => sum + length, 0) >= unsealedEventsMax

  return {
    listeners,
    async now() {
      await prepare()
      return { sealed: sealedTo, ahead: [...unsealed.values()].flat().map(({ id }) => keyOf(id)) }
    },
    async next(place, limit) {
      await prepare()
      // Another process may have read further; what it passed is not to be told again.
      if (place.sealed > sealedTo) await take()
      if (place.sealed > sealedTo) return { events: [], place }
      return known(place, limit) ?? needs.readPast(organisationId, place, limit)
    },
    known,
    async add(commit) {
      const { position } = commit
      const { has } = await prepare()
      if (unsealed.has(position) || isFull()) return
      // A process that is late hears of what the trail has already. Both are read while others have their turns.
      const reading = Promise.all([has(position) ?? isSealed(position), readEvents(commit, organisationId)])
      // What goes wrong is thrown in its turn.
      reading.catch(() => undefined)
      await inTurn(async () => {
        const [wasSealed, events] = await reading
        // The trail may have had it since it was asked.
        if (wasSealed || has(position) === true || unsealed.has(position) || isFull()) return
        unsealed.set(position, events)
        if (events.length > 0) changed()
      })
    },
    async sync(nowMs) {
      oftenUntilMs ??= nowMs + idleDueMs
      if (nowMs - syncedAtMs < (unsealed.size > 0 || nowMs < oftenUntilMs ? dueMs : idleDueMs)) return
      syncedAtMs = nowMs
      await take()
    },
    catchUp: () => (catching ??= take().finally(() => (catching = undefined))),
  }
}

/** One after another, whatever became of those before. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

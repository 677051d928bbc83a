/** What a lane's owner must remember: in memory to be asked, and on its way to the store to outlive the process. */
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { MessageRef } from '../bus-message.ts'
import { letterId, type GroupState, type ParkedMessage } from '../group-state.ts'
import { heldWrite, type HeldMessage, type LaneMessage, type StoredMessage } from './held-messages.ts'
import type { WriteBehind } from './write-behind.ts'

export type LaneStateNeeds = {
  readonly group: string
  /** What the store knows of this lane: what is parked, and the newest that were given up. */
  readonly held: readonly StoredMessage[]
  /** What an owner that is no more was delivering, and which process it was. */
  readonly suspected: { readonly by: string; readonly refs: readonly MessageRef[] }
  readonly journal: WriteBehind
  readonly nextVersion: () => number
  readonly save: (reached: Position, inFlight: readonly MessageRef[]) => void
}
export type LaneState = GroupState & {
  /** Parked by another process, as when a dead letter is replayed; false where it is known, or was over since it was read. */
  adopt(held: StoredMessage): boolean
}

/** More than a lane has under way to the store at any time. */
const writtenMax = 10_000

export function createLaneState({ group, held, suspected, journal, nextVersion, save }: LaneStateNeeds): LaneState {
  const parked = new Map<string, LaneMessage[]>()
  const letters = new Set<string>()
  const keyOf = (ref: Pick<MessageRef, 'position' | 'ordinal'>): string => letterId(group, ref)

  /** The versions written last: what is read from the store may be older than what is on its way there. */
  const written = new Map<string, number>()

  const write = (message: HeldMessage, isOver: boolean): void => {
    const key = keyOf(message)
    const version = Math.max(nextVersion(), (written.get(key) ?? 0) + 1)
    written.delete(key)
    written.set(key, version)
    if (written.size > writtenMax) written.delete(written.keys().next().value!)
    journal.add(heldWrite(message, isOver, version))
  }
  const find = (ref: MessageRef): LaneMessage | undefined =>
    parked.get(ref.stream)?.find(({ position, ordinal }) => position === ref.position && ordinal === ref.ordinal)
  const insert = (message: LaneMessage): boolean => {
    if (find(message)) return false
    const queue = parked.get(message.stream) ?? []
    queue.push(message)
    queue.sort(byPlace)
    parked.set(message.stream, queue)
    return true
  }
  const replace = (ref: MessageRef, change: Partial<LaneMessage>): void => {
    const queue = parked.get(ref.stream) ?? []
    const at = queue.findIndex(({ position, ordinal }) => position === ref.position && ordinal === ref.ordinal)
    if (at < 0) return
    queue[at] = { ...queue[at]!, ...change }
    write({ ...queue[at], group }, false)
  }
  const remove = (ref: MessageRef): void => {
    const left = (parked.get(ref.stream) ?? []).filter((one) => byPlace(one, ref) !== 0)
    if (left.length > 0) parked.set(ref.stream, left)
    else parked.delete(ref.stream)
  }
  const all = (): ParkedMessage[] => [...parked.values()].flat().toSorted(byPlace)

  for (const { letter, storedVersion, ...message } of held) {
    written.set(keyOf(message), storedVersion)
    if (letter) letters.add(keyOf(message))
    else insert(message)
  }
  return {
    openGroup(_group, begin) {
      // The note of a death lies there until the lane delivers again. Who dies before that, of what another lane
      // delivers, leaves it to the next: counted once more, it would give up messages that killed nobody.
      const { by, refs } = suspected
      for (const ref of refs) {
        insert({ ...ref, attempts: 0, crashes: 0 })
        const { crashes, diedWith } = find(ref)!
        if (diedWith !== by) replace(ref, { crashes: crashes + 1, diedWith: by })
      }
      return begin
    },
    save: (_group, position, inFlight) => save(position, inFlight),
    park(_group, messages) {
      for (const message of messages) if (insert(message)) write({ ...message, group }, false)
    },
    tried: (_group, ref, attempts) => replace(ref, { attempts, crashes: 0 }),
    unpark(_group, ref) {
      const message = find(ref)
      if (!message) return
      remove(ref)
      write({ ...message, group }, true)
    },
    nextParked: (_group, stream) => parked.get(stream)?.[0],
    suspects: () => all().filter(({ crashes }) => crashes > 0),
    parkedStreams: () => [...parked.keys()],
    oldestParked: () => all()[0],
    countParked: () => all().length,
    countLetters: () => letters.size,
    giveUp(_group, { position, ordinal, stream, ...letter }) {
      const ref = { position, ordinal, stream, at: letter.at }
      remove(ref)
      letters.add(keyOf(ref))
      write({ ...ref, group, attempts: letter.attempts, crashes: 0, letter }, false)
    },
    isGivenUp: (_group, ref) => letters.has(keyOf(ref)),
    adopt({ storedVersion, ...message }) {
      if (storedVersion <= (written.get(keyOf(message)) ?? 0)) return false
      written.set(keyOf(message), storedVersion)
      letters.delete(keyOf(message))
      return insert(message)
    },
  }
}

const byPlace = (one: Pick<MessageRef, 'position' | 'ordinal'>, other: typeof one): number =>
  one.position === other.position ? one.ordinal - other.ordinal : one.position < other.position ? -1 : 1

/**
 * What a group could not digest, kept in the store and not in Redis: messages that are parked, and dead letters. So the
 * position of a group may move past them, and whatever happens to Redis, none is forgotten.
 */
import {
  collection,
  documentWrite,
  encodeCursor,
  encodeKey,
  type Documents,
  type DocumentWrite,
  type StoredDocument,
} from '../../infrastructure/store/documents.ts'
import type { DeadLetter } from '../event-bus.ts'
import { letterId, parseLetterId, type ParkedMessage } from '../group-state.ts'

type Letter = Omit<DeadLetter, 'id' | 'group' | 'stream'>
/** Parked in a lane. */
export type LaneMessage = ParkedMessage & {
  /** The process whose death its last crash stands for, so that no later process counts the same death again. */
  readonly diedWith?: string
}
export type HeldMessage = LaneMessage & {
  readonly group: string
  /** What became of it, once it was given up. */
  readonly letter?: Letter
}

/** As the store has it. */
export type StoredMessage = HeldMessage & { readonly storedVersion: number }

const place = ({ group, position, ordinal }: HeldMessage) => [group, position, ordinal] as const

/** Declared where the store is opened. */
export const heldMessages = collection<HeldMessage>()({
  name: 'bus_held_messages',
  indexes: {
    parked: (held) => (held.letter ? [] : [place(held)]),
    letters: (held) => (held.letter ? [place(held)] : []),
  },
})

const pageMax = 1_000

/** A later version replaces an earlier one, whichever process made it: the time says which is later. */
export const heldWrite = (held: HeldMessage, isOver: boolean, version: number): DocumentWrite =>
  documentWrite(heldMessages, letterId(held.group, held), version, isOver ? null : plain(held))

/** Without what was only read along with it. */
const plain = ({
  group,
  position,
  ordinal,
  stream,
  at,
  attempts,
  crashes,
  diedWith,
  letter,
}: HeldMessage): HeldMessage => {
  const message = { group, position, ordinal, stream, at, attempts, crashes, ...(diedWith && { diedWith }) }
  return letter ? { ...message, letter } : message
}

// Written by `heldWrite` alone.
const heldOf = ({ body }: StoredDocument): HeldMessage => JSON.parse(body) as HeldMessage
const storedOf = (document: StoredDocument): StoredMessage => ({
  ...heldOf(document),
  storedVersion: document.version,
})

/** Everything that a group has parked, oldest first, at most `limit`. */
export async function readParked(documents: Documents, group: string, limit = Infinity): Promise<StoredMessage[]> {
  const found: StoredMessage[] = []
  let after = ''
  do {
    const find = { index: 'parked', equals: [group], limit: Math.min(pageMax, limit), after } as const
    const page = await documents.find(heldMessages, find)
    found.push(...page.items.map(storedOf))
    after = page.next ?? ''
  } while (after !== '' && found.length < limit)
  return found
}

/** The newest that were given up: those that may come again because nobody noted how far the group was. */
export async function readNewestLetters(documents: Documents, group: string): Promise<StoredMessage[]> {
  const find = { index: 'letters', equals: [group], order: 'descending', limit: pageMax } as const
  return (await documents.find(heldMessages, find)).items.map(storedOf)
}

export async function readLetters(
  documents: Documents,
  { group, after, limit }: { group?: string; after?: string; limit: number },
): Promise<DeadLetter[]> {
  const equals = group === undefined ? [] : [group]
  const from = after === undefined ? undefined : parseLetterId(after)
  const cursor =
    from && from.ordinal >= 0 ? encodeCursor([encodeKey([from.group, from.position, from.ordinal]), after!]) : ''
  const page = await documents.find(heldMessages, { index: 'letters', equals, limit, after: cursor })
  return page.items
    .map(heldOf)
    .flatMap(({ letter, ...held }) =>
      letter ? [{ id: letterId(held.group, held), group: held.group, stream: held.stream, ...letter }] : [],
    )
}

/** The dead letter of that id. */
export async function findLetter(documents: Documents, id: string): Promise<StoredMessage | undefined> {
  const found = await documents.get(heldMessages, id)
  const held = found && storedOf(found)
  return held?.letter ? held : undefined
}

export const countHeld = async (documents: Documents, index: 'parked' | 'letters', group: string): Promise<number> =>
  documents.count(heldMessages, { index, equals: [group], atMost: 100_000 })

/** As if the group had never held anything. */
export async function forgetHeld(documents: Documents, group: string, version: () => number): Promise<void> {
  for (const index of ['parked', 'letters'] as const)
    for (let isMore = true; isMore;) {
      const { items } = await documents.find(heldMessages, { index, equals: [group], limit: pageMax })
      await documents.write(items.map((item) => heldWrite(heldOf(item), true, version())))
      isMore = items.length === pageMax
    }
}

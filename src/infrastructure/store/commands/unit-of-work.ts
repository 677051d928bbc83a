/** One command's view of the log: what it loads, it may extend; what it extends becomes one commit, all or nothing. */
import type { DomainEvent } from '../../../kernel/decider.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import {
  emptySnapshot,
  projectSnapshot,
  readEvent,
  recordEvent,
  streamOf,
  type Aggregate,
  type AnyAggregate,
  type Snapshot,
} from '../aggregate.ts'
import type { DecidedUpon, Extension, Recorded, StreamName } from '../commit-log.ts'
import type { DocumentWrite } from '../documents.ts'
import type { Head } from './stream-heads.ts'
import type { Changed, StreamStates } from './stream-states.ts'

export interface Unit {
  /** When the command arrived: the one time that everything it decides carries. */
  readonly at: string
  readonly newId: NewId
  /** The state of a stream that this command may extend; other commands on it wait. */
  load<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
  ): Promise<Snapshot<State>>
  /** A committed state, read only: judged now, not protected until the commit. */
  read<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
  ): Promise<Snapshot<State>>
  /** Loads, decides, extends; throws `Rejected` with the decider's rejection. Gives the state after it. */
  decide<State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    command: Command,
  ): Promise<State>
}

/** Thrown inside a unit when another command holds a stream it has just found; the executor starts again with it. */
export class StreamNeeded extends Error {
  override name = 'StreamNeeded'
  readonly stream: StreamName
  constructor(stream: StreamName) {
    super(stream)
    this.stream = stream
  }
}

type Opened = {
  readonly aggregate: AnyAggregate
  readonly before: number
  /** Of a commit under way where that made the state it began with. */
  readonly head: Head | undefined
  readonly events: Recorded[]
  snapshot: Snapshot<unknown>
}

export type Streams = Pick<ReadonlySet<StreamName>, 'has'>

export type UnitOfWork = Unit & {
  /** Every stream it has taken. */
  readonly held: ReadonlySet<StreamName>
  /** The stream it needed and did not get, also when the work went on regardless. */
  readonly missing: StreamNeeded | undefined
  /** Whether the commits under way that it decided upon landed; those of streams that guard themselves are not waited for. */
  restsOnLanded(guarded: Streams): Promise<boolean>
  /** Waits until the commits under way that it extends were handed to the log; false where one was given up or has lost. */
  followsSubmitted(): Promise<boolean>
  /** The streams whose state it took from memory, and the versions that these were. */
  readonly assumed: ReadonlyMap<StreamName, number>
  /** Ends its right to open streams: what it would take now, nobody would let go. */
  end(): void
  finish(): {
    extensions: Extension[]
    upon: DecidedUpon[]
    documents: DocumentWrite[]
    organisations: string[]
    changed: Map<StreamName, Changed>
  }
  current(stream: StreamName): Snapshot<unknown> | undefined
}

type Needs = {
  readonly at: string
  readonly newId: NewId
  readonly states: StreamStates
  readonly tryAcquire: (stream: StreamName) => boolean
  readonly held: Set<StreamName>
}

export function createUnitOfWork({ at, newId, states, tryAcquire, held }: Needs): UnitOfWork {
  const made = new Set<string>()
  const opened = new Map<StreamName, Opened>()
  const opening = new Map<StreamName, Promise<Opened>>()
  const reads = new Map<StreamName, Promise<Snapshot<unknown>>>()
  const assumed = new Map<StreamName, number>()
  let missing: StreamNeeded | undefined
  let ended = false

  const look = async (stream: StreamName, aggregate: AnyAggregate, id: string): Promise<Snapshot<unknown>> => {
    const { snapshot, isAssumed } = await states.assume(aggregate, id)
    if (isAssumed) assumed.set(stream, Math.min(snapshot.version, assumed.get(stream) ?? Infinity))
    return snapshot
  }
  const begin = async (stream: StreamName, aggregate: AnyAggregate, id: string): Promise<Opened> => {
    const head = states.head(stream)
    // What this very unit gave a name has no past to look up; the log refuses should it be wrong.
    const snapshot = head
      ? head.snapshot
      : made.has(id)
        ? emptySnapshot(aggregate, id)
        : await look(stream, aggregate, id)
    const entry = {
      aggregate,
      before: snapshot.version,
      head,
      snapshot,
      events: [],
    }
    opened.set(stream, entry)
    return entry
  }
  // Work that loads in parallel finds one entry for a stream, never two that forget each other's events.
  const open = async (aggregate: AnyAggregate, id: string): Promise<Opened> => {
    if (ended) throw new Error('This unit of work is over; await all that it starts.')
    const stream = streamOf(aggregate, id)
    if (!held.has(stream)) {
      if (!tryAcquire(stream)) throw (missing = new StreamNeeded(stream))
      held.add(stream)
    }
    const known = opening.get(stream) ?? begin(stream, aggregate, id)
    opening.set(stream, known)
    return known
  }
  // A command judges a stream by one state, however often it looks, and pays for one look.
  const read = (aggregate: AnyAggregate, id: string): Promise<Snapshot<unknown>> => {
    const stream = streamOf(aggregate, id)
    const known = reads.get(stream) ?? look(stream, aggregate, id)
    reads.set(stream, known)
    return known
  }
  const extend = (entry: Opened, events: readonly DomainEvent[]): void => {
    if (events.length === 0) return
    const { aggregate } = entry
    let { state } = entry.snapshot
    for (const event of events) {
      const recorded = recordEvent(aggregate, event)
      entry.events.push(recorded)
      // Evolved from what will be read back, so that this state and every later replay are the same to the byte.
      state = aggregate.decider.evolve(state, readEvent(aggregate, recorded))
    }
    const { id, createdAt } = entry.snapshot
    entry.snapshot = { id, state, version: entry.before + 1, createdAt: createdAt || at, updatedAt: at }
  }

  return {
    at,
    newId: (prefix) => {
      const id = newId(prefix)
      made.add(id)
      return id
    },
    held,
    assumed,
    get missing() {
      return missing
    },
    end: () => void (ended = true),
    restsOnLanded: (guarded) =>
      areAllTrue([...opened].map(([stream, { head }]) => (guarded.has(stream) ? undefined : head?.landed))),
    async followsSubmitted() {
      const heads = [...opened.values()].flatMap(({ events, head }) => (head && events.length > 0 ? [head] : []))
      if (!(await areAllTrue(heads.map(({ commit }) => commit.submitted)))) return false
      // One that is known by now to have lost takes this along; of the others the log will say.
      return areAllTrue(heads.map(({ landed }) => Promise.race([landed, true])))
    },
    load: async (aggregate, id) => (await open(aggregate, id)).snapshot as never,
    read: async (aggregate, id) =>
      (opened.get(streamOf(aggregate, id))?.snapshot ?? (await read(aggregate, id))) as never,
    async decide(aggregate, id, command) {
      const entry = await open(aggregate, id)
      const decision = aggregate.decider.decide(command, entry.snapshot.state as never)
      if (!decision.ok) throw new Rejected(decision.rejection)
      extend(entry, decision.value)
      return entry.snapshot.state as never
    },
    current: (stream) => opened.get(stream)?.snapshot,
    finish() {
      const extended = [...opened].filter(([, { events }]) => events.length > 0)
      return {
        extensions: extended.map(([stream, { snapshot, events }]) => ({ stream, version: snapshot.version, events })),
        upon: extended.flatMap(([stream, { head }]) => (head ? [{ stream, commitId: head.commit.id }] : [])),
        documents: extended.flatMap(([, { aggregate, snapshot }]) => projectSnapshot(aggregate, snapshot)),
        organisations: [
          ...new Set(extended.flatMap(([, { aggregate, snapshot }]) => aggregate.organisations(snapshot.state))),
        ],
        changed: new Map(extended),
      }
    },
  }
}

const areAllTrue = async (promises: readonly (Promise<boolean> | undefined)[]): Promise<boolean> =>
  (await Promise.all(promises)).every((one) => one !== false)

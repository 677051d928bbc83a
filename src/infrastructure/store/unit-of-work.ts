/** One command's view of the log: what it loads, it may extend; what it extends becomes one commit, all or nothing. */
import type { DomainEvent } from '../../kernel/decider.ts'
import type { NewId } from '../../kernel/identifier.ts'
import { Rejected } from '../../kernel/rejection.ts'
import {
  projectSnapshot,
  recordEvent,
  streamOf,
  type Aggregate,
  type AnyAggregate,
  type Snapshot,
} from './aggregate.ts'
import type { Extension, StreamName } from './commit-log.ts'
import type { DocumentWrite } from './documents.ts'
import type { StreamStates } from './stream-states.ts'

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

type Opened = { aggregate: AnyAggregate; before: number; snapshot: Snapshot<unknown>; events: DomainEvent[] }

export type UnitOfWork = Unit & {
  /** Streams taken beyond those it began with. */
  readonly held: ReadonlySet<StreamName>
  /** Commits under way that it decided upon. */
  readonly dependencies: ReadonlySet<Promise<boolean>>
  finish(): {
    extensions: Extension[]
    documents: DocumentWrite[]
    organisations: string[]
    snapshots: Map<StreamName, Snapshot<unknown>>
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
  const opened = new Map<StreamName, Opened>()
  const dependencies = new Set<Promise<boolean>>()

  const open = async (aggregate: AnyAggregate, id: string): Promise<Opened> => {
    const stream = streamOf(aggregate, id)
    const known = opened.get(stream)
    if (known) return known
    if (!held.has(stream)) {
      if (!tryAcquire(stream)) throw new StreamNeeded(stream)
      held.add(stream)
    }
    const head = states.head(stream)
    if (head) dependencies.add(head.landed)
    const snapshot = head ? head.snapshot : await states.read(aggregate, id)
    const entry = { aggregate, before: snapshot.version, snapshot, events: [] }
    opened.set(stream, entry)
    return entry
  }
  const extend = (entry: Opened, events: readonly DomainEvent[]): void => {
    if (events.length === 0) return
    const { decider } = entry.aggregate
    let { state } = entry.snapshot
    for (const event of events) state = decider.evolve(state, event)
    entry.events.push(...events)
    const { id, createdAt } = entry.snapshot
    entry.snapshot = { id, state, version: entry.before + 1, createdAt: createdAt || at, updatedAt: at }
  }

  return {
    at,
    newId,
    held,
    dependencies,
    load: async (aggregate, id) => (await open(aggregate, id)).snapshot as never,
    read: async (aggregate, id) =>
      (opened.get(streamOf(aggregate, id))?.snapshot ?? (await states.read(aggregate, id))) as never,
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
        extensions: extended.map(([stream, { aggregate, snapshot, events }]) => ({
          stream,
          version: snapshot.version,
          events: events.map((event) => recordEvent(aggregate, event)),
        })),
        documents: extended.flatMap(([, { aggregate, snapshot }]) => projectSnapshot(aggregate, snapshot)),
        organisations: [
          ...new Set(extended.flatMap(([, { aggregate, snapshot }]) => aggregate.organisations(snapshot.state))),
        ],
        snapshots: new Map(extended.map(([stream, { snapshot }]) => [stream, snapshot])),
      }
    },
  }
}

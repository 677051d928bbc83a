/** An aggregate joins a pure decider to its stream: its kind, its old event shapes, and the read models it is shown by. */
import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { Decider, DomainEvent } from '../../kernel/decider.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import type { Recorded, StreamName, StreamVersion } from './commit-log.ts'
import { documentWrite, type Collection, type DocumentWrite } from './documents.ts'

/** Where a state comes from: its stream's id and version, and when the first and the last commit happened. */
export type Subject = {
  readonly id: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type Snapshot<State> = Subject & { readonly state: State }

/**
 * A read model of one stream: a pure function of its state. `null` removes the document; an id that was given once is
 * given in every later state, as null where it is gone, because nobody remembers what an earlier state was shown by.
 */
export type ReadModel<State, Document = never> = {
  readonly collection: Collection<Document>
  readonly project: (subject: Subject, state: State) => readonly { id: string; document: Document | null }[]
}

/** Keeps the document's type inside; outside only the state matters. */
export const readModel = <State, Document>(model: ReadModel<State, Document>): ReadModel<State> =>
  model as unknown as ReadModel<State>

export type Aggregate<State, Command = never, Event extends DomainEvent = DomainEvent> = {
  /** The stream's prefix; no dash. */
  readonly kind: string
  readonly decider: Decider<State, Command, Event, Rejection>
  /** The version new events of a type are written with, where it is above 1. */
  readonly schemaVersions?: Readonly<Record<string, number>>
  /** Turns an event body of an older schema version into today's. */
  readonly upcast?: (type: string, schemaVersion: number, body: unknown) => Event
  /**
   * Raised when something changes that `evolve` or `upcast` call: a change of their own text is seen without it. States
   * kept under another revision are made from their events again.
   */
  readonly stateRevision?: number
  /** Organisations that take part: each of them finds the commit in its history. */
  readonly organisations: (state: State) => readonly string[]
  readonly readModels: readonly ReadModel<State>[]
}

/** Any aggregate, where only its stream and its projections matter. */
// oxlint-disable-next-line typescript/no-explicit-any -- a state's type is known to its service alone; this names "some state" for registries.
export type AnyAggregate = Aggregate<any, any, any>

export const streamOf = (aggregate: Pick<AnyAggregate, 'kind'>, id: string): StreamName => `${aggregate.kind}-${id}`

/** The state before a stream's first commit. */
export const emptySnapshot = <State>(
  aggregate: { readonly decider: { readonly initialState: State } },
  id: string,
): Snapshot<State> => ({
  id,
  version: 0,
  createdAt: '',
  updatedAt: '',
  state: aggregate.decider.initialState,
})

/** Continues a snapshot by what its stream holds after it. */
export function evolveSnapshot<State, Command, Event extends DomainEvent>(
  aggregate: Aggregate<State, Command, Event>,
  snapshot: Snapshot<State>,
  versions: readonly StreamVersion[],
): Snapshot<State> {
  let { state, version, createdAt, updatedAt } = snapshot
  for (const next of versions) {
    if (next.version !== version + 1)
      throw new Error(`${streamOf(aggregate, snapshot.id)} has a gap: ${next.version} follows ${version}.`)
    for (const recorded of next.events) state = aggregate.decider.evolve(state, readEvent(aggregate, recorded))
    version = next.version
    createdAt ||= next.at
    updatedAt = next.at
  }
  return { id: snapshot.id, state, version, createdAt, updatedAt }
}

/** An event as the core knows it today. */
export const readEvent = <Event extends DomainEvent>(
  aggregate: Pick<Aggregate<never, never, Event>, 'upcast' | 'schemaVersions' | 'kind'>,
  recorded: Recorded,
): Event => {
  const body: unknown = JSON.parse(recorded.body)
  const current = aggregate.schemaVersions?.[recorded.type] ?? 1
  if (recorded.schemaVersion === current) return body as Event
  if (!aggregate.upcast || recorded.schemaVersion > current)
    throw new Error(`${recorded.type} has schema version ${recorded.schemaVersion}; this release knows ${current}.`)
  return aggregate.upcast(recorded.type, recorded.schemaVersion, body)
}

export const recordEvent = (aggregate: Pick<AnyAggregate, 'schemaVersions'>, event: DomainEvent): Recorded => ({
  type: event.type,
  schemaVersion: aggregate.schemaVersions?.[event.type] ?? 1,
  body: canonicalJson(event),
})

/** The read models of a snapshot, as writes. */
export const projectSnapshot = <State>(
  aggregate: { readonly readModels: readonly ReadModel<State>[] },
  snapshot: Snapshot<State>,
): DocumentWrite[] =>
  aggregate.readModels.flatMap(({ collection, project }) =>
    project(snapshot, snapshot.state).map(({ id, document }) =>
      documentWrite(collection, id, snapshot.version, document),
    ),
  )

/** Reads the events of any of these aggregates' streams as today's release knows them. */
export const eventReader = (
  aggregates: readonly AnyAggregate[],
): ((kind: string, recorded: Recorded) => DomainEvent) => {
  const byKind = new Map(aggregates.map((aggregate) => [aggregate.kind, aggregate]))
  return (kind, recorded) => {
    const aggregate = byKind.get(kind)
    if (!aggregate) throw new Error(`No aggregate is of the kind "${kind}".`)
    return readEvent(aggregate, recorded)
  }
}

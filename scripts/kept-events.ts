/** Events as they were first written, of every version: what they come to now is what they came to then. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEvent, recordEvent, type AnyAggregate } from '../src/infrastructure/store/aggregate.ts'
import { canonicalJson } from '../src/kernel/canonical-json.ts'
import type { DomainEvent } from '../src/kernel/decider.ts'
import { historiesOfToday } from '../test/machines/histories.ts'
import type { Story } from '../test/machines/stories/story.ts'
import { formOf, KnownForms } from '../test/support/json-form.ts'
import { root } from './tool.ts'

export const keptEventsFolder = 'test/released/events'
export const eventStatesFile = `${keptEventsFolder}/states.json`

/** One line of a file. */
type KeptEvent = {
  readonly history: string
  readonly type: string
  readonly schemaVersion: number
  readonly body: DomainEvent
}
export type KeptHistory = { readonly file: string; readonly name: string; readonly events: readonly KeptEvent[] }

/** Raised by each version of one of its events: another file begins. */
export const generationOf = ({ schemaVersions = {} }: AnyAggregate): number =>
  Object.values(schemaVersions).reduce((generation, version) => generation + version - 1, 1)
export const fileOf = (aggregate: AnyAggregate): string => `${aggregate.kind}.v${generationOf(aggregate)}.ndjson`

/** What is kept of a kind, in the order in which it was. */
export function keptHistories({ kind }: AnyAggregate, folder = join(root, keptEventsFolder)): readonly KeptHistory[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${kind}.v`)) : []
  return files.toSorted().flatMap((file) => {
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line) as KeptEvent)
    return Array.from(
      Map.groupBy(events, ({ history }) => history),
      ([name, of]): KeptHistory => ({ file, name, events: of }),
    )
  })
}

/** What a history comes to, event by event, as today's release reads it. */
export function statesOf(aggregate: AnyAggregate, { events }: KeptHistory): readonly unknown[] {
  let state: unknown = aggregate.decider.initialState
  return events.map(({ type, schemaVersion, body }) => {
    state = aggregate.decider.evolve(state, readEvent(aggregate, { type, schemaVersion, body: JSON.stringify(body) }))
    return state
  })
}

export const historiesByAggregate = (): ReadonlyMap<AnyAggregate, readonly Story[]> =>
  Map.groupBy(historiesOfToday(), ({ aggregate }) => aggregate)

export type ToKeep = {
  /** By file, what is to be added to its end. */
  readonly additions: ReadonlyMap<string, string>
  /** Events that are written otherwise than before under the same version. */
  readonly changed: readonly string[]
  /** What is said in no kept event of its type and version. */
  readonly news: readonly string[]
}

/** What of today's histories no file has yet: whole ones, since an event means something after those before it only. */
export function eventsToKeep(aggregate: AnyAggregate, stories: readonly Story[], kept: readonly KeptHistory[]): ToKeep {
  const known = Map.groupBy(
    kept.flatMap(({ events }) => events),
    sortOf,
  )
  const forms = new Map(Array.from(known, ([sort, events]) => [sort, new KnownForms(events.map(({ body }) => body))]))
  const file = fileOf(aggregate)
  const names = new Set(kept.filter((each) => each.file === file).map(({ name }) => name))
  const found = new Set<string>()
  const [added, changed, news] = [[] as string[], new Set<string>(), new Set<string>()]
  for (const story of stories) {
    const name = freeName(story.name, names)
    const events = story.events.map((event) => keptEvent(aggregate, name, event))
    const isNew = (event: KeptEvent): boolean =>
      !forms.get(sortOf(event))?.has(event.body) && !found.has(`${sortOf(event)} ${formOf(event.body)}`)
    if (!events.some(isNew)) continue
    for (const event of events) {
      const sort = sortOf(event)
      const before = forms.get(sort)
      for (const change of before?.changesIn(event.body) ?? []) changed.add(`${sort}: ${change}`)
      for (const path of before?.newsIn(event.body) ?? ['all of it']) news.add(`${sort}: ${path}`)
      added.push(`${canonicalJson(event)}\n`)
      found.add(`${sort} ${formOf(event.body)}`)
    }
    names.add(name)
  }
  return {
    additions: new Map(added.length > 0 ? [[file, added.join('')]] : []),
    changed: [...changed],
    news: [...news],
  }
}

const sortOf = ({ type, schemaVersion }: KeptEvent): string => `${type} (version ${schemaVersion})`

function keptEvent(aggregate: AnyAggregate, history: string, event: DomainEvent): KeptEvent {
  const { type, schemaVersion, body } = recordEvent(aggregate, event)
  return { history, type, schemaVersion, body: JSON.parse(body) as DomainEvent }
}

/** The same history told otherwise is another one: what is kept stays. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let nth = 1; ; nth += 1) {
    const numbered = nth === 1 ? name : `${name} (${nth})`
    if (!taken.has(numbered)) return numbered
  }
}

type Known = { readonly stateRevision: number; readonly histories: Readonly<Record<string, string>> }
const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(value))))
    .digest('hex')
    .slice(0, 16)

/** The digests of all that is kept; throws where one is another than is written and its kind's revision is not. */
export function eventStatesText(aggregates: Iterable<AnyAggregate>): string {
  const path = join(root, eventStatesFile)
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Known>) : {}
  const now: Record<string, Known> = {}
  for (const aggregate of aggregates) {
    const { kind, stateRevision = 0 } = aggregate
    const histories = keptHistories(aggregate).map((history) => {
      const name = `${history.file.replace('.ndjson', '')}: ${history.name}`
      const digest = digestOf(statesOf(aggregate, history))
      const known = before[kind]?.stateRevision === stateRevision ? before[kind].histories[name] : undefined
      if (known !== undefined && known !== digest) throw new Error(comesToOtherwise(name))
      return [name, digest] as const
    })
    now[kind] = { stateRevision, histories: Object.fromEntries(histories) }
  }
  return `${JSON.stringify(now, null, 2)}\n`
}

const comesToOtherwise = (name: string): string =>
  `What was written as "${name}" comes to another state than before. If its events are read otherwise, give them ` +
  `another version in schemaVersions and write the upcaster. If only the state is made otherwise, and rightly, raise ` +
  `the aggregate's stateRevision and run \`npm run events:keep\`.`

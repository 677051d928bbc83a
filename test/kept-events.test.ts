/** History outlives the code that wrote it: events of every version, kept as they were written, are read by today's code. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  eventStatesFile,
  eventStatesText,
  eventsToKeep,
  fileOf,
  generationOf,
  historiesByAggregate,
  keptHistories,
  type KeptHistory,
} from '../scripts/kept-events.ts'
import { readEvent, type AnyAggregate } from '../src/infrastructure/store/aggregate.ts'
import { tally } from '../src/infrastructure/store/tally.fixture.ts'
import type { DomainEvent } from '../src/kernel/decider.ts'
import { decidersOfServices } from './machines/deciders.ts'
import type { Story } from './machines/stories/story.ts'
import { eventForms } from './support/event-types.ts'
import { KnownForms } from './support/json-form.ts'
import { SaidFields } from './support/said-fields.ts'

const anotherVersion = 'Give these events another version in schemaVersions, and write the upcaster.'
const today = historiesByAggregate()
const bodiesOf = (events: readonly DomainEvent[]): ReadonlyMap<string, readonly DomainEvent[]> =>
  Map.groupBy(events, ({ type }) => type)

test('whatever decides has its events kept', async () => {
  const known = new Set([...today.keys()].map(({ decider }) => decider))
  const deciders = await decidersOfServices()
  expect([...deciders].filter(([, decider]) => !known.has(decider)).map(([name]) => name)).toEqual([])
  for (const [aggregate, stories] of today) {
    const names = stories.map(({ name }) => name)
    expect(new Set(names).size, aggregate.kind).toBe(names.length)
  }
})

test('every event that the types know is kept, with each field that may be absent and without it', () => {
  const forms = eventForms()
  const events = [...today.keys()].flatMap((aggregate) => keptHistories(aggregate)).flatMap((history) => history.events)
  const said = new SaidFields()
  said.expect([...forms.values()].flat())
  for (const { type, body } of events) said.meet(body, forms.get(type) ?? [])
  const kept = new Set(events.map(({ type }) => type))
  expect([...forms.keys()].filter((type) => !kept.has(type))).toEqual([])
  expect(said.missing(), 'Tell it in a story of test/machines, then run `npm run events:keep`.').toEqual([])
  // Types that are no longer understood would be missed by none.
  expect(forms.size).toBeGreaterThan(200)
  expect(said.known()).toBeGreaterThan(150)
})

test.each([...today])('today’s events are written as those that are kept: $kind', (aggregate, stories) => {
  const { changed, news, additions } = eventsToKeep(aggregate, stories, keptHistories(aggregate))
  expect(changed, anotherVersion).toEqual([])
  expect({ news, files: [...additions.keys()] }, '`npm run events:keep` keeps what is new.').toEqual({
    news: [],
    files: [],
  })
})

test.each([...today])('kept events are read in the form that today’s have: $kind', (aggregate, stories) => {
  const forms = new Map(
    Array.from(bodiesOf(stories.flatMap(({ events }) => events)), ([type, events]) => [type, new KnownForms(events)]),
  )
  for (const { file, name, events } of keptHistories(aggregate))
    for (const { type, schemaVersion, body } of events) {
      const read = readEvent(aggregate, { type, schemaVersion, body: JSON.stringify(body) })
      const [lacks, unread] = [forms.get(type)?.changesIn(read), forms.get(type)?.newsIn(read)]
      expect({ lacks, unread }, `${file}, ${name}: ${type}. ${anotherVersion}`).toEqual({ lacks: [], unread: [] })
    }
})

test('kept events come to the states that they came to (`npm run events:keep` writes those of new ones)', () => {
  expect(eventStatesText(today.keys())).toBe(readFileSync(eventStatesFile, 'utf8'))
})

describe('what is kept', () => {
  const story = (...events: readonly object[]): Story => ({
    aggregate: tally,
    name: 'one',
    events: events as DomainEvent[],
  })
  const added = (more: object = { amount: 1 }) => ({ type: 'tally/added', by: {}, ...more })
  const keptOf = (aggregate: AnyAggregate, ...stories: readonly Story[]): KeptHistory[] =>
    Array.from(eventsToKeep(aggregate, stories, []).additions, ([file, text]) => {
      const events = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as KeptHistory['events'][number])
      return { file, name: events[0]!.history, events }
    })
  const kept = keptOf(tally, story(added()))

  test('is each form of an event once, with all that came before it', () => {
    expect(kept).toMatchObject([{ file: 'tally.v1.ndjson', name: 'one', events: [{ type: 'tally/added' }] }])
    expect(eventsToKeep(tally, [story(added(), added({ amount: 2 }))], kept).additions.size).toBe(0)
  })

  test('stays, where a history is told otherwise', () => {
    const { changed, news, additions } = eventsToKeep(tally, [story(added(), added({ amount: 2, note: 'Hm.' }))], kept)
    expect({ changed, news }).toEqual({ changed: [], news: ['tally/added (version 1): .note'] })
    expect(additions.get('tally.v1.ndjson')).toContain('"history":"one (2)"')
  })

  test.each([
    ['a field with another name', { number: 1 }, '.amount is missing'],
    ['another kind of value', { amount: '1' }, '.amount is string, not number'],
  ])('is not what is written now, once it has %s: it needs another version', (_, more, change) => {
    expect(eventsToKeep(tally, [story(added(more))], kept).changed).toEqual([`tally/added (version 1): ${change}`])
    const next: AnyAggregate = { ...tally, schemaVersions: { 'tally/added': 2 } }
    const { changed, additions } = eventsToKeep(next, [story(added(more))], kept)
    expect({ changed, files: [...additions.keys()] }).toEqual({ changed: [], files: ['tally.v2.ndjson'] })
  })

  test('has a file for each change of a version', () => {
    const versions = { 'tally/added': 3, 'tally/tagged': 2 }
    expect(generationOf({ ...tally, schemaVersions: versions } as AnyAggregate)).toBe(4)
    expect(fileOf(tally)).toBe('tally.v1.ndjson')
  })
})

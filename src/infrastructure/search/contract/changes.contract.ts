/** Versions, removals, repeats and the checkpoint. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SearchChange, SearchIndex } from '../search-index.ts'
import { searchLimits } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const found = async (
  index: SearchIndex,
  text: string,
  readableBy: readonly string[] = ['public'],
): Promise<readonly string[]> => (await index.query(ask({ text, readableBy }))).hits.map((hit) => hit.id).sort()

export function changesContract(open: OpenSearchIndex): void {
  test('an awaited apply is seen by the next query, and a replaced text no longer is', () =>
    indexed(open, [sample('a', { name: 'walnut' })], async (index) => {
      expect(await found(index, 'walnut')).toEqual(['a'])
      await index.apply([{ put: sample('a', { version: 2, name: 'hazelnut' }) }])
      expect(await found(index, 'walnut')).toEqual([])
      expect(await found(index, 'hazelnut')).toEqual(['a'])
      expect((await index.query(ask())).total).toBe(1)
    }))

  test('what changed beside the text alone is seen too', () =>
    indexed(open, [sample('a', { facets: { country: ['FR'] } })], async (index) => {
      await index.apply([{ put: sample('a', { version: 2, facets: { country: ['IT'] } }) }])
      expect((await index.query(ask({ filters: { country: ['FR'] } }))).total).toBe(0)
      expect((await index.query(ask({ text: 'a', filters: { country: ['IT'] } }))).total).toBe(1)
    }))

  test('an older version never replaces a newer one, nor does the same version again', () =>
    indexed(open, [sample('a', { version: 5, name: 'newest' })], async (index) => {
      for (const version of [4, 5]) await index.apply([{ put: sample('a', { version, name: 'stale' }) }])
      await index.apply([{ remove: { id: 'a', version: 3 } }])
      expect(await found(index, 'stale')).toEqual([])
      expect(await found(index, 'newest')).toEqual(['a'])
    }))

  test('a removal is remembered, also of what was never there; a newer version returns', () =>
    indexed(open, [sample('a', { version: 2 })], async (index) => {
      await index.apply([{ remove: { id: 'a', version: 3 } }, { remove: { id: 'b', version: 7 } }])
      await index.apply([{ put: sample('a', { version: 2 }) }, { put: sample('b', { version: 6 }) }])
      expect((await index.query(ask())).total).toBe(0)
      await index.apply([{ put: sample('a', { version: 4 }) }])
      expect(await found(index, 'a')).toEqual(['a'])
    }))

  test('changes in any order, repeated, end in the same index', () =>
    indexed(open, [], async (index) => {
      let worlds = 0
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 7 }), async (keys, size) => {
          const world = `world-${++worlds}`
          const given = [...changesIn(world), ...changesIn(world)]
          const shuffled = given.map((change) => ({ change, key: keys.next().value as number }))
          const inOrder = shuffled.toSorted((one, other) => one.key - other.key).map(({ change }) => change)
          for (let at = 0; at < inOrder.length; at += size) await index.apply(inOrder.slice(at, at + size))
          await expectOutcome(index, world)
        }),
        { numRuns: 12 },
      )
    }))

  checkpointContract(open)
}

/** Readable in their own world only: to those who read another, they do not exist. */
const changesIn = (world: string): readonly SearchChange[] => {
  const put = (letter: string, version: number, name: string, step: readonly string[]): SearchChange => ({
    put: sample(`${world}-${letter}`, { version, name: `${letter} ${name}`, facets: { step }, readableBy: [world] }),
  })
  return ['x', 'y', 'z'].flatMap((letter) => [
    put(letter, 1, 'apple', ['1']),
    put(letter, 2, 'banana', ['2']),
    { remove: { id: `${world}-${letter}`, version: 3 } },
    ...(letter === 'x' ? [] : [put(letter, 4, 'cherry', ['4', letter])]),
  ])
}

async function expectOutcome(index: SearchIndex, world: string): Promise<void> {
  const readableBy = [world]
  const left = ['y', 'z'].map((letter) => `${world}-${letter}`)
  const all = await index.query(ask({ facets: ['step'], sort: 'name', readableBy }))
  expect(all.hits.map((hit) => hit.id)).toEqual(left)
  expect(all.facets['step']).toEqual([
    { value: '4', count: 2 },
    { value: 'y', count: 1 },
    { value: 'z', count: 1 },
  ])
  expect(await found(index, 'cherry', readableBy)).toEqual(left)
  expect(await found(index, 'banana', readableBy)).toEqual([])
  expect(await index.suggest({ prefix: 'x', readableBy, limit: 5 })).toEqual([])
}

function checkpointContract(open: OpenSearchIndex): void {
  test('the checkpoint is the last one given; clear forgets it with the documents and the removals', () =>
    indexed(open, [], async (index) => {
      expect(await index.checkpoint()).toBeUndefined()
      await index.apply([{ put: sample('a', { version: 9 }) }], '41')
      await index.apply([{ remove: { id: 'b', version: 9 } }], '42')
      await index.apply([])
      expect(await index.checkpoint()).toBe('42')
      await index.clear()
      expect(await index.checkpoint()).toBeUndefined()
      expect((await index.query(ask())).total).toBe(0)
      await index.apply([{ put: sample('a') }, { put: sample('b') }])
      expect((await index.query(ask({ sort: 'name' }))).hits.map((hit) => hit.id)).toEqual(['a', 'b'])
    }))

  test('too many changes at once are refused and nothing of them is kept', () =>
    indexed(open, [], async (index) => {
      const many = Array.from({ length: searchLimits.changesPerApply + 1 }, (_, at) => ({ put: sample(`d${at}`) }))
      await expect(index.apply(many)).rejects.toThrow(RangeError)
      expect((await index.query(ask())).total).toBe(0)
    }))

  test('applies that overlap in time are all kept', () =>
    indexed(open, [], async (index) => {
      await Promise.all(Array.from({ length: 20 }, (_, at) => index.apply([{ put: sample(`d${at}`) }])))
      expect((await index.query(ask())).total).toBe(20)
    }))
}

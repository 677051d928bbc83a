/** Versions, removals, repeats and the checkpoint. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SearchChange, SearchIndex } from '../search-index.ts'
import { searchLimits } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const found = async (index: SearchIndex, text: string): Promise<readonly string[]> =>
  (await index.query(ask({ text }))).hits.map((hit) => hit.id).sort()

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

  test('changes in any order, repeated, end in the same index', async () => {
    const changes: readonly SearchChange[] = ['x', 'y', 'z'].flatMap((id) => [
      { put: sample(id, { version: 1, name: `${id} apple`, facets: { step: ['1'] } }) },
      { put: sample(id, { version: 2, name: `${id} banana`, facets: { step: ['2'] } }) },
      { remove: { id, version: 3 } },
      ...(id === 'x' ? [] : [{ put: sample(id, { version: 4, name: `${id} cherry`, facets: { step: ['4', id] } }) }]),
    ])
    const order = fc.shuffledSubarray([...changes, ...changes], { minLength: changes.length * 2 })
    await indexed(open, [], (index) =>
      fc.assert(
        fc.asyncProperty(order, fc.integer({ min: 1, max: 7 }), async (shuffled, size) => {
          await index.clear()
          for (let at = 0; at < shuffled.length; at += size) await index.apply(shuffled.slice(at, at + size))
          const all = await index.query(ask({ facets: ['step'], sort: 'name' }))
          expect(all.hits.map((hit) => hit.id)).toEqual(['y', 'z'])
          expect(all.facets['step']).toEqual([
            { value: '4', count: 2 },
            { value: 'y', count: 1 },
            { value: 'z', count: 1 },
          ])
          expect(await found(index, 'cherry')).toEqual(['y', 'z'])
          expect(await found(index, 'banana')).toEqual([])
          expect(await index.suggest({ prefix: 'x', readableBy: ['public'], limit: 5 })).toEqual([])
        }),
        { numRuns: 25 },
      ),
    )
  })

  checkpointContract(open)
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

/** What every store's documents keep: the newest version, found through exact index entries, in a stable order. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { collection, documentWrite, type Documents, type Find } from './documents.ts'
import { hostileTexts } from './hostile-texts.fixture.ts'
import { openForTest } from './open-for-test.ts'
import { emptyCollection, type OpenStore } from './store-under-test.ts'

type Thing = { group: string; rank: number; tags: readonly string[] }
const things = collection<Thing>()({
  name: 'things',
  indexes: {
    byGroup: ({ group, rank }) => [[group, rank]],
    byTag: ({ tags }) => tags.map((tag) => [tag]),
  },
})
const others = collection<Thing>()({ name: 'others', indexes: {} })
const near = collection<Thing>()({ name: 'near', reads: 'nearby', indexes: { byGroup: ({ group }) => [[group]] } })

const thing = (id: string, version: number, more: Partial<Thing> | null) =>
  documentWrite(things, id, version, more && { group: 'g', rank: 0, tags: [], ...more })
type ThingIndex = 'byGroup' | 'byTag'
const idsOf = async (documents: Documents, find: Omit<Find<ThingIndex>, 'limit'>) =>
  (await documents.find(things, { limit: 1_000, ...find })).items.map(({ id }) => id)
const pagesOf = async (documents: Documents, find: Find<ThingIndex>, between = async (): Promise<void> => {}) => {
  const ids: string[] = []
  for (let after: string | undefined; ;) {
    const page = await documents.find(things, { ...find, ...(after !== undefined && { after }) })
    ids.push(...page.items.map(({ id }) => id))
    if (page.next === undefined) return ids
    after = page.next
    await between()
  }
}

export function documentsContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openDocuments = async () => (await open({ collections: [things, others] })).store.documents

  describe(`documents on ${name}: writing`, () => {
    test('an older version never replaces a newer one, the same version changes nothing', async () => {
      const documents = await openDocuments()
      await documents.write([thing('a', 2, { rank: 2, tags: ['new'] })])
      await documents.write([thing('a', 1, { rank: 1, tags: ['old'] }), thing('a', 2, { rank: 9, tags: ['again'] })])
      expect(await documents.get(things, 'a')).toEqual({
        id: 'a',
        version: 2,
        body: thing('a', 2, { rank: 2, tags: ['new'] }).body,
      })
      expect(await idsOf(documents, { index: 'byTag', equals: ['old'] })).toEqual([])
      expect(await idsOf(documents, { index: 'byTag', equals: ['again'] })).toEqual([])
      expect(await idsOf(documents, { index: 'byTag', equals: ['new'] })).toEqual(['a'])
    })

    test('what was removed is found no more, and a late older write does not bring it back', async () => {
      const documents = await openDocuments()
      await documents.write([thing('a', 1, { tags: ['t'] }), thing('a', 3, null), thing('a', 2, { tags: ['t'] })])
      expect(await documents.get(things, 'a')).toBeUndefined()
      expect(await documents.getMany(things, ['a'])).toEqual([])
      expect(await idsOf(documents, { index: 'byTag', equals: ['t'] })).toEqual([])
      expect(await documents.count(things, { index: 'byTag', equals: ['t'], atMost: 9 })).toBe(0)
      await documents.write([thing('a', 4, { tags: ['t'] })])
      expect(await idsOf(documents, { index: 'byTag', equals: ['t'] })).toEqual(['a'])
    })

    test('index entries are exactly those of the newest version', async () => {
      const documents = await openDocuments()
      await documents.write([thing('a', 1, { tags: ['x', 'y', 'y'] }), thing('b', 1, { tags: ['y'] })])
      await documents.write([thing('a', 2, { tags: ['y', 'z'] })])
      expect(await idsOf(documents, { index: 'byTag', equals: ['x'] })).toEqual([])
      expect(await idsOf(documents, { index: 'byTag', equals: ['y'] })).toEqual(['a', 'b'])
      expect(await idsOf(documents, { index: 'byTag', equals: [] })).toEqual(['a', 'b', 'a'])
      expect(await documents.count(things, { index: 'byTag', equals: [], atMost: 9 })).toBe(3)
      expect(await documents.count(things, { index: 'byTag', equals: [], atMost: 2 })).toBe(2)
    })

    test('writes go together or not at all', async () => {
      const documents = await openDocuments()
      const undeclared = { ...thing('c', 1, {}), collection: 'undeclared' }
      await expect(documents.write([thing('a', 1, {}), undeclared])).rejects.toThrow('undeclared')
      expect(await documents.get(things, 'a')).toBeUndefined()
      await documents.write([thing('a', 1, {})])
      expect(await documents.get(things, 'a')).toBeDefined()
    })

    test('a rewrite replaces what is of its version, with its entries, and never what is newer, unless told up to which', async () => {
      const documents = await openDocuments()
      const tagged = (version: number, tag: string, over?: number) => ({
        ...thing('a', version, { tags: [tag] }),
        ...(over !== undefined && { over }),
      })
      const tags = async () => {
        const found = ['right', 'wrong', 'newer'].map((tag) => idsOf(documents, { index: 'byTag', equals: [tag] }))
        return (await Promise.all(found)).map(({ length }) => length)
      }
      await documents.write([tagged(3, 'wrong')])
      await documents.rewrite([tagged(3, 'right'), thing('b', 1, null)])
      expect([await tags(), (await documents.get(things, 'a'))?.version]).toEqual([[1, 0, 0], 3])
      await documents.rewrite([tagged(3, 'right')])
      await documents.rewrite([tagged(2, 'wrong')])
      expect(await tags()).toEqual([1, 0, 0])
      await documents.write([tagged(9, 'newer')])
      await documents.rewrite([tagged(3, 'right', 8)])
      expect(await tags()).toEqual([0, 0, 1])
      await documents.rewrite([tagged(3, 'right', 9)])
      expect([await tags(), (await documents.get(things, 'a'))?.version]).toEqual([[1, 0, 0], 3])
      // What is written with the next commit stands on what the rewrite left.
      await documents.write([tagged(4, 'newer')])
      expect(await tags()).toEqual([0, 0, 1])
      await expect(documents.rewrite([{ ...thing('c', 1, {}), collection: 'undeclared' }])).rejects.toThrow(
        'undeclared',
      )
    })

    test('documents are listed by id with what is left of removed ones; one that is dropped leaves no trace', async () => {
      const documents = await openDocuments()
      const other = documentWrite(others, 'a', 5, { group: 'g', rank: 0, tags: [] })
      await documents.write([
        thing('b', 5, { tags: ['t'] }),
        thing('a', 5, { tags: ['t'] }),
        thing('c', 5, null),
        other,
      ])
      const at = (id: string, version: number) => ({ collection: 'things', id, version })
      expect(await documents.list('things', '', 2)).toEqual([at('a', 5), at('b', 5)])
      expect(await documents.list('things', 'b', 2)).toEqual([at('c', 5)])
      await documents.drop([at('a', 5), at('b', 4), at('c', 5), at('none', 1)])
      expect(await documents.list('things', '', 9)).toEqual([at('b', 5)])
      expect(await idsOf(documents, { index: 'byTag', equals: ['t'] })).toEqual(['b'])
      expect(await documents.get(others, 'a')).toMatchObject({ version: 5 })
      await documents.write([thing('a', 1, { tags: ['t'] }), thing('c', 1, {})])
      expect(await documents.getMany(things, ['c', 'a', 'd'])).toMatchObject([{ id: 'c' }, { id: 'a' }])
      expect(await documents.dropStrayEntries('things', '')).toBeUndefined()
      expect(await idsOf(documents, { index: 'byTag', equals: ['t'] })).toEqual(['a', 'b'])
    })

    test('documents survive a restart, to the byte', async () => {
      const { store, reopen } = await open({ collections: [things, others] })
      await store.documents.write([thing('a', 1, { group: hostileTexts.join('|'), tags: hostileTexts })])
      const before = await store.documents.get(things, 'a')
      expect(await (await reopen()).documents.get(things, 'a')).toEqual(before)
    })
  })

  describe(`documents on ${name}: finding`, () => {
    test('numbers compare as numbers, bounds are half open, both orders are served', async () => {
      const documents = await openDocuments()
      const ranks = [0, 9, 10, 99, 100, 1_000, Number.MAX_SAFE_INTEGER]
      await documents.write(ranks.map((rank) => thing(`r${rank}`, 1, { rank })))
      const inGroup = { index: 'byGroup', equals: ['g'] } as const
      expect(await idsOf(documents, inGroup)).toEqual(ranks.map((rank) => `r${rank}`))
      expect(await idsOf(documents, { ...inGroup, order: 'descending' })).toEqual(
        ranks.toReversed().map((r) => `r${r}`),
      )
      expect(await idsOf(documents, { ...inGroup, from: 10, until: 1_000 })).toEqual(['r10', 'r99', 'r100'])
      expect(await documents.count(things, { ...inGroup, from: 10, until: 1_000, atMost: 9 })).toBe(3)
      expect(await idsOf(documents, { ...inGroup, from: 1_001 })).toEqual([`r${Number.MAX_SAFE_INTEGER}`])
      expect(await idsOf(documents, { ...inGroup, until: 0 })).toEqual([])
      expect(() => thing('x', 1, { rank: -1 })).toThrow(RangeError)
      expect(() => thing('x', 1, { rank: 0.5 })).toThrow(RangeError)
    })

    test.each(['ascending', 'descending'] as const)('%s pages give each of many ties once', async (order) => {
      const documents = await openDocuments()
      await documents.write(Array.from({ length: 50 }, (_, n) => thing(`t${n}`, 1, { rank: n % 2 })))
      const ids = await pagesOf(documents, { index: 'byGroup', equals: ['g'], order, limit: 3 })
      expect(ids).toHaveLength(50)
      expect(new Set(ids).size).toBe(50)
      expect(ids).toEqual(await idsOf(documents, { index: 'byGroup', equals: ['g'], order }))
    })

    test('pages stay whole while others write: what was there throughout comes exactly once', async () => {
      const documents = await openDocuments()
      await documents.write(Array.from({ length: 60 }, (_, n) => thing(`k${n}`, 1, { rank: n })))
      let round = 0
      const ids = await pagesOf(documents, { index: 'byGroup', equals: ['g'], limit: 7 }, async () => {
        round += 1
        await documents.write([
          thing(`before${round}`, 1, { rank: 0 }),
          thing(`after${round}`, 1, { rank: 59 }),
          thing(`k${round}`, 2, { rank: round, tags: ['touched'] }),
        ])
      })
      for (let n = 0; n < 60; n += 1) expect(ids.filter((id) => id === `k${n}`)).toHaveLength(1)
      expect(new Set(ids).size).toBe(ids.length)
    })

    test('any text is a key: found exactly, never as another, in the order of code points', async () => {
      const documents = await openDocuments()
      await documents.write(hostileTexts.map((text, n) => thing(`h${n}`, 1, { group: text, rank: n, tags: [text] })))
      for (const [n, text] of hostileTexts.entries()) {
        expect(await idsOf(documents, { index: 'byTag', equals: [text] })).toEqual([`h${n}`])
        expect(await idsOf(documents, { index: 'byGroup', equals: [text, n] })).toEqual([`h${n}`])
        expect(await idsOf(documents, { index: 'byTag', equals: [], from: text })).toContain(`h${n}`)
        expect(await idsOf(documents, { index: 'byTag', equals: [], until: text })).not.toContain(`h${n}`)
      }
      const sorted = [...hostileTexts.entries()].sort(([, a], [, b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(await idsOf(documents, { index: 'byTag', equals: [] })).toEqual(sorted.map(([n]) => `h${n}`))
      const twoLone = [thing('l', 1, { tags: ['x\uD800', 'x\uD801'] }), thing('l', 2, { tags: ['x\uD801'] })]
      await documents.write(twoLone)
      expect(await idsOf(documents, { index: 'byTag', equals: ['x\uD801'] })).toEqual(['l'])
    })

    test('what was written here is nearby at once, whatever the collection says', async () => {
      const { store } = await open({ collections: [things, near] })
      const { documents } = store
      for (let version = 1; version <= 20; version += 1) {
        const thingNow = { group: 'g', rank: version, tags: [] }
        await documents.write([
          documentWrite(near, 'a', version, thingNow),
          documentWrite(things, 'a', version, thingNow),
        ])
        for (const kind of [near, things] as const) {
          const find = { index: 'byGroup', equals: ['g'] } as const
          expect(await documents.nearby.get(kind, 'a')).toMatchObject({ version })
          expect(await documents.nearby.getMany(kind, ['b', 'a'])).toMatchObject([{ version }])
          expect(await documents.nearby.find(kind, { ...find, limit: 2 })).toMatchObject({ items: [{ version }] })
          expect(await documents.nearby.count(kind, { ...find, atMost: 9 })).toBe(1)
        }
      }
    })

    test('hostile texts are ids too', async () => {
      const documents = await openDocuments()
      const ids = hostileTexts.filter((id) => id !== '' && !id.includes('\u0000'))
      await documents.write(ids.map((id) => thing(id, 1, { tags: ['all'] })))
      expect((await documents.getMany(things, ids)).map(({ id }) => id)).toEqual(ids)
      expect(await pagesOf(documents, { index: 'byTag', equals: ['all'], limit: 4 })).toHaveLength(ids.length)
    })

    test('a page has 1 to 1,000 documents, and a cursor that no page gave is refused', async () => {
      const documents = await openDocuments()
      const all = { index: 'byTag', equals: [] } as const
      for (const limit of [0, -1, 1_001, Number.NaN])
        await expect(documents.find(things, { ...all, limit })).rejects.toThrow(RangeError)
      for (const after of ['x', '{}', '["a"]', '[1,2]', 'null', '["a","b","c"]'])
        await expect(documents.find(things, { ...all, limit: 1, after })).rejects.toThrow(Rejected)
      const many = Array.from({ length: 1_001 }, (_, n) => `n${n}`)
      await expect(documents.getMany(things, many)).rejects.toThrow(RangeError)
    })

    test('whatever is written in whatever order, what is found is what a map would hold', async () => {
      const write = fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        version: fc.integer({ min: 1, max: 6 }),
        body: fc.option(
          fc.record({
            group: fc.constantFrom('g', 'gg', ''),
            rank: fc.integer({ min: 0, max: 12 }),
            tags: fc.array(fc.constantFrom(...hostileTexts.slice(0, 12)), { maxLength: 3 }),
          }),
        ),
      })
      const { store } = await open({ collections: [things] })
      await fc.assert(
        fc.asyncProperty(fc.array(write, { maxLength: 30 }), async (writes) => {
          await emptyCollection(store, things.name)
          const newest = new Map<string, { version: number; body: Thing | null }>()
          for (const { id, version, body } of writes) {
            await store.documents.write([documentWrite(things, id, version, body)])
            if (version > (newest.get(id)?.version ?? 0)) newest.set(id, { version, body })
          }
          const expected = [...newest].flatMap(([id, { body }]) => (body ? [{ id, ...body }] : []))
          expected.sort((a, b) => compare(a.group, b.group) || a.rank - b.rank || compare(a.id, b.id))
          expect(await idsOf(store.documents, { index: 'byGroup', equals: [] })).toEqual(expected.map(({ id }) => id))
          for (const tag of hostileTexts.slice(0, 12))
            expect(await idsOf(store.documents, { index: 'byTag', equals: [tag] })).toEqual(
              expected
                .filter(({ tags }) => tags.includes(tag))
                .map(({ id }) => id)
                .sort(),
            )
        }),
        { numRuns: 12 },
      )
    })
  })
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

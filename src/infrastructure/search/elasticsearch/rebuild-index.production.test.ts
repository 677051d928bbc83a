/** An index is made anew while it is searched and written: nobody is refused, nothing is lost, nothing old comes back. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { afterAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import type { Log } from '../../../telemetry/log.ts'
import { ask, sample } from '../contract/sample-documents.fixture.ts'
import type { SearchChange, SearchIndex } from '../search-index.ts'
import { openElasticsearchIndex, type ElasticsearchIndex } from './open-elasticsearch-index.ts'
import { keptLog, patience, removeIndices, troubleLog, uniqueName } from './under-test.fixture.ts'

const url = serverUrl('ELASTICSEARCH_URL')
const never = new AbortController().signal

/** All of them fit into one count of a facet. */
const documentCount = 900
const steady = 300

/** What the store has of each id; a removed one is remembered, as its read model's tombstone is. */
type Record = { readonly id: string; readonly version: number; readonly isRemoved: boolean }

const changeOf = ({ id, version, isRemoved }: Record): SearchChange =>
  isRemoved
    ? { remove: { id, version } }
    : { put: sample(id, { version, name: `${id} rye bread`, facets: { state: [`${id}@${version}`], all: ['yes'] } }) }

const statesIn = (store: ReadonlyMap<string, Record>): readonly string[] =>
  [...store.values()]
    .filter(({ isRemoved }) => !isRemoved)
    .map(({ id, version }) => `${id}@${version}`)
    .toSorted()

async function statesOf(index: SearchIndex): Promise<readonly string[]> {
  const { facets } = await index.query(ask({ facets: ['state'], facetLimit: 1_000, limit: 1 }))
  return facets['state']!.map(({ value }) => value).toSorted()
}

const newStore = (): Map<string, Record> =>
  new Map(
    Array.from({ length: documentCount }, (_, at) => {
      const id = `d${String(at).padStart(3, '0')}`
      return [id, { id, version: 2, isRemoved: false }] as const
    }),
  )

describe.skipIf(url === undefined)('rebuilding on a real server', () => {
  const name = uniqueName('rebuild')
  let opened = 0
  const indices: ElasticsearchIndex[] = []
  const open = (own: string, log: Pick<Log, 'warn' | 'info'> = troubleLog): ElasticsearchIndex => {
    const index = openElasticsearchIndex({ url: url!, name: own, replicas: 0, log, ...patience })
    indices.push(index)
    return index
  }
  const newName = (): string => `${name}-${++opened}`
  afterAll(async () => {
    for (const index of indices) await index.close()
    await removeIndices(url!, name)
  })
  const left = async (own: string): Promise<readonly string[]> => {
    const client = new Client({ node: url!, maxRetries: 0, requestTimeout: 10_000 })
    const found = Object.keys(await client.indices.getAlias({ index: `${own}-v*` }))
    await client.close()
    return found
  }

  test('while an index is made anew, searches answer and writes go on; in the end it is what the store is', async () => {
    const own = newName()
    const [rebuilding, other] = [open(own), open(own)]
    const store = newStore()
    await rebuilding.apply([...store.values()].map(changeOf), 'before')
    let isOver = false
    const searches = searchUntil(() => isOver, other)
    const writes = writeUntil(() => isOver, other, store)
    const source = async function* () {
      for (const ids of portionsOf([...store.keys()], 150)) {
        await sleep(30)
        yield ids.map((id) => changeOf(store.get(id)!))
      }
    }
    await rebuilding.rebuild(source, never)
    isOver = true
    expect(await searches).toBeGreaterThan(0)
    expect(await writes).toBeGreaterThan(0)
    for (const index of [rebuilding, other]) expect(await statesOf(index)).toEqual(statesIn(store))
    // What was older before is older afterwards, removals included.
    await other.apply(
      [...store.values()].map(({ id, version }) => changeOf({ id, version: version - 1, isRemoved: false })),
    )
    expect(await statesOf(rebuilding)).toEqual(statesIn(store))
    expect(await rebuilding.checkpoint()).toMatch(/^after \d+$/)
    expect(await left(own)).toHaveLength(1)
  }, 120_000)

  test('a rebuild that is given up leaves the index that serves as it was, and no other', async () => {
    const own = newName()
    const index = open(own)
    const store = newStore()
    await index.apply([...store.values()].map(changeOf))
    const before = await left(own)
    const abort = new AbortController()
    const source = async function* () {
      yield [changeOf({ id: 'd000', version: 9, isRemoved: false })]
      abort.abort(new Error('enough'))
      yield []
    }
    await expect(index.rebuild(source, abort.signal)).rejects.toThrow('enough')
    expect(await left(own)).toEqual(before)
    expect(await statesOf(index)).toEqual(statesIn(store))
  })

  test('what a rebuild that came to no end has left is cleared away by the next, which then serves', async () => {
    const own = newName()
    const { log, warnings: said } = keptLog()
    const [stuck, next] = [open(own, log), open(own)]
    const store = newStore()
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const failing = stuck.rebuild(async function* () {
      yield [changeOf({ id: 'd000', version: 1, isRemoved: false })]
      begun.resolve()
      await goOn.promise
      yield [changeOf({ id: 'd001', version: 1, isRemoved: false })]
    }, never)
    const failed = failing.catch((error: unknown) => error)
    await begun.promise
    expect(
      await next.rebuild(async function* () {
        yield [...store.values()].map(changeOf)
      }, never),
    ).toBe(documentCount)
    goOn.resolve()
    expect(await failed).toMatchObject({ rejection: { code: 'search/unavailable' } })
    expect(said.join()).toContain('another rebuild has begun')
    expect(await statesOf(next)).toEqual(statesIn(store))
    expect(await left(own)).toHaveLength(1)
  })
})

/** Those that nobody changes are all found at any moment. Gives how often that was looked at. */
async function searchUntil(isOver: () => boolean, index: SearchIndex): Promise<number> {
  let times = 0
  for (; !isOver(); times += 1) {
    const { total } = await index.query(ask({ text: 'rye', filters: { all: ['yes'] } }))
    expect(total).toBeGreaterThanOrEqual(steady)
  }
  return times
}

/** Changes, removals and additions, each in the store before it is in the index; old changes come late in between. */
async function writeUntil(isOver: () => boolean, index: SearchIndex, store: Map<string, Record>): Promise<number> {
  let round = 0
  for (; !isOver() && store.size < 960; round += 1) {
    const added = { id: `n${round}`, version: 1, isRemoved: false }
    const touched = Array.from({ length: 7 }, (_, at) => {
      const id = `d${String(steady + ((round * 61 + at * 83) % (documentCount - steady))).padStart(3, '0')}`
      const { version } = store.get(id)!
      return { id, version: version + 2, isRemoved: at === 0 }
    })
    for (const record of [added, ...touched]) store.set(record.id, record)
    await index.apply([added, ...touched].map(changeOf), `after ${round}`)
    await index.apply(touched.map(({ id, version }) => changeOf({ id, version: version - 1, isRemoved: false })))
  }
  return round
}

const portionsOf = <Item>(all: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))

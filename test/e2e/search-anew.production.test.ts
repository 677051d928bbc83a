/** An index on Elasticsearch that another release made, or that somebody removed, is made anew by itself, and searches go on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compositionUnderTest, removeIndices } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)

describe.skipIf(servers.includes(undefined))('an index that has to be made anew', () => {
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-anew-'))
  const { environment, remove } = compositionUnderTest(data, 'search')
  const name = environment['FX_ELASTICSEARCH_NAME']!
  const server = new Client({ node: servers[1] ?? 'http://127.0.0.1:1', requestTimeout: 10_000 })
  let exchange: RunningExchange
  let floor: TradingFloor

  const open = () => startExchange({ data, layout: 'search' })
  const offer = (product: string) => floor.offer(floor.suppliers[0]!, { product: { name: { en: product } } })
  const found = async (q: string): Promise<number> =>
    (await exchange.client().listProducts({ query: { q } })).data.items.length
  const finds = (q: string, wanted: number) => eventually(() => found(q), { isThere: (count) => count === wanted })
  const indices = async () => Object.keys(await server.indices.getAlias({ index: `${name}-v*` }))

  beforeAll(async () => {
    exchange = await open()
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    for (const product of ['Ricotta', 'Ricotta salata']) await offer(product)
    const { productId } = await offer('Ricotta of old')
    const client = floor.suppliers[0]!.owner.client
    await client.discontinueProduct({ params: { productId }, body: { reason: 'Sold out for good.' } })
    await finds('ricotta', 2)
  })
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]()
    await server.close()
    await remove()
    rmSync(data, { recursive: true, force: true })
  })

  test('of another release’s definition, another takes its place at the start, with all that there is', async () => {
    await exchange.stop()
    const [present] = await indices()
    const { _source: checkpoint } = await server.get({ index: present!, id: 'checkpoint' })
    const outdated = `${name}-v0-000001`
    const aliases = { [`${name}-read`]: {}, [`${name}-write`]: {}, [`${outdated}-entry`]: {} }
    await server.indices.delete({ index: present! })
    await server.indices.create({ index: outdated, mappings: { dynamic: false }, aliases })
    await server.index({ index: outdated, id: 'checkpoint', document: checkpoint, refresh: true })

    exchange = await open()
    expect(await indices()).toEqual([expect.stringMatching(/-v[1-9]\d*-000002-/)])
    expect(await found('ricotta')).toBe(2)
  })

  test('fed by another revision, too, without an index that is empty in between', async () => {
    await exchange.stop()
    const { _source: fed } = await server.get<{ checkpoint: string }>({ index: `${name}-read`, id: 'checkpoint' })
    const document = { checkpoint: fed!.checkpoint.replace(/^\d+/, '0') }
    await server.index({ index: `${name}-read`, id: 'checkpoint', document, refresh: true })
    const before = await indices()
    exchange = await open()
    expect(await found('ricotta')).toBe(2)
    expect(await indices()).not.toEqual(before)
    const { _source: after } = await server.get({ index: `${name}-read`, id: 'checkpoint' })
    expect(after).toEqual(fed)
  })

  test('removed while the exchange runs, it has everything again with the next change', async () => {
    await removeIndices(servers[1]!, name)
    const client = exchange.client(floor.suppliers[0]!.owner.token, floor.suppliers[0]!.id)
    const { data: drafted } = await client.draftProduct({
      body: { sku: 'NEW-1', name: { en: 'Ricotta nuova' }, dateMark: 'use-by', soldBy: 'piece' },
    })
    await client.publishProduct({ params: { productId: drafted.id } })
    await finds('ricotta', 3)
  })
})

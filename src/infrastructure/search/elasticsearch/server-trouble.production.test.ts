/** What befalls a server: the caller is refused and may try again, the operator reads the cause and what helps. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { afterAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { ask, sample } from '../contract/sample-documents.fixture.ts'
import { openElasticsearchIndex } from './open-elasticsearch-index.ts'
import { type Interfere, startProxy } from './proxy.fixture.ts'
import { keptLog, removeIndices, uniqueName } from './under-test.fixture.ts'

const url = serverUrl('ELASTICSEARCH_URL')

const refusedAs = (code: string) => ({ rejection: { kind: 'unavailable', code } })

describe.skipIf(url === undefined)('a server in trouble', () => {
  const name = uniqueName('trouble')
  let opened = 0
  afterAll(() => removeIndices(url!, name))

  function open(at: string) {
    const { log, ...told } = keptLog()
    const own = `${name}-${++opened}`
    return { index: openElasticsearchIndex({ url: at, name: own, replicas: 0, log, random: () => 0 }), own, ...told }
  }

  test('read-only, as a full disk makes it: changes are refused with what helps, searches go on, and it recovers', async () => {
    const { index, own, warnings, infos } = open(url!)
    await index.apply([{ put: sample('a') }])
    const client = new Client({ node: url! })
    const block = (isOn: true | null) =>
      client.indices.putSettings({ index: `${own}-v*`, settings: { 'index.blocks.read_only_allow_delete': isOn } })
    await block(true)
    for (const _time of ['once', 'again'])
      await expect(index.apply([{ put: sample('b') }])).rejects.toMatchObject(refusedAs('search/read-only'))
    expect((await index.query(ask())).total).toBe(1)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/flood-stage watermark.*Free disk space.*"index\.blocks\.read_only_allow_delete": null/)
    await block(null)
    await index.apply([{ put: sample('b') }])
    expect((await index.query(ask())).total).toBe(2)
    expect(infos).toEqual(['Elasticsearch answers again.'])
    await Promise.all([index.close(), client.close()])
  })

  test('wrong credentials are told from a server that is away, with what to correct', async () => {
    const expected = `Basic ${btoa('exchange:right')}`
    await using proxy = await startProxy(url!, ({ headers }, passOn) =>
      headers.authorization === expected ? passOn() : Promise.resolve(unauthorised),
    )
    const address = (password: string): string => proxy.url.replace('//', `//exchange:${password}@`)
    const wrong = open(address('wrong'))
    await expect(wrong.index.query(ask())).rejects.toMatchObject(refusedAs('search/unavailable'))
    await expect(wrong.index.apply([{ put: sample('a') }])).rejects.toMatchObject(refusedAs('search/unavailable'))
    expect(wrong.warnings[0]).toMatch(/refuses the credentials.*right user and password.*API key/)
    const right = open(address('right'))
    await right.index.apply([{ put: sample('a') }])
    expect((await right.index.query(ask())).total).toBe(1)
    await Promise.all([wrong.index.close(), right.index.close()])
  })

  test('absent at start, it is refused at once; once it is there it is used, without a restart', async () => {
    const { port } = await startProxy(url!, (_request, passOn) => passOn()).then(async (proxy) => {
      await proxy[Symbol.asyncDispose]()
      return proxy
    })
    const { index, warnings, infos } = open(`http://127.0.0.1:${port}`)
    const began = performance.now()
    await expect(index.query(ask())).rejects.toMatchObject(refusedAs('search/unavailable'))
    await expect(index.apply([{ put: sample('a') }])).rejects.toMatchObject(refusedAs('search/unavailable'))
    await expect(index.checkpoint()).rejects.toMatchObject(refusedAs('search/unavailable'))
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(warnings[0]).toMatch(/cannot be reached.*Start it, or correct ELASTICSEARCH_URL/)
    await using _there = await startProxy(url!, (_request, passOn) => passOn(), port)
    await index.apply([{ put: sample('a') }], '7')
    expect((await index.query(ask())).total).toBe(1)
    expect(await index.checkpoint()).toBe('7')
    expect(infos).toContain('Elasticsearch answers again.')
    await index.close()
  })

  test('a bulk may take longer than a search may, and each has its limit', async () => {
    const slow = /_bulk|_search/
    await using proxy = await startProxy(url!, async ({ path }, passOn) => {
      if (slow.test(path)) await sleep(1_500)
      return passOn()
    })
    const { log, warnings } = keptLog()
    const limits = { readTimeoutMs: 1_000, writeTimeoutMs: 20_000 }
    const index = openElasticsearchIndex({ url: proxy.url, name: `${name}-slow`, replicas: 0, log, ...limits })
    await index.apply([{ put: sample('a') }])
    await expect(index.query(ask())).rejects.toMatchObject(refusedAs('search/unavailable'))
    expect(warnings[0]).toMatch(/did not answer in time.*Look at its load/)
    await index.close()
  })

  test('what is no Elasticsearch is said to be none', async () => {
    const server = createServer((_request, response) => response.end('{}'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { index, warnings } = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await expect(index.query(ask())).rejects.toMatchObject(refusedAs('search/unavailable'))
    expect(warnings[0]).toMatch(/not Elasticsearch.*Correct the address/)
    await index.close()
    server.closeAllConnections()
    server.close()
  })

  test('of a bulk that is taken in part, what was put off is sent again, each by itself, until it is in', async () => {
    const { interfere, bulks } = puttingOff(['b', 'd'], 2)
    await using proxy = await startProxy(url!, interfere)
    const { index } = open(proxy.url)
    await index.apply(['a', 'b', 'c', 'd', 'e'].map((id) => ({ put: sample(id) })))
    expect((await index.query(ask({ sort: 'name' }))).hits.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(bulks).toEqual([['a', 'b', 'c', 'd', 'e'], ['b'], ['b'], ['d'], ['d']])
    await index.close()
  })

  test('what stays put off is told to the caller, who applies the same changes again', async () => {
    const { interfere, bulks } = puttingOff(['b'], 6)
    await using proxy = await startProxy(url!, interfere)
    const { index, warnings } = open(proxy.url)
    const changes = ['a', 'b', 'c'].map((id) => ({ put: sample(id) }))
    await expect(index.apply(changes, '7')).rejects.toMatchObject(refusedAs('search/unavailable'))
    expect(bulks).toHaveLength(6)
    expect(warnings).toEqual([expect.stringContaining('429')])
    expect(await index.checkpoint()).toBeUndefined()
    await index.apply(changes, '7')
    expect((await index.query(ask())).total).toBe(3)
    expect(await index.checkpoint()).toBe('7')
    await index.close()
  })
})

const unauthorised = {
  status: 401,
  body: JSON.stringify({
    error: { type: 'security_exception', reason: 'unable to authenticate user [exchange]' },
    status: 401,
  }),
}

type Action = { readonly index: { readonly _index: string; readonly _id: string } }

/** Takes some documents out of a bulk, so many times each, and says of them what a server with full queues says. */
function puttingOff(ids: readonly string[], times: number): { interfere: Interfere; bulks: string[][] } {
  const bulks: string[][] = []
  const seen = new Map<string, number>()
  const isPutOff = ({ index: { _id } }: Action): boolean => {
    const id = _id.slice('d:'.length)
    if (!ids.includes(id)) return false
    seen.set(id, (seen.get(id) ?? 0) + 1)
    return seen.get(id)! <= times
  }
  const interfere: Interfere = async ({ path, body }, passOn) => {
    const lines = body.trimEnd().split('\n')
    const actions = lines.filter((_line, at) => at % 2 === 0).map((line) => JSON.parse(line || '{}') as Action)
    if (!path.startsWith('/_bulk') || actions.some(({ index }) => !index?._id.startsWith('d:'))) return passOn()
    bulks.push(actions.map(({ index: { _id } }) => _id.slice('d:'.length)))
    const putOff = actions.map(isPutOff)
    const kept = lines.filter((_line, at) => !putOff[Math.floor(at / 2)])
    const { items } = (kept.length > 0 ? JSON.parse((await passOn(`${kept.join('\n')}\n`)).body) : { items: [] }) as {
      items: unknown[]
    }
    const answered = actions.map((action, at) =>
      putOff[at] ? { index: { ...action.index, ...overloaded } } : items.shift(),
    )
    return { status: 200, body: JSON.stringify({ took: 1, errors: putOff.some(Boolean), items: answered }) }
  }
  return { interfere, bulks }
}

const overloaded = {
  status: 429,
  error: { type: 'es_rejected_execution_exception', reason: 'rejected execution of primary operation' },
}

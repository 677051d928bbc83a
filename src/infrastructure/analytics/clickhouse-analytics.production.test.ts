import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { createClient } from '@clickhouse/client'
import { serverUrl } from '../../../test/support/server-url.ts'
import { analyticsContract } from './analytics.contract.ts'
import { firstSchema, listeningLog, refusalOf } from './analytics-under-test.ts'
import { openClickhouseAnalytics } from './clickhouse-analytics.ts'

const url = serverUrl('CLICKHOUSE_URL')
const run = crypto.randomUUID().slice(0, 8)
const places = new Set<string>()

function database(place: string): string {
  const name = `fx_${place}_${run}`
  places.add(name)
  return `${url}/${name}`
}

describe.skipIf(url === undefined)('on a real server', () => {
  analyticsContract(
    'ClickHouse analytics',
    async (place, schema, log = listeningLog().log) => openClickhouseAnalytics({ url: database(place), schema, log }),
    { sharesPlaces: true },
  )
  afterAll(async () => {
    const client = createClient({ url: url! })
    for (const name of places) await client.command({ query: `DROP DATABASE IF EXISTS ${name}` })
    await client.close()
  })

  test('wrong credentials are told to the operator with what helps, to the caller as unavailable', async () => {
    const address = new URL(database('credentials'))
    address.username = 'nobody'
    address.password = 'guess'
    const { log, lines } = listeningLog()
    const analytics = openClickhouseAnalytics({ url: address.href, schema: firstSchema, log })
    for (let time = 0; time < 2; time++)
      expect((await refusalOf(analytics.query({ sql: 'SELECT 1' }))).code).toBe('analytics/unavailable')
    expect(lines).toEqual([expect.stringMatching(/credentials.*CLICKHOUSE_URL/s)])
    expect(lines.join()).not.toContain('guess')
    await analytics.close()
  })
})

describe('without a server', () => {
  test('nobody there: refused at once, said once, and answered as soon as somebody is', async () => {
    const { log, lines } = listeningLog()
    const analytics = openClickhouseAnalytics({ url: 'http://127.0.0.1:9', schema: firstSchema, log })
    for (let time = 0; time < 3; time++)
      expect(await refusalOf(analytics.query({ sql: 'SELECT 1' }))).toMatchObject({
        kind: 'unavailable',
        code: 'analytics/unavailable',
        facts: { retryAfterSeconds: 30 },
      })
    expect(lines).toEqual([expect.stringMatching(/cannot be reached.*correct CLICKHOUSE_URL/s)])
    await analytics.close()
  })

  test('a server that never answers is given up in time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const { log, lines } = listeningLog()
    const analytics = openClickhouseAnalytics({
      url: `http://127.0.0.1:${port}`,
      schema: firstSchema,
      log,
      requestTimeoutMs: 3_000,
    })
    const begun = performance.now()
    const refusal = await refusalOf(analytics.query({ sql: 'SELECT 1', timeoutMs: 100 }))
    expect(refusal.code).toBe('analytics/unavailable')
    expect(performance.now() - begun).toBeLessThan(2_500)
    expect(lines).toEqual([expect.stringContaining('did not answer in time')])
    await analytics.close()
    silent.closeAllConnections()
    silent.close()
  })
})

/** Personal data on real servers: erased by destroying the person's key, shown by looking into all that each of them keeps. */
import { createClient } from '@clickhouse/client'
import { afterAll, describe } from 'vitest'
import { compositionUnderTest } from '../support/composition-under-test.ts'
import { erasurePromises } from '../support/erasure-promises.ts'
import { clickhouse, elasticsearch, files, mongodb, redis, text } from '../support/find-traces.ts'
import { serverUrl } from '../support/server-url.ts'
import type { RunningExchange } from '../support/start-exchange.ts'

const names = ['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL', 'CLICKHOUSE_URL'] as const
const urls = names.map(serverUrl)
const url = urls[3]
const database = `fx_e2e_${crypto.randomUUID().slice(0, 8)}`

afterAll(async () => {
  if (url === undefined) return
  const client = createClient({ url })
  await client.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await client.close()
})

function keepers(exchange: RunningExchange) {
  const { environment } = compositionUnderTest(exchange.data, 'all')
  return [
    files(exchange.data),
    text('output', exchange.output),
    mongodb(environment['MONGODB_URL']!),
    redis(environment['REDIS_URL']!, environment['FX_REDIS_PREFIX']!),
    elasticsearch(environment['ELASTICSEARCH_URL']!, environment['FX_ELASTICSEARCH_NAME']!),
    clickhouse(url!, database),
  ]
}

describe.skipIf(urls.includes(undefined))('on MongoDB, Redis, Elasticsearch and ClickHouse', () => {
  erasurePromises({
    start: { layout: 'all', environment: { CLICKHOUSE_URL: `${url}/${database}` } },
    keepers,
    seen: ['output', 'mongodb commits', 'mongodb oplog', 'redis', 'elasticsearch', 'clickhouse'],
  })
})

/**
 * Whether a second level of the cache pays before MongoDB: what it costs to find a product's bytes in Redis, and not to
 * find them, against reading the document by its id, with a majority. `node bench/shared-cache.ts`, with MONGODB_URL and
 * REDIS_URL as `npm run servers -- env` prints them.
 */
import { randomBytes } from 'node:crypto'
import { createAsHeardCache } from '../src/infrastructure/cache/as-heard-cache.ts'
import { createHeardChanges } from '../src/infrastructure/cache/heard-changes.ts'
import { createRedisCache } from '../src/infrastructure/cache/redis/redis-cache.ts'
import { openRedis } from '../src/infrastructure/redis/open-redis.ts'
import { logStart } from '../src/infrastructure/store/commit-log.ts'
import { collection, documentWrite } from '../src/infrastructure/store/documents.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../src/infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { dropKeys } from '../test/support/drop-redis-keys.ts'

const { MONGODB_URL: mongodbUrl, REDIS_URL: redisUrl } = process.env
if (!mongodbUrl || !redisUrl) {
  console.error(
    'MONGODB_URL and REDIS_URL are not set: npm run servers -- up mongodb redis, then take them from `env`.',
  )
  process.exit(1)
}

const documentCount = 2_000
const readings = 6_000
const rounds = 3
const bytes = 2_048
const things = collection<{ text: string }>()({ name: 'things', indexes: {} })
const text = 'x'.repeat(bytes)
const idOf = (index: number): string => `d${index % documentCount}`

const url = newDatabaseUrl(mongodbUrl)
const store = await openMongodbStoreAt(url, { collections: [things] })
const prefix = `fx-bench-${randomBytes(4).toString('hex')}`
const redis = await openRedis({ url: redisUrl, told: () => undefined, timeoutMs: 5_000 })
const changes = createHeardChanges({ from: logStart, below: () => logStart })
const cache = createAsHeardCache({
  shared: createRedisCache({ redis, prefix }),
  changes,
  monotonicMs: () => performance.now(),
})

type Cost = { readonly ms: number; readonly cpuUs: number }

/** @param atOnce  as many callers, each of whom waits for its answer */
async function measure(atOnce: number, read: (index: number) => Promise<unknown>): Promise<Cost> {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const count = atOnce === 1 ? readings / 4 : readings
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < count) await read(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  const { user, system } = process.cpuUsage(cpu)
  return { ms: ((performance.now() - began) * atOnce) / count, cpuUs: (user + system) / count }
}

let late = 0
/** A reader goes on without the shared cache where it is late; it has waited all the same. */
const find = (id: string): Promise<unknown> => cache.get(id).catch(() => (late += 1))

const ways: readonly (readonly [what: string, read: (index: number) => Promise<unknown>])[] = [
  ['a document from MongoDB', (index) => store.documents.get(things, idOf(index))],
  ['its bytes from Redis', (index) => find(idOf(index))],
  ['asking Redis in vain', (index) => find(`none-${idOf(index)}`)],
]
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

try {
  const { generation } = await cache.get('none')
  const all = Array.from({ length: documentCount }, (_, index) => idOf(index))
  for (let at = 0; at < all.length; at += 200)
    await store.documents.write(all.slice(at, at + 200).map((id) => documentWrite(things, id, 1, { text })))
  const options = { ttlMs: 600_000, tags: ['product:1', 'price-of:1', 'price-lists'], since: generation }
  for (const id of all) await cache.set(id, { bytes: Buffer.from(text) }, options)
  process.stdout.write('| what | at once | ms each | CPU µs each, this process |\n| --- | --- | --- | --- |\n')
  for (const atOnce of [1, 20]) {
    const costs = new Map(ways.map(([what]) => [what, [] as Cost[]]))
    for (let round = 0; round < rounds; round += 1)
      for (const [what, read] of ways) costs.get(what)!.push(await measure(atOnce, read))
    for (const [what, found] of costs) {
      const [ms, cpuUs] = [median(found.map((cost) => cost.ms)), median(found.map((cost) => cost.cpuUs))]
      process.stdout.write(`| ${what} | ${atOnce} | ${ms.toFixed(2)} | ${cpuUs.toFixed(0)} |\n`)
    }
  }
  process.stdout.write(`\n${late} of the look-ups in Redis were late.\n`)
} finally {
  redis.close()
  await store.close()
  await dropKeys(redisUrl, `${prefix}*`)
  await dropKeys(redisUrl, `{${prefix}*`)
  await dropDatabase(url)
}

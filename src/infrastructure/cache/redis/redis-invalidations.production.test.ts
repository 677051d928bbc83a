/** What one process invalidates leaves the memory of the others at once, and when Redis fails them, within a second all the same. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import { createMemoryCache } from '../memory-cache.ts'
import { createReadThrough } from '../read-through.ts'
import { createRedisCache } from './redis-cache.ts'
import { listenToInvalidations } from './redis-invalidations.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')

/** Beat and patience, and what a machine shared with other tests adds. */
const FORGOTTEN_WITHIN_MS = 1_500

/** All that a process has of the cache: its memory, the shared one, its ear; connections of its own. */
async function startProcess(url: string, prefix: string) {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs: 1_000 })
  const local = createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() })
  const shared = createRedisCache({ redis, prefix })
  const told: boolean[] = []
  const ear = listenToInvalidations({ redis, prefix, local, told: (heard) => told.push(heard) })
  const read = createReadThrough({ local, shared, loadsMax: 100, loadTimeoutMs: 1_000, random: () => 0.5 })
  onTestFinished(async () => {
    await ear.close()
    redis.close()
  })
  await vi.waitFor(() => expect(ear.heard()).toBe(true), { timeout: 10_000 })
  return { redis, local, shared, ear, told, read }
}

const ownPrefix = (url: string): string => {
  const prefix = `fx-test-${randomUUID().slice(0, 8)}`
  onTestFinished(() => dropKeys(url, `{${prefix}*`))
  return prefix
}
const ownServer = async () => {
  const server = await createRedisServer()
  onTestFinished(() => server.dispose())
  await server.start()
  return server
}
const put = ({ local }: Awaited<ReturnType<typeof startProcess>>, key: string, tag: string): void =>
  void local.set(key, { bytes: Buffer.from(key) }, { ttlMs: 60_000, tags: [tag] })

for (const [name, url] of [
  ['redis', single],
  ['redis cluster', cluster],
] as const)
  describe.skipIf(url === undefined)(`invalidations over ${name}`, () => {
    test('reach every other memory, and leave alone what carries other tags', async () => {
      const prefix = ownPrefix(url!)
      const [one, other, third] = [
        await startProcess(url!, prefix),
        await startProcess(url!, prefix),
        await startProcess(url!, prefix),
      ]
      for (const process of [other, third]) {
        put(process, 'a', 'product:1')
        put(process, 'b', 'product:2')
      }
      await one.shared.invalidate(['product:1'])
      for (const { local } of [other, third]) {
        await vi.waitFor(() => expect(local.get('a')).toBeUndefined(), { timeout: 1_000, interval: 1 })
        expect(local.get('b')).toBeDefined()
      }
    })

    test('while one process changes and another reads through its cache, nothing is served that was changed a moment before', async () => {
      const prefix = ownPrefix(url!)
      const [writer, reader] = [await startProcess(url!, prefix), await startProcess(url!, prefix)]
      let source = 0
      const changes: number[] = []
      let writing = true
      const write = async (): Promise<void> => {
        while (changes.length < 100) {
          source += 1
          await writer.shared.invalidate(['t'])
          changes.push(performance.now())
          await sleep(Math.random() * 10)
        }
        writing = false
      }
      const lags: number[] = []
      let kept = 0
      const readAll = async (): Promise<void> => {
        while (writing) {
          const asked = performance.now()
          const { entry, from } = await reader.read('k', async () => {
            const text = String(source)
            await sleep(Math.random() * 3)
            return { entry: { bytes: Buffer.from(text) }, ttlMs: 60_000, tags: ['t'] }
          })
          if (from === 'local' || from === 'shared') kept += 1
          // When the version after the one that was served had been invalidated, if it was before we asked.
          const outdatedAt = changes[Number(Buffer.from(entry!.bytes).toString())]
          lags.push(outdatedAt === undefined ? 0 : Math.max(0, asked - outdatedAt))
          await sleep(1)
        }
      }
      await Promise.all([write(), readAll()])
      expect(kept).toBeGreaterThan(10)
      expect(Math.max(...lags)).toBeLessThan(250)
    })
  })

describe.skipIf(single === undefined)('invalidations in an outage', () => {
  type Server = Awaited<ReturnType<typeof ownServer>>
  const silence = [(server: Server) => server.freeze(true), (server: Server) => server.freeze(false)] as const
  const death = [(server: Server) => server.kill(), (server: Server) => server.start()] as const
  test.each([
    ['keeps silent', silence],
    ['is killed', death],
  ])(
    'when Redis %s, memories are empty within a second and stay so; when it is back they keep again',
    async (_, [fail, recover]) => {
      const server = await ownServer()
      const process = await startProcess(server.url, 'fx-cache')
      put(process, 'a', 't')
      await fail(server)
      await vi.waitFor(() => expect(process.local.get('a')).toBeUndefined(), {
        timeout: FORGOTTEN_WITHIN_MS,
        interval: 5,
      })
      put(process, 'b', 't')
      await vi.waitFor(() => expect(process.local.get('b')).toBeUndefined(), {
        timeout: FORGOTTEN_WITHIN_MS,
        interval: 5,
      })
      expect(process.told.at(-1)).toBe(false)
      await recover(server)
      await vi.waitFor(() => expect(process.ear.heard()).toBe(true), { timeout: 10_000 })
      put(process, 'c', 't')
      await sleep(1_200)
      expect(process.local.get('c')).toBeDefined()
      await process.shared.invalidate(['t'])
      await vi.waitFor(() => expect(process.local.get('c')).toBeUndefined(), { timeout: 1_000, interval: 1 })
    },
  )

  test('who missed an invalidation forgets everything, though the connection seems whole', async () => {
    const server = await ownServer()
    const [deaf, other] = [await startProcess(server.url, 'fx-cache'), await startProcess(server.url, 'fx-cache')]
    put(deaf, 'a', 'elsewhere')
    // As a cluster does that moves the subscription to another node: announced, but not to us.
    await server.command('HINCRBY', '{fx-cache-0}/state', 'announced', '1')
    await vi.waitFor(() => expect(deaf.local.get('a')).toBeUndefined(), { timeout: FORGOTTEN_WITHIN_MS, interval: 5 })
    expect(other.ear.heard()).toBe(true)
  })
})

/** A Redis Cluster of a test's own, as `npm run servers` starts it, whose masters may be killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { anyStart, isPortFree, pickPorts } from '../../scripts/servers/ports.ts'
import { redisCluster } from '../../scripts/servers/redis-cluster.ts'
import { onRedis } from '../../scripts/servers/redis.ts'

export type RedisClusterUnderTest = {
  readonly url: string
  /** Kills the master of the slot in which a key lies, as a power cut would; gives how to start it again. */
  killMasterOf(key: string): Promise<() => void>
  /** The port of that slot's master, as the others see it. */
  masterOf(key: string): Promise<number | undefined>
  /** Waits until every master has its replica again, which has caught up: before that it cannot take over. */
  settled(): Promise<void>
  dispose(): Promise<void>
}

const startsWithinMs = 40_000

/** Started, and each master has its replica. */
export async function startRedisCluster(): Promise<RedisClusterUnderTest> {
  const installation = await redisCluster.install(cacheFolder(process.env), () => {})
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-redis-cluster-'))
  const ports = await pickPorts(redisCluster.portCount, anyStart(), isPortFree)
  const placement = { installation, ports, data }
  const launches = redisCluster.launches(placement)
  const running = new Map<number, ChildProcess>()
  const start = (index: number): void => {
    const { command, args, folder, environment } = launches[index]!
    mkdirSync(folder, { recursive: true })
    running.set(ports[index]!, spawn(command, args, { stdio: 'ignore', env: { ...process.env, ...environment } }))
  }
  const kill = async (port: number): Promise<void> => {
    const process = running.get(port)
    running.delete(port)
    if (!process || process.exitCode !== null || process.signalCode !== null) return
    const ended = once(process, 'exit')
    process.kill('SIGKILL')
    await ended
  }
  const masterOf = async (key: string): Promise<number | undefined> => {
    const [asked] = running.keys()
    if (asked === undefined) return undefined
    const [slot, ranges] = await onRedis(asked, async (client) => [
      await client.cluster('KEYSLOT', key),
      await client.cluster('SLOTS'),
    ])
    const range = ranges.find(([first, last]) => Number(first) <= slot && slot <= Number(last))
    return Number((range?.[2] as unknown as [string, number] | undefined)?.[1])
  }
  const dispose = async (): Promise<void> => {
    await Promise.all([...running.keys()].map(kill))
    rmSync(data, { recursive: true })
  }

  const settled = async (): Promise<void> => {
    const until = performance.now() + startsWithinMs
    const { signal } = new AbortController()
    for (;;) {
      const lacks = await redisCluster.settle(placement, signal).catch((error: unknown) => error)
      if (lacks === undefined) return
      if (performance.now() > until) throw new Error('The cluster did not come up.', { cause: lacks })
      await sleep(100)
    }
  }

  for (const index of launches.keys()) start(index)
  await settled().catch(async (error: unknown) => {
    await dispose()
    throw error
  })
  return {
    url: redisCluster.url(ports),
    masterOf,
    settled,
    async killMasterOf(key) {
      const port = await masterOf(key)
      const index = ports.indexOf(port ?? 0)
      if (port === undefined || index < 0) throw new Error(`Nobody is master of the slot of ${key}.`)
      await kill(port)
      return () => start(index)
    },
    dispose,
  }
}

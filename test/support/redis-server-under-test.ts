/** A Redis of a test's own, which it may stop, fill, kill and start again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { freePort } from '../../bench/harness/free-port.ts'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { installRedis, redisBinary, redisEnvironment } from '../../scripts/servers/install-redis.ts'
import { onRedis } from '../../scripts/servers/redis.ts'

export type RedisServerUnderTest = {
  readonly url: string
  /** Where its data is. */
  readonly folder: string
  /** On the same port, with the data that it left on its disk. */
  start(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Stops or continues it: it keeps its port and its connections and does nothing. */
  freeze(isFrozen: boolean): void
  command(name: string, ...args: readonly string[]): Promise<unknown>
  dispose(): Promise<void>
}

/** Not started yet. What it wrote is on its disk a second later, as in production. */
export async function createRedisServer(): Promise<RedisServerUnderTest> {
  const installation = await installRedis(cacheFolder(process.env), () => {})
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-redis-'))
  const port = await freePort()
  const fixed = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction']
  let server: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    const ending = server
    server = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill('SIGKILL')
    await ended
  }
  const command = (name: string, ...args: readonly string[]): Promise<unknown> =>
    onRedis(port, (client: Redis) => client.call(name, ...args))
  return {
    url: `redis://127.0.0.1:${port}`,
    folder,
    async start() {
      server = spawn(redisBinary(installation, 'redis-server'), ['--port', String(port), '--dir', folder, ...fixed], {
        stdio: 'ignore',
        env: { ...process.env, ...redisEnvironment(installation) },
      })
      for (let tries = 0; tries < 200; tries += 1) {
        await sleep(25)
        if (await command('PING').catch(() => undefined)) return
      }
      throw new Error(`Redis did not start on port ${port}.`)
    },
    kill,
    freeze: (isFrozen) => void server?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT'),
    command,
    async dispose() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}

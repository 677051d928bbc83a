/** One Redis, for what needs no cluster: the event bus, the second cache level, jobs. */
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { installRedis, redisBinary, redisEnvironment } from './install-redis.ts'
import { HOST } from './ports.ts'
import type { Launch, Placement, Server } from './server.ts'

const COMMAND_TIMEOUT_MS = 2_000

export const redis: Server = {
  about: 'single',
  variable: 'REDIS_URL',
  portCount: 1,
  readyTimeoutMs: 20_000,
  install: installRedis,
  launches: (placement) => placement.ports.map((port) => redisLaunch(placement, 'redis', { port })),
  url: ([port]) => `redis://${HOST}:${port}`,
  settle: async ({ ports: [port = 0] }) => {
    await onRedis(port, async (client) => {
      await client.set('started', 'yes')
      await client.del('started')
    })
    return undefined
  },
}

export function redisLaunch(
  { installation, data }: Placement,
  name: string,
  own: Readonly<Record<string, string | number>>,
): Launch {
  const folder = join(data, name)
  const given = Object.entries({ ...settings, dir: folder, ...own })
  return {
    name,
    command: redisBinary(installation, 'redis-server'),
    args: given.flatMap(([setting, value]) => [`--${setting}`, String(value)]),
    folder,
    environment: redisEnvironment(installation),
  }
}

const settings = {
  bind: HOST,
  daemonize: 'no',
  // A stream of the bus must be there again after kill -9 but for the last second, which the bus sends anew.
  appendonly: 'yes',
  appendfsync: 'everysec',
  // Snapshots beside the append-only file would only fork and write at moments nobody chose.
  save: '',
  // A bound, so that what grows without end is refused here (OOM) and noticed.
  maxmemory: '256mb',
  // Jobs and streams may not vanish to make room; BullMQ asks for it too. Cache entries have their own end.
  'maxmemory-policy': 'noeviction',
  // Silence on demand (DEBUG SLEEP): that nothing of ours hangs when Redis does is tested by provoking it.
  'enable-debug-command': 'local',
}

/** Rejects at once where nothing listens; nothing is tried again, for whoever asks does that. */
export async function onRedis<T>(port: number, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis<'legacy'>({
    host: HOST,
    port,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: COMMAND_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
  })
  // Without a listener it is printed as well; `connect` rejects with it in any case.
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    client.disconnect()
  }
}

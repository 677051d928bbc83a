/** A Redis Cluster of three masters with a replica each: the least in which a master can fail and slots still be served. */
import { Cluster } from 'ioredis'
import { installRedis, redisBinary, redisEnvironment } from './install-redis.ts'
import { HOST } from './ports.ts'
import { onRedis, redisLaunch } from './redis.ts'
import { runOrExplain } from './run-command.ts'
import type { Placement, Server } from './server.ts'

const NODES = 6
const CREATE_TIMEOUT_MS = 30_000

/** A master that is silent for so long has failed; by default it is 15 seconds, which no test should wait. */
const NODE_TIMEOUT_MS = 2_000

/** One key of each master, if the slots lie as `redis-cli --cluster create` lays them: 5061, 12182 and 866. */
const KEYS = ['bar', 'foo', 'hello']

export const redisCluster: Server = {
  about: 'three masters, three replicas',
  variable: 'REDIS_CLUSTER_URL',
  // Each node takes clients on one port and other nodes on another: the first six and the last six.
  portCount: NODES * 2,
  readyTimeoutMs: 40_000,
  install: installRedis,
  launches: (placement) =>
    clientPorts(placement.ports).map((port, index) =>
      redisLaunch(placement, `node-${index + 1}`, {
        port,
        // By default 10,000 above the other port, which need not be free.
        'cluster-port': busPort(placement, index),
        'cluster-enabled': 'yes',
        'cluster-node-timeout': NODE_TIMEOUT_MS,
      }),
    ),
  url: (ports) =>
    clientPorts(ports)
      .map((port) => `redis://${HOST}:${port}`)
      .join(','),
  settle,
}

const clientPorts = (ports: readonly number[]): readonly number[] => ports.slice(0, NODES)
const busPort = ({ ports }: Placement, index: number): number => ports[NODES + index] ?? 0

async function settle(placement: Placement): Promise<string | undefined> {
  const nodes = await Promise.all(clientPorts(placement.ports).map(lookAt))
  if (nodes.every((node) => node === 'alone')) await create(placement)
  const waiting = nodes.flatMap((node, index) => (node === 'ready' ? [] : [`node-${index + 1} ${node}`]))
  if (waiting.length > 0) return waiting.join(', ')
  await write(placement)
  return undefined
}

function lookAt(port: number): Promise<'alone' | 'joining' | 'behind its master' | 'ready'> {
  return onRedis(port, async (client) => {
    const info = await client.cluster('INFO')
    if (info.includes('cluster_known_nodes:1\r')) return 'alone'
    if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${NODES}\r`)) return 'joining'
    // A replica that has not caught up with its master cannot take over from it.
    const replication = await client.info('replication')
    const isBehind = replication.includes('role:slave') && !replication.includes('master_link_status:up')
    return isBehind ? 'behind its master' : 'ready'
  })
}

async function create(placement: Placement): Promise<void> {
  const { installation } = placement
  const nodes = clientPorts(placement.ports).map((port, index) => `${HOST}:${port}@${busPort(placement, index)}`)
  const args = ['--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes']
  await runOrExplain(redisBinary(installation, 'redis-cli'), args, {
    timeoutMs: CREATE_TIMEOUT_MS,
    environment: redisEnvironment(installation),
    remedy: '`npm run servers -- logs redis-cluster` says more.',
  })
}

async function write({ ports }: Placement): Promise<void> {
  const cluster = new Cluster<'legacy'>(
    clientPorts(ports).map((port) => ({ host: HOST, port })),
    { lazyConnect: true, clusterRetryStrategy: () => null, redisOptions: { commandTimeout: CREATE_TIMEOUT_MS } },
  )
  cluster.on('error', () => {})
  try {
    await cluster.connect()
    for (const key of KEYS) await cluster.set(key, 'started')
    for (const key of KEYS) await cluster.del(key)
  } finally {
    cluster.disconnect()
  }
}

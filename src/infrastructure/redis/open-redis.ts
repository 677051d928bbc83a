/**
 * The connection to Redis, alone or a cluster: it never makes anybody wait. What does not come within the time limit is
 * refused, what cannot be sent is refused at once, and nothing is queued, repeated or thrown while Redis is away.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster, Redis, type ChainableCommander, type RedisOptions } from 'ioredis'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import { endWhenBroken } from './end-when-broken.ts'
import { parseRedisUrl, type RedisAddress } from './redis-address.ts'
import { RedisUnavailable, redisUnavailable } from './redis-trouble.ts'

export type RedisClient = Redis | Cluster

export type RedisSettings = {
  readonly url: string
  /** Told when Redis begins to be away, or is for another reason, and (`undefined`) when it serves again. */
  readonly told: (trouble: RedisUnavailable | undefined) => void
  /** How long `ask` waits. Default 50. */
  readonly timeoutMs?: number
  /** For URLs that ask for TLS; the system's authorities and no certificate of our own when absent. */
  readonly tls?: TlsIdentity
}

export type RedisConnection = {
  readonly isCluster: boolean
  readonly isReady: boolean
  /**
   * Gives the client for some commands that together have the time limit; many at once share one connection.
   * Throws `RedisUnavailable`. Whether a command that was late was carried out is then not known.
   */
  ask<T>(work: (client: RedisClient) => Promise<T>): Promise<T>
  /** A connection of its own, for commands that block so long, or that subscribe. */
  openBlocking(blockMs: number): RedisConnection
  close(): void
}

const connectTimeoutMs = 500
/**
 * The driver's own limit on commands holds for its handshake too, which on a busy machine takes longer than a command
 * may. So this is only how long it waits for what nobody waits for any more; `ask` has the limit that callers feel.
 */
const driverTimeoutMs = 500
/** Silence for so long on a connection with questions is its end. */
const socketTimeoutMs = 1_000
const reconnect = { firstMs: 50, maxMs: 2_000 }

/**
 * Waits for the first connection, or for the first reason why there is none: a Redis that is away is no error, since it
 * may come later. Throws where the URL is none.
 */
export async function openRedis(settings: RedisSettings): Promise<RedisConnection> {
  const opened = connect(settings, parseRedisUrl(settings.url), settings.timeoutMs ?? 50, 0)
  await opened.settled
  return opened
}

function connect(
  settings: RedisSettings,
  address: RedisAddress,
  timeoutMs: number,
  blockMs: number,
): RedisConnection & { readonly settled: Promise<void> } {
  const client = clientOf(address, blockMs, settings.tls)
  const { promise: first, resolve: settle } = Promise.withResolvers<void>()
  let trouble: RedisUnavailable | undefined
  const met = (error: unknown): void => {
    const next = redisUnavailable(error) ?? new RedisUnavailable('unreachable', String(error))
    // A socket that closes says less than what closed it.
    if (trouble && next.trouble === 'unreachable' && trouble.trouble !== 'late') return
    if (trouble?.trouble !== next.trouble) settings.told(next)
    trouble = next
    settle()
  }
  client.on('error', met)
  client.on('close', () => met(new Error('Connection is closed.')))
  client.on('ready', () => {
    if (trouble) settings.told(undefined)
    trouble = undefined
    settle()
  })
  return {
    settled: Promise.race([first, sleep(connectTimeoutMs, undefined, { ref: false })]),
    isCluster: address.isCluster,
    get isReady() {
      return client.status === 'ready'
    },
    async ask(work) {
      if (client.status !== 'ready') throw trouble ?? new RedisUnavailable('unreachable', client.status)
      try {
        return await within(timeoutMs, work(client))
      } catch (error) {
        throw redisUnavailable(error) ?? error
      }
    },
    openBlocking: (ms) => connect({ ...settings, told: () => {} }, address, ms + connectTimeoutMs, ms),
    close() {
      client.removeAllListeners('close')
      client.disconnect()
    },
  }
}

function clientOf(
  { isCluster, isEncrypted, nodes, database, ...who }: RedisAddress,
  blockMs: number,
  tls: TlsIdentity = {},
): RedisClient {
  const retry = (times: number): number =>
    Math.min(reconnect.maxMs, reconnect.firstMs * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2)
  const options = {
    ...who,
    connectionName: 'foodxchange',
    connectTimeout: connectTimeoutMs,
    commandTimeout: driverTimeoutMs + blockMs,
    socketTimeout: socketTimeoutMs + blockMs,
    maxRetriesPerRequest: 1,
    // What was under way when a connection broke may have been carried out; its caller knows whether to repeat it.
    autoResendUnfulfilledCommands: false,
    ...(isEncrypted && { tls: { ...tls } }),
  } satisfies RedisOptions
  const [one] = nodes
  if (!isCluster) {
    const settings = { ...options, ...one, db: database, enableOfflineQueue: false, retryStrategy: retry }
    const client = new Redis<'legacy'>(settings)
    endWhenBroken(client)
    return client
  }
  const cluster = new Cluster<'legacy'>([...nodes], {
    enableOfflineQueue: false,
    clusterRetryStrategy: retry,
    // After a fail-over the slots are where nobody looked: soon, and few times, since callers wait 50 ms altogether.
    maxRedirections: 4,
    retryDelayOnFailover: 10,
    retryDelayOnClusterDown: 10,
    retryDelayOnTryAgain: 10,
    slotsRefreshInterval: 2_000,
    redisOptions: options,
    // Certificates name hosts: what the cluster says its nodes are called stays as it is.
    ...(isEncrypted && { dnsLookup: (name, answer) => answer(null, name) }),
  })
  // A node that is connected to when it is first asked would make that question late.
  cluster.on('+node', (node: Redis) => {
    endWhenBroken(node)
    node.connect().catch(() => cluster.status)
  })
  return cluster
}

/** Looks once more at what has arrived before it gives up: a busy process is no reason to call Redis late. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => setImmediate(() => reject(new RedisUnavailable('late', `nothing within ${timeoutMs} ms`))),
    timeoutMs,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs commands in one round trip and gives their replies; the first that failed is thrown. */
export async function repliesOf(pipeline: ChainableCommander): Promise<readonly unknown[]> {
  const replies = await pipeline.exec()
  return (replies ?? []).map(([error, reply]) => {
    if (error) throw error
    return reply
  })
}

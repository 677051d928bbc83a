/** The connection that BullMQ works over: unlike those that requests wait for, it waits for Redis, however long it is away. */
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { TlsIdentity } from '../../../kernel/tls-identity.ts'
import { endWhenBroken } from '../../redis/end-when-broken.ts'
import { parseRedisUrl } from '../../redis/redis-address.ts'

const connectTimeoutMs = 5_000
/** Silence for so long on a connection with questions is its end; longer than any question blocks (10 s). */
const socketTimeoutMs = 30_000
const reconnect = { firstMs: 50, maxMs: 2_000 }

export type QueueConnection = {
  readonly client: Redis | Cluster
  /** Ends it and what BullMQ duplicated from it, at once, whatever they wait for. */
  readonly close: () => void
}

/**
 * Connects by itself, again and again. BullMQ duplicates it for each worker's blocking question, and cannot be relied on
 * to end the copy of a worker that closes while Redis is away: so copies are remembered here.
 */
export function openQueueConnection(url: string, tls: TlsIdentity = {}): QueueConnection {
  const client = createClient(url, tls)
  const copies: (Redis | Cluster)[] = [client]
  endBroken(client)
  const duplicate = client.duplicate.bind(client) as (...given: unknown[]) => Redis | Cluster
  const remembered = (...given: unknown[]): Redis | Cluster => {
    const copy = duplicate(...given)
    copies.push(copy)
    endBroken(copy)
    return copy
  }
  Object.assign(client, { duplicate: remembered })
  // What is wrong is told by the connection that requests wait for; without a listener the driver would print it.
  client.on('error', () => undefined)
  return {
    client,
    close() {
      for (const copy of copies.splice(0)) copy.disconnect()
    },
  }
}

const endBroken = (client: Redis | Cluster): void =>
  client instanceof Cluster ? void client.on('+node', endWhenBroken) : endWhenBroken(client)

function createClient(url: string, tls: TlsIdentity): Redis | Cluster {
  const { isCluster, isEncrypted, nodes, database, ...who } = parseRedisUrl(url)
  const retry = (times: number): number =>
    Math.min(reconnect.maxMs, reconnect.firstMs * 2 ** Math.min(times, 10)) * (0.5 + Math.random() / 2)
  const options = {
    ...who,
    connectionName: 'foodxchange-jobs',
    connectTimeout: connectTimeoutMs,
    socketTimeout: socketTimeoutMs,
    // BullMQ's condition: a worker's question is repeated until it is answered.
    maxRetriesPerRequest: null,
    ...(isEncrypted && { tls: { ...tls } }),
  } satisfies RedisOptions
  const [one] = nodes
  if (!isCluster) return new Redis<'legacy'>({ ...options, ...one, db: database, retryStrategy: retry })
  return new Cluster<'legacy'>([...nodes], {
    clusterRetryStrategy: retry,
    slotsRefreshInterval: 2_000,
    redisOptions: options,
    ...(isEncrypted && { dnsLookup: (name, answer) => answer(null, name) }),
  })
}

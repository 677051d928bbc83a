/** Analytics on a ClickHouse server, over HTTP. */
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import type { Log } from '../../telemetry/log.ts'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import type { Analytics, Migration } from './analytics.ts'
import { analyticsOverClient } from './clickhouse/analytics-over-client.ts'
import { serverCode, unknownDatabase } from './clickhouse/server-trouble.ts'

export type ClickhouseAnalyticsOptions = {
  /** `http(s)://user:password@host:8123/database`; the database is made where it is missing, and is by default `foodxchange`. */
  readonly url: string
  readonly schema: readonly Migration[]
  readonly log: Pick<Log, 'warn' | 'info'>
  /** How long one request may take in all. */
  readonly requestTimeoutMs?: number
  /** For `https`; the system's authorities and no certificate of our own when absent. */
  readonly tls?: TlsIdentity
}

/** What one process asks of a server at once. */
const connectionsMax = 8

/** Does not wait for the server: what is asked while it is away is refused, and answered as soon as it is back. */
export function openClickhouseAnalytics(options: ClickhouseAnalyticsOptions): Analytics {
  const { schema, log } = options
  return analyticsOverClient({ connect: () => connect(options), schema, log })
}

async function connect({ url, tls, requestTimeoutMs = 31_000 }: ClickhouseAnalyticsOptions): Promise<ClickHouseClient> {
  const address = new URL(url)
  const database = decodeURIComponent(address.pathname.slice(1)) || 'foodxchange'
  address.pathname = ''
  const clientOf = (within: string): ClickHouseClient =>
    createClient({
      url: address,
      database: within,
      request_timeout: requestTimeoutMs,
      max_open_connections: connectionsMax,
      ...(tls?.ca !== undefined && { tls: shownBy(tls, tls.ca) }),
      // What goes wrong is told once, with its remedy; the client would tell each call, with its statement.
      log: { level: ClickHouseLogLevel.OFF },
      // Servers close idle connections after 10 s, some proxies sooner: a socket that is older is not used again.
      keep_alive: { enabled: true, idle_socket_ttl: 2_500 },
    })
  const client = clientOf(database)
  try {
    await client.command({ query: 'SELECT 1' })
    return client
  } catch (error) {
    if (serverCode(error) !== unknownDatabase) return await closing(client, error)
  }
  const first = clientOf('default')
  try {
    await first.command({ query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}', query_params: { name: database } })
    return client
  } catch (error) {
    return await closing(client, error)
  } finally {
    await first.close()
  }
}

const shownBy = ({ cert, key }: TlsIdentity, ca: string) => ({
  ca_cert: Buffer.from(ca),
  ...(cert !== undefined && key !== undefined && { cert: Buffer.from(cert), key: Buffer.from(key) }),
})

async function closing(client: ClickHouseClient, error: unknown): Promise<never> {
  await client.close()
  throw error
}

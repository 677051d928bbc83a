/** Analytics on chDB, ClickHouse's engine inside this process: the same client, the same SQL, one folder. */
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client'
import { Rejected } from '../../kernel/rejection.ts'
import type { Log } from '../../telemetry/log.ts'
import { analyticsNotInstalled, type Analytics, type Migration } from './analytics.ts'
import { engineModule } from './chdb/engine-folder.ts'
import { oneAtATime } from './chdb/one-at-a-time.ts'
import { analyticsOverClient } from './clickhouse/analytics-over-client.ts'

export type ChdbAnalyticsOptions = {
  /** Where the tables are kept. One folder at a time in a process: the engine has room for no second. */
  readonly path: string
  /** Where the engine is installed. */
  readonly engine: string
  readonly schema: readonly Migration[]
  readonly log: Pick<Log, 'warn' | 'info'>
}

type Connect = (options: { readonly path: string }) => ClickHouseClientConfigOptions['connection']

/** Loads nothing yet: the engine takes 260 MB, from the first call on. */
export function openChdbAnalytics({ path, engine, schema, log }: ChdbAnalyticsOptions): Analytics {
  return analyticsOverClient({ connect: () => connect(path, engine), schema, log })
}

async function connect(path: string, engine: string): Promise<ClickHouseClient> {
  const module = engineModule(engine)
  if (module === undefined) throw new Rejected(analyticsNotInstalled)
  const { createChdbConnection } = createRequire(module)(module) as { createChdbConnection: Connect }
  mkdirSync(path, { recursive: true, mode: 0o700 })
  // Only who has the engine waits for the client to be loaded.
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client')
  const connection = oneAtATime(createChdbConnection({ path })!)
  const client = createClient({ connection, log: { level: ClickHouseLogLevel.OFF } })
  await client.command({ query: 'CREATE DATABASE IF NOT EXISTS foodxchange' })
  await client.command({ query: 'USE foodxchange' })
  return client
}

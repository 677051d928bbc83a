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

/** Loads nothing yet: the engine takes 260 MB, from the first call on. One that is installed later serves the next start. */
export function openChdbAnalytics({ path, engine, schema, log }: ChdbAnalyticsOptions): Analytics {
  const module = engineModule(engine)
  if (module === undefined) return notInstalled
  return analyticsOverClient({ connect: () => connect(path, module), schema, log })
}

const refuse = (): Promise<never> => Promise.reject(new Rejected(analyticsNotInstalled))
const notInstalled: Analytics = {
  isPresent: false,
  insert: refuse,
  query: refuse,
  clear: refuse,
  close: () => Promise.resolve(),
}

async function connect(path: string, module: string): Promise<ClickHouseClient> {
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

/** Analytics over ClickHouse's own client, whichever way that reaches an engine: what both adapters have in common. */
import { hash } from 'node:crypto'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { Log } from '../../../telemetry/log.ts'
import { rowsPerInsert, type Analytics, type AnalyticsQuery, type Migration, type Row } from '../analytics.ts'
import { createCallWatch } from './call-watch.ts'
import { migrateSchema, type SchemaConnection } from './migrate-schema.ts'

export type OverClient = {
  /** Gives a client whose database exists; asked again where that failed. */
  readonly connect: () => Promise<ClickHouseClient>
  readonly schema: readonly Migration[]
  readonly log: Pick<Log, 'warn' | 'info'>
}

const insertTimeoutMs = 30_000
const migrationTimeoutMs = 60_000
const defaultQueryTimeoutMs = 5_000
/** The server ends what is too slow; only where it does not, this process does. */
const graceMs = 1_000
const memoryMaxBytes = 1_000_000_000

/** Every call sets all of them: the engine in process keeps what the call before it had set. */
const settings = (timeoutMs: number, rowsMax: number): ClickHouseSettings => ({
  max_execution_time: timeoutMs / 1_000,
  timeout_overflow_mode: 'throw',
  max_result_rows: String(rowsMax),
  result_overflow_mode: 'throw',
  max_memory_usage: String(memoryMaxBytes),
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  cancel_http_readonly_queries_on_client_close: 1,
})

/** Views take a block again that their table had already: a try may have been cut off between the two. */
const insertSettings = (token: string): ClickHouseSettings => ({
  ...settings(insertTimeoutMs, 0),
  async_insert: 0,
  insert_deduplicate: 1,
  insert_deduplication_token: token,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_skip_unknown_fields: 0,
  input_format_null_as_default: 0,
})

export function analyticsOverClient({ connect, schema, log }: OverClient): Analytics {
  const watch = createCallWatch(log)
  let opening: Promise<ClickHouseClient> | undefined

  /** One at a time opens for all; who comes after a failure tries anew. */
  const ready = (): Promise<ClickHouseClient> =>
    (opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    }))
  const open = async (): Promise<ClickHouseClient> => {
    const client = await connect()
    try {
      await migrateSchema(schemaConnection(client), schema)
      return client
    } catch (error) {
      await client.close()
      throw error
    }
  }
  /** Opening counts too; who gives it up leaves it to go on for those who come later. */
  const use = <Value>(timeoutMs: number, work: (client: ClickHouseClient, signal: AbortSignal) => Promise<Value>) =>
    watch.call(timeoutMs + graceMs, async (signal) => work(await ready(), signal))
  return {
    isPresent: true,
    async insert(table, rows) {
      if (rows.length > rowsPerInsert)
        throw new RangeError(`${rows.length} rows in one insert; at most ${rowsPerInsert}.`)
      if (rows.length === 0) return
      const token = hash('sha256', `${table}\n${JSON.stringify(rows)}`, 'hex')
      await use(insertTimeoutMs, (client, signal) =>
        client.insert({
          table,
          values: rows,
          columns: Object.keys(rows[0]!) as [string, ...string[]],
          format: 'JSONEachRow',
          clickhouse_settings: insertSettings(token),
          abort_signal: signal,
        }),
      )
    },
    query: (query) => use(query.timeoutMs ?? defaultQueryTimeoutMs, (client, signal) => ask(client, query, signal)),
    clear: (keep = []) => use(migrationTimeoutMs, (client) => emptyTables(schemaConnection(client), keep)),
    async close() {
      await watch.end()
      const client = await opening?.catch(() => undefined)
      await client?.close()
    },
  }
}

/** JSON with all rows in one value: whatever does not belong to this answer makes it unreadable. */
async function ask(client: ClickHouseClient, query: AnalyticsQuery, signal?: AbortSignal): Promise<readonly Row[]> {
  const { sql, parameters = {}, rowsMax = 1_000, timeoutMs = defaultQueryTimeoutMs } = query
  const named = Object.entries(parameters).filter(([name]) => sql.includes(`{${name}:`))
  const answer = await client.query({
    query: sql,
    query_params: Object.fromEntries(named),
    format: 'JSON',
    clickhouse_settings: settings(timeoutMs, rowsMax),
    ...(signal && { abort_signal: signal }),
  })
  return (await answer.json<Row>()).data
}

const schemaConnection = (client: ClickHouseClient): SchemaConnection => ({
  async command(sql, parameters = {}) {
    await client.command({
      query: sql,
      query_params: parameters,
      clickhouse_settings: settings(migrationTimeoutMs / 2, 0),
    })
  },
  query: (sql) => ask(client, { sql }),
})

async function emptyTables({ query, command }: SchemaConnection, keep: readonly string[]): Promise<void> {
  const tables = await query(
    `SELECT name FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_versions'`,
  )
  for (const table of tables.map(({ name }) => String(name)))
    if (!keep.includes(table)) await command('TRUNCATE TABLE {table:Identifier}', { table })
}

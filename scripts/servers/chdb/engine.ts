/** chDB as a server would use its engine: each request has settings, parameters and a database of its own. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ClickHouseException } from './exceptions.ts'
import type { Asked } from './read-asked.ts'

/** The part of the `chdb` package that is used here; no package.json of the project names it. */
type Chdb = {
  readonly Session: new (path: string) => Session
  /** Until no thread of the engine is busy any more. */
  readonly drainPending: () => Promise<void>
}
type Session = {
  queryAsync(sql: string, options?: { readonly format: string }): Promise<Result>
  close(): void
}
type Result = {
  bytes(): Uint8Array
  text(): string
  /** Seconds. */
  readonly elapsed: number
}

export type Engine = {
  readonly version: string
  readonly timezone: string
  /** Rejects with the engine's own exception. */
  readonly run: (asked: Asked) => Promise<Answer>
  readonly close: () => Promise<void>
}

export type Answer = {
  readonly bytes: Uint8Array
  /** As X-ClickHouse-Summary has it, figures as texts; chDB counts neither rows read nor written as a server does. */
  readonly summary: Readonly<Record<string, string>>
}

/** `max_concurrent_queries` as a server is often configured. */
const RUNNING_MAX = 100

const NANOSECONDS = 1e9

export async function openEngine(installation: string, tables: string): Promise<Engine> {
  // The cast holds for the version that is installed: its types lie where no compiler looks.
  const { Session, drainPending } = createRequire(join(installation, 'package.json'))('chdb') as Chdb
  // Held open, for the tables are closed with the last session.
  const held = new Session(tables)
  await held.queryAsync('create database if not exists default')
  const told = await held.queryAsync('select version(), timezone()', { format: 'TabSeparated' })
  const [version = '', timezone = ''] = told.text().trim().split('\t')
  let running = 0

  /** A session of its own, 3 ms to open: what it is told by `set` ends with it. */
  async function run(asked: Asked): Promise<Answer> {
    if (running >= RUNNING_MAX)
      throw new ClickHouseException(202, 'Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)')
    running += 1
    const session = new Session(tables)
    try {
      for (const statement of preparations(asked)) await session.queryAsync(statement)
      const result = await session.queryAsync(asked.statement, { format: asked.format })
      return { bytes: result.bytes(), summary: { elapsed_ns: String(Math.round(result.elapsed * NANOSECONDS)) } }
    } finally {
      running -= 1
      session.close()
    }
  }

  return {
    version,
    timezone,
    run,
    close: async () => {
      await drainPending()
      held.close()
    },
  }
}

function preparations({ database, parameters, settings }: Asked): readonly string[] {
  return [
    ...(database === undefined ? [] : [`use ${quoted(database, '`')}`]),
    ...[...parameters].map(([name, value]) => `set param_${name} = ${quoted(value, "'")}`),
    ...[...settings].map(([name, value]) => `set ${name} = ${quoted(value, "'")}`),
  ]
}

/** Both kinds of quotes are escaped by a backslash, and so is a backslash. */
const quoted = (text: string, quote: string): string => quote + text.replaceAll(/[\\'`]/g, '\\$&') + quote

/** What an error of ClickHouse says, told twice: to the caller as a refusal, to the operator with cause and remedy. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { analyticsUnavailable, newerSchema, tooMuch } from '../analytics.ts'

export type Trouble = {
  readonly rejection: Rejection
  /** For the operator; absent where the question was to blame. */
  readonly cause?: string
}

/** Of tables that a later release has made. */
export class NewerSchema extends Error {
  override name = 'NewerSchema'
  constructor(found: number, known: number) {
    super(
      `The analytics tables have schema ${found}, this release knows ${known}. Run the later release again, or give this one a database of its own: CLICKHOUSE_URL=http://host:8123/another_name.`,
    )
  }
}

/** Of a call that outlived its own limit, wherever it waited. */
export class TookTooLong extends Error {
  override name = 'TookTooLong'
}

/** Of a call beyond what may be under way at once. */
export class TooManyCalls extends Error {
  override name = 'TooManyCalls'
}

/** ClickHouse's error codes, `src/Common/ErrorCodes.cpp`. */
export const tableExists = '57'
export const unknownDatabase = '81'
const tooSlow = new Set(['159', '160'])
const tooLarge = new Set(['158', '241', '307', '396'])
const refusesUs = new Set(['192', '193', '194', '516', '497'])
const remedies: Readonly<Record<string, string>> = {
  '164': 'it is read-only for this user. Give the user the rights to write, or another user',
  '202': 'it has more queries at once than it takes. Raise max_concurrent_queries, or give it more CPU',
  '242': 'a table is read-only, as when ClickHouse Keeper is away. Look at its logs',
  '243': 'its disk is full. Free space: it goes on by itself',
  '252': 'it merges more slowly than it is written to. Give it more CPU or faster disks',
}

/** The number that ClickHouse gives an error; the engine in process has a class of its own for the same errors. */
export const serverCode = (error: unknown): string | undefined =>
  error instanceof Error && 'type' in error && 'code' in error && /^\d+$/.test(String(error.code))
    ? String(error.code)
    : undefined

/** Undefined for what is neither the server's trouble nor the question's, but a mistake of ours. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof NewerSchema) return { rejection: newerSchema, cause: error.message }
  if (error instanceof TooManyCalls) return { rejection: analyticsUnavailable, cause: error.message }
  if (error instanceof TookTooLong)
    return unavailable(`did not answer in time (${error.message}). Look at its load and its logs`)
  const code = serverCode(error)
  if (code !== undefined) return troubleOfCode(code, (error as Error).message)
  return isNetwork(error)
    ? unavailable(`cannot be reached (${(error as Error).message}). Start it, or correct CLICKHOUSE_URL`)
    : undefined
}

function troubleOfCode(code: string, message: string): Trouble | undefined {
  if (tooSlow.has(code) || tooLarge.has(code)) return { rejection: tooMuch }
  if (refusesUs.has(code))
    return unavailable(
      `refuses the credentials or lacks the grants (${firstLine(message)}). Correct user and password in CLICKHOUSE_URL; the user needs SELECT, INSERT, CREATE, DROP and TRUNCATE on its database`,
    )
  if (code === unknownDatabase)
    return unavailable(
      'has no such database, and the user may not make it. Make it by hand: CREATE DATABASE, with the name that CLICKHOUSE_URL ends in',
    )
  const remedy = remedies[code]
  return remedy === undefined ? undefined : unavailable(`says: ${firstLine(message)}. It seems that ${remedy}`)
}

const unavailable = (what: string): Trouble => ({ rejection: analyticsUnavailable, cause: `ClickHouse ${what}.` })

const firstLine = (message: string): string => message.split('\n', 1)[0]!.slice(0, 300)

/** What sockets and name services say, and the client about a reply that never came or was not ClickHouse's. */
const isNetwork = (error: unknown): boolean =>
  error instanceof Error &&
  (/timeout|socket hang up|aborted|bad gateway|service unavailable|gateway time-?out/i.test(error.message) ||
    ('code' in error && /^(E[A-Z]+|UND_|CERT_|ERR_(TLS|SSL)|DEPTH_ZERO)/.test(String(error.code))))

/** Scans the log as it lies in the file: whole, or what one organisation takes part in, which the database picks out itself. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Commit, LogScan } from '../commit-log.ts'
import { commitsOf, decodePosition, type CommitRow, type ExtensionRow } from './sqlite-commit-rows.ts'

/** Of one organisation, which may be the only one; of none; or of whichever. A bare `LIMIT ?` would be compiled anew each time. */
const wanted = `c.position > ?1 AND c.position <= ?2
  AND (?3 IS NULL OR c.organisations = ?3 OR (?3 <> '' AND instr(',' || c.organisations || ',', ',' || ?3 || ',') > 0))`
const scanSql = {
  commits: `SELECT c.position, c.id, c.at, c.actor, c.cause, c.organisations, c.seal FROM commits c
    WHERE ${wanted} ORDER BY c.position LIMIT (?4 + 0)`,
  extensions: `SELECT e.position, e.stream, e.version, e.events FROM commits c CROSS JOIN extensions e ON e.position = c.position
    WHERE ${wanted} ORDER BY c.position, e.ordinal`,
  // Where no commit in between is left out, they need not be picked a second time.
  allExtensions: `SELECT position, stream, version, events FROM extensions WHERE position > ?1 AND position <= ?2
    ORDER BY position, ordinal`,
}

/** For the test that none of their plans scans a table. */
export const logScanQueries: readonly string[] = Object.values(scanSql)

export function openSqliteLogScan(database: DatabaseSync): (scan: LogScan) => Commit[] {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  const commits = prepare(scanSql.commits)
  const [extensions, allExtensions] = [prepare(scanSql.extensions), prepare(scanSql.allExtensions)]
  return ({ after, limit, until, of }) => {
    const from = decodePosition(after)
    const organisation = of === undefined ? null : (of ?? '')
    const upTo = until === undefined ? Number.MAX_SAFE_INTEGER : decodePosition(until)
    const rows = commits.all(from, upTo, organisation, limit) as unknown as CommitRow[]
    const last = rows.at(-1)?.[0]
    if (last === undefined) return []
    const found = last - from === rows.length ? allExtensions.all(from, last) : extensions.all(from, last, organisation)
    return commitsOf(rows, found as unknown as ExtensionRow[])
  }
}

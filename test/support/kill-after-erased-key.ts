/**
 * Loaded before the program (`NODE_OPTIONS=--import`): ends its process, as `kill -9` would, right after the next key of
 * a person was destroyed, before anything that follows.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'

const { prepare } = DatabaseSync.prototype

DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  const statement = prepare.call(this, sql)
  if (!sql.includes('SET wrapped = NULL')) return statement
  const find = prepare.call(this, 'SELECT wrapped FROM person_keys WHERE person_id = ?')
  const run = statement.run.bind(statement)
  statement.run = (...given: unknown[]) => {
    const [personId] = given as [string]
    const before = find.get(personId) as { wrapped: Uint8Array | null } | undefined
    const done = run(personId)
    // One that was destroyed before is passed over: the next start comes one key further.
    if (before?.wrapped) process.kill(process.pid, 'SIGKILL')
    return done
  }
  return statement
}

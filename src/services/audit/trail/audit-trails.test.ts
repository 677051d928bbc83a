/** Audit trails on the embedded store; who tampers with it writes to its file. */
import { DatabaseSync } from 'node:sqlite'
import { openSqliteStoreReader } from '../../../infrastructure/store/sqlite/sqlite-store-reader.ts'
import { openSqliteStoreUnderTest } from '../../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { auditTrailsContract, type Tampering } from './audit-trails.contract.ts'

auditTrailsContract('SQLite', async (collections) => {
  const opened = await openSqliteStoreUnderTest({ collections })
  return {
    ...opened,
    openReader: async () => openSqliteStoreReader(opened.path, collections),
    async tamper(deed) {
      const database = new DatabaseSync(opened.path)
      await deed(tamperingWith(database))
      database.close()
    },
  }
})

function tamperingWith(database: DatabaseSync): Tampering {
  const positionOf = (id: string): number =>
    (database.prepare('SELECT position FROM commits WHERE id = ?').get(id) as { position: number }).position
  const move = (from: number, to: number): void => {
    for (const table of ['commits', 'extensions'])
      database.prepare(`UPDATE ${table} SET position = ? WHERE position = ?`).run(to, from)
  }
  return {
    async edit(id) {
      database
        .prepare(`UPDATE extensions SET events = replace(events, '"amount":1', '"amount":2') WHERE position = ?`)
        .run(positionOf(id))
    },
    async remove(ids) {
      for (const id of ids) {
        const position = positionOf(id)
        for (const table of ['commits', 'extensions'])
          database.prepare(`DELETE FROM ${table} WHERE position = ?`).run(position)
      }
    },
    async insertBehind(id, newId) {
      const position = positionOf(id)
      const last = (database.prepare('SELECT max(position) AS last FROM commits').get() as { last: number }).last
      // Positions have no room between: all behind it move on by one.
      for (let at = last; at > position; at -= 1) move(at, at + 1)
      database
        .prepare(
          `INSERT INTO commits SELECT position + 1, ?, at, actor, cause, organisations, outcome, seal FROM commits WHERE id = ?`,
        )
        .run(newId, id)
      database
        .prepare(
          `INSERT INTO extensions SELECT position + 1, ordinal, 'tally-forged', 1, at, events FROM extensions WHERE position = ?`,
        )
        .run(position)
    },
    async swap(one, other) {
      const [first, second] = [positionOf(one), positionOf(other)]
      move(first, 1_000_000)
      move(second, first)
      move(1_000_000, second)
    },
    async forgetTrails() {
      for (const name of ['audit_heads', 'audit_leaf_tiles', 'audit_node_tiles'])
        database.exec(`DELETE FROM documents_${name}; DELETE FROM entries_${name};`)
      database.exec(`DELETE FROM checkpoints WHERE reader = 'audit-sealer'`)
    },
  }
}

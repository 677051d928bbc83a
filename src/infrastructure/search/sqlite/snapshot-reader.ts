/** Lets a query see text index and columns in one state: the columns catch up with the file before every read. */
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { DocumentColumns } from './document-columns.ts'
import { createFacetNames } from './facet-names.ts'
import type { FacetNames } from './facet-names.ts'
import { createNameOrder } from './name-order.ts'
import type { NameOrder } from './name-order.ts'
import { decodeColumns } from './column-text.ts'

/** What the columns may be loaded by at a time without holding up other requests: about two milliseconds. */
const slice = 200

export type Snapshot = { readonly columns: DocumentColumns; readonly names: FacetNames; readonly order: NameOrder }

export type SnapshotReader = {
  /** Runs `work` synchronously in a reading transaction; with `ordered`, the order by name is there too. */
  readonly read: <T>(work: (snapshot: Snapshot) => T, ordered: boolean) => Promise<T>
}

export function createSnapshotReader(database: DatabaseSync): SnapshotReader {
  const begin = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  const state = database.prepare('SELECT epoch, changed FROM state')
  const changes =
    database.prepare(`SELECT group_concat(doc || ' ' || changed || ' ' || coalesce(columns || ';' || words, ''), char(10)) AS rows
    FROM (SELECT doc, changed, columns, words FROM documents WHERE changed > ? ORDER BY changed LIMIT ${slice})`)
  const last = database.prepare('SELECT max(doc) AS doc FROM ids')
  const order = createNameOrder(database)
  const names = createFacetNames(database)
  let columns = new DocumentColumns()
  let epoch = -1
  let seen = 0

  const restart = (newEpoch: number): void => {
    columns = new DocumentColumns((last.get() as { doc: number | null }).doc ?? 0)
    names.forget()
    order.forget()
    epoch = newEpoch
    seen = 0
  }

  /** Takes in one slice of changes; true when there are no more. */
  const advance = (): boolean => {
    const now = state.get() as { epoch: number; changed: number }
    if (now.epoch !== epoch) restart(now.epoch)
    if (seen >= now.changed) return true
    const { rows } = changes.get(seen) as { rows: string | null }
    if (rows === null) {
      seen = now.changed
      return true
    }
    names.catchUp()
    for (const row of rows.split('\n')) {
      const [doc, changed, text] = row.split(' ') as [string, string, string]
      columns.set(Number(doc), text === '' ? undefined : decodeColumns(text))
      order.change(Number(doc))
      seen = Number(changed)
    }
    return seen >= now.changed
  }

  return {
    read: async (work, ordered) => {
      for (;;) {
        begin.run()
        try {
          if (advance() && (!ordered || order.ready())) return work({ columns, names, order })
        } finally {
          commit.run()
        }
        if (ordered && !order.ready()) await order.build()
        else await setImmediate()
      }
    },
  }
}

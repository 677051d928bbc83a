/** Repairs of read models in SQLite, beside the statements that every commit uses: only a rebuild asks for these. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  replacedUpTo,
  repairsMax,
  type DocumentAt,
  type DocumentList,
  type DocumentRepairs,
} from '../document-repairs.ts'
import type { DocumentWrite } from '../documents.ts'
import type { WrittenDocuments } from '../written-documents.ts'

type Needs = {
  readonly database: DatabaseSync
  readonly names: readonly string[]
  /** Believed of by every commit: kept right. */
  readonly written: WrittenDocuments
}

type Row = { readonly version: number; readonly body: string | null; readonly entries: string }
type EntryAt = { readonly name: string; readonly entry: string; readonly id: string }

const sqlOf = (name: string) => ({
  whole: `SELECT version, body, entries FROM "documents_${name}" WHERE id = ?`,
  put: `INSERT INTO "documents_${name}" (id, version, body, entries) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, entries = excluded.entries`,
  putEntry: `INSERT OR IGNORE INTO "entries_${name}" (name, entry, id) VALUES (?, ?, ?)`,
  deleteEntry: `DELETE FROM "entries_${name}" WHERE name = ? AND entry = ? AND id = ?`,
  delete: `DELETE FROM "documents_${name}" WHERE id = ?`,
  list: `SELECT id, version FROM "documents_${name}" WHERE id > ? ORDER BY id LIMIT (? + 0)`,
  entries: `SELECT name, entry, id FROM "entries_${name}" WHERE (name, entry, id) > (?, ?, ?)
    ORDER BY name, entry, id LIMIT (? + 0)`,
})
type Statements = Readonly<Record<keyof ReturnType<typeof sqlOf>, StatementSync>>

/** What reads, for the test that none of the plans scans a table. */
export function repairQueries(name: string): readonly string[] {
  const { whole, list, entries } = sqlOf(name)
  return [whole, list, entries]
}

export function openSqliteDocumentRepairs({ database, names, written }: Needs): DocumentRepairs & DocumentList {
  const prepared = new Map<string, Statements>()
  const table = (name: string): Statements => {
    if (!names.includes(name))
      throw new Error(`No collection is called "${name}"; declare it where the store is opened.`)
    const known = prepared.get(name) ?? prepare(database, name)
    prepared.set(name, known)
    return known
  }
  const rowOf = (statements: Statements, id: string): Row | undefined => statements.whole.get(id) as Row | undefined
  return {
    async rewrite(writes) {
      const rewriteAll = (): void => {
        for (const write of writes) {
          const statements = table(write.collection)
          const row = rowOf(statements, write.id)
          if (row && row.version > replacedUpTo(write)) continue
          rewriteDocument(statements, write, row)
          written.keep(write)
        }
      }
      atOnce(database, rewriteAll, written.clear)
    },
    async drop(documents) {
      atOnce(database, () => documents.forEach((one) => dropDocument(table(one.collection), one)))
      written.clear()
    },
    async dropStrayEntries(collection, after) {
      const statements = table(collection)
      const from = after === '' ? (['', '', ''] as const) : (JSON.parse(after) as [string, string, string])
      const page = statements.entries.all(...from, repairsMax) as unknown as readonly EntryAt[]
      const strays = page.filter(({ name, entry, id }) => !entriesOf(rowOf(statements, id))[name]?.includes(entry))
      if (strays.length > 0)
        atOnce(database, () => strays.forEach(({ name, entry, id }) => statements.deleteEntry.run(name, entry, id)))
      const last = page.at(-1)
      return page.length === repairsMax && last ? JSON.stringify([last.name, last.entry, last.id]) : undefined
    },
    async list(collection, after, limit) {
      const rows = table(collection).list.all(after, limit) as unknown as readonly Omit<DocumentAt, 'collection'>[]
      return rows.map(({ id, version }) => ({ collection, id, version }))
    },
  }
}

/** All of it or nothing. */
export function atOnce(database: DatabaseSync, work: () => void, undone: () => void = () => undefined): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    undone()
    throw error
  }
}

function prepare(database: DatabaseSync, name: string): Statements {
  const texts = Object.entries(sqlOf(name)).map(([key, text]) => [key, database.prepare(text)] as const)
  // The keys are those of the texts.
  return Object.fromEntries(texts) as Statements
}

const entriesOf = (row: Row | undefined): DocumentWrite['entries'] =>
  row ? (JSON.parse(row.entries) as DocumentWrite['entries']) : {}

function rewriteDocument(statements: Statements, write: DocumentWrite, row: Row | undefined): void {
  const { id, version, body } = write
  const entries = JSON.stringify(write.entries)
  if (row?.entries !== entries)
    for (const [name, list] of Object.entries(entriesOf(row)))
      for (const entry of list) if (!write.entries[name]?.includes(entry)) statements.deleteEntry.run(name, entry, id)
  if (!row || row.version !== version || row.body !== body || row.entries !== entries)
    statements.put.run(id, version, body, entries)
  // Also where the document was right: somebody may have removed them alone.
  for (const [name, list] of Object.entries(write.entries))
    for (const entry of list) statements.putEntry.run(name, entry, id)
}

function dropDocument(statements: Statements, { id, version }: DocumentAt): void {
  const row = statements.whole.get(id) as Row | undefined
  if (row?.version !== version) return
  for (const [name, list] of Object.entries(entriesOf(row)))
    for (const entry of list) statements.deleteEntry.run(name, entry, id)
  statements.delete.run(id)
}

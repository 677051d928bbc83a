/** Read models in SQLite: a table for each collection's documents, one narrow table for each collection's index entries. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  decodeCursor,
  encodeCursor,
  encodeRange,
  keyCeiling,
  type Collection,
  type DocumentWrite,
  type Find,
  type StoredDocument,
} from '../documents.ts'
import type { RepairableDocuments } from '../document-repairs.ts'
import { atOnce, openSqliteDocumentRepairs, repairQueries } from './sqlite-document-repairs.ts'
import { createWrittenDocuments, hasSameEntries, type Written } from '../written-documents.ts'

/** Documents whose index entries are remembered: those of streams that change just now. */
const writtenMax = 4_096

type Statements = {
  get: StatementSync
  current: StatementSync
  put: StatementSync
  replaceBody: StatementSync
  putEntry: StatementSync
  moveEntry: StatementSync
  deleteEntry: StatementSync
  findAscending: StatementSync
  findDescending: StatementSync
  count: StatementSync
}
type EntryRow = { entry: string; id: string; version: number; body: string }

export type SqliteDocuments = RepairableDocuments & {
  /** Applies writes inside the caller's transaction. */
  writeWithin(writes: readonly DocumentWrite[]): void
  /** What was written since the transaction began is undone. */
  forget(): void
  /** Every statement that reads, for the test that none of their plans scans a table. */
  readonly queries: readonly string[]
}

// A bare `LIMIT ?` would be compiled anew at every call, because its value takes part in the plan.
const findSql = (name: string, order: 'ASC' | 'DESC', cursor: string): string => `
  SELECT e.entry, d.id, d.version, d.body FROM "entries_${name}" e JOIN "documents_${name}" d ON d.id = e.id
  WHERE e.name = ?1 AND e.entry >= ?2 AND e.entry < ?3 AND (e.entry, e.id) ${cursor} (?4, ?5)
  ORDER BY e.entry ${order}, e.id ${order} LIMIT (?6 + 0)`

const sqlOf = (name: string) => ({
  get: `SELECT id, version, body FROM "documents_${name}" WHERE id = ? AND body IS NOT NULL`,
  current: `SELECT version, entries FROM "documents_${name}" WHERE id = ?`,
  put: `INSERT INTO "documents_${name}" (id, version, body, entries) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, entries = excluded.entries`,
  replaceBody: `UPDATE "documents_${name}" SET version = ?, body = ? WHERE id = ?`,
  putEntry: `INSERT OR IGNORE INTO "entries_${name}" (name, entry, id) VALUES (?, ?, ?)`,
  moveEntry: `UPDATE OR REPLACE "entries_${name}" SET entry = ? WHERE name = ? AND entry = ? AND id = ?`,
  deleteEntry: `DELETE FROM "entries_${name}" WHERE name = ? AND entry = ? AND id = ?`,
  findAscending: findSql(name, 'ASC', '>'),
  findDescending: findSql(name, 'DESC', '<'),
  count: `SELECT count(*) AS n FROM (SELECT 1 FROM "entries_${name}" WHERE name = ? AND entry >= ? AND entry < ? LIMIT (? + 0))`,
})

/** Opens the collections of one database, creating the tables that are missing. */
export function openSqliteDocuments(
  database: DatabaseSync,
  collections: readonly Collection<never>[],
  soleWriter = false,
): SqliteDocuments {
  const written = createWrittenDocuments(soleWriter ? writtenMax : 0)
  const names = collections.map(({ name }) => name)
  createTables(database, names)
  const tables = new Map(names.map((name) => [name, openCollection(database, name)]))
  const table = (name: string): Statements => {
    const statements = tables.get(name)
    if (!statements) throw new Error(`No collection is called "${name}"; declare it where the store is opened.`)
    return statements
  }
  const writeWithin = (writes: readonly DocumentWrite[]): void => {
    for (const write of writes) {
      const statements = table(write.collection)
      const current = written.find(write) ?? readWritten(statements, write.id)
      if (current && current.version >= write.version) continue
      replaceDocument(statements, write, current)
      written.keep(write)
    }
  }
  const repairs = openSqliteDocumentRepairs({ database, names, written })
  return {
    queries: collections.flatMap(({ name }) => {
      const { get, current, findAscending, findDescending, count } = sqlOf(name)
      return [get, current, findAscending, findDescending, count, ...repairQueries(name)]
    }),
    writeWithin,
    forget: written.clear,
    // There is one node.
    get nearby() {
      return this
    },
    async get({ name }, id) {
      return table(name).get.get(id) as StoredDocument | undefined
    },
    async getMany({ name }, ids) {
      if (ids.length > 1_000) throw new RangeError('At most 1,000 documents are read at once.')
      const { get } = table(name)
      return ids.map((id) => get.get(id) as StoredDocument | undefined).filter((found) => found !== undefined)
    },
    async find({ name }, find) {
      return findDocuments(table(name), find)
    },
    async count({ name }, find) {
      const { from, until } = encodeRange(find)
      return (table(name).count.get(find.index, from, until, find.atMost) as { n: number }).n
    },
    async write(writes) {
      atOnce(database, () => writeWithin(writes), written.clear)
    },
    ...repairs,
  }
}

/** In one transaction: a first start that waited for the disk table by table would wait a hundred times. */
function createTables(database: DatabaseSync, names: readonly string[]): void {
  for (const name of names)
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" cannot be the name of a collection.`)
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  const known = new Set(tables.map(({ name }) => name))
  const missing = names.filter((name) => !known.has(`documents_${name}`) || !known.has(`entries_${name}`))
  if (missing.length > 0) atOnce(database, () => database.exec(missing.map(tablesOf).join('')))
}

const tablesOf = (name: string): string => `
  CREATE TABLE IF NOT EXISTS "documents_${name}" (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT, entries TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS "entries_${name}" (
    name TEXT NOT NULL, entry TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (name, entry, id)
  ) STRICT, WITHOUT ROWID;`

function openCollection(database: DatabaseSync, name: string): Statements {
  const sql = sqlOf(name)
  const prepare = (text: string): StatementSync => database.prepare(text)
  return {
    get: prepare(sql.get),
    current: prepare(sql.current),
    put: prepare(sql.put),
    replaceBody: prepare(sql.replaceBody),
    putEntry: prepare(sql.putEntry),
    moveEntry: prepare(sql.moveEntry),
    deleteEntry: prepare(sql.deleteEntry),
    findAscending: prepare(sql.findAscending),
    findDescending: prepare(sql.findDescending),
    count: prepare(sql.count),
  }
}

const readWritten = (statements: Statements, id: string): Written | undefined => {
  const row = statements.current.get(id) as { version: number; entries: string } | undefined
  return row && { version: row.version, entries: JSON.parse(row.entries) as DocumentWrite['entries'] }
}

function replaceDocument(statements: Statements, write: DocumentWrite, current: Written | undefined): void {
  const { id, version, body, entries } = write
  if (current && hasSameEntries(current.entries, entries)) {
    statements.replaceBody.run(version, body, id)
    return
  }
  const indexes = new Set([...Object.keys(current?.entries ?? {}), ...Object.keys(entries)])
  for (const index of indexes)
    replaceEntries(statements, id, index, current?.entries[index] ?? [], entries[index] ?? [])
  statements.put.run(id, version, body, JSON.stringify(entries))
}

/** Entries come and go in pairs mostly, as when a status changes: one statement moves an entry to its new place. */
function replaceEntries(
  { putEntry, moveEntry, deleteEntry }: Statements,
  id: string,
  index: string,
  before: readonly string[],
  after: readonly string[],
): void {
  const gone = before.filter((entry) => !after.includes(entry))
  const come = after.filter((entry) => !before.includes(entry))
  for (let n = 0; n < Math.max(gone.length, come.length); n += 1) {
    const [from, to] = [gone[n], come[n]]
    if (from === undefined) putEntry.run(index, to!, id)
    else if (to === undefined) deleteEntry.run(index, from, id)
    else moveEntry.run(to, index, from, id)
  }
}

function findDocuments(statements: Statements, find: Find<string>): { items: StoredDocument[]; next?: string } {
  if (!(find.limit >= 1 && find.limit <= 1_000))
    throw new RangeError(`A page has 1 to 1,000 documents, not ${find.limit}.`)
  const { from, until } = encodeRange(find)
  const ascending = find.order !== 'descending'
  const [entry, id] = find.after ? decodeCursor(find.after) : ascending ? ['', ''] : [keyCeiling, '']
  const statement = ascending ? statements.findAscending : statements.findDescending
  const rows = statement.all(find.index, from, until, entry, id, find.limit + 1) as unknown as EntryRow[]
  const items = rows.slice(0, find.limit)
  const last = items.at(-1)
  const page = items.map((row) => ({ id: row.id, version: row.version, body: row.body }))
  return rows.length > find.limit && last ? { items: page, next: encodeCursor([last.entry, last.id]) } : { items: page }
}

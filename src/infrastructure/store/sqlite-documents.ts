/** Read models in SQLite: a table for each collection's documents, one narrow table for each collection's index entries. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  decodeCursor,
  encodeCursor,
  encodeRange,
  keyCeiling,
  type Collection,
  type Documents,
  type DocumentWrite,
  type Find,
  type StoredDocument,
} from './documents.ts'

type Statements = {
  get: StatementSync
  current: StatementSync
  put: StatementSync
  putEntry: StatementSync
  deleteEntry: StatementSync
  findAscending: StatementSync
  findDescending: StatementSync
  count: StatementSync
  clear: () => void
}
type EntryRow = { entry: string; id: string; version: number; body: string }

export type SqliteDocuments = Documents & {
  /** Applies writes inside the caller's transaction. */
  writeWithin(writes: readonly DocumentWrite[]): void
  /** Every statement that reads, for the test that none of their plans scans a table. */
  readonly queries: readonly string[]
}

const findSql = (name: string, order: 'ASC' | 'DESC', cursor: string): string => `
  SELECT e.entry, d.id, d.version, d.body FROM "entries_${name}" e JOIN "documents_${name}" d ON d.id = e.id
  WHERE e.name = ?1 AND e.entry >= ?2 AND e.entry < ?3 AND (e.entry, e.id) ${cursor} (?4, ?5)
  ORDER BY e.entry ${order}, e.id ${order} LIMIT ?6`

const sqlOf = (name: string) => ({
  get: `SELECT id, version, body FROM "documents_${name}" WHERE id = ? AND body IS NOT NULL`,
  current: `SELECT version, entries FROM "documents_${name}" WHERE id = ?`,
  put: `INSERT INTO "documents_${name}" (id, version, body, entries) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, body = excluded.body, entries = excluded.entries`,
  putEntry: `INSERT OR IGNORE INTO "entries_${name}" (name, entry, id) VALUES (?, ?, ?)`,
  deleteEntry: `DELETE FROM "entries_${name}" WHERE name = ? AND entry = ? AND id = ?`,
  findAscending: findSql(name, 'ASC', '>'),
  findDescending: findSql(name, 'DESC', '<'),
  count: `SELECT count(*) AS n FROM (SELECT 1 FROM "entries_${name}" WHERE name = ? AND entry >= ? AND entry < ? LIMIT ?)`,
})

/** Opens the collections of one database, creating the tables that are missing. */
export function openSqliteDocuments(
  database: DatabaseSync,
  collections: readonly Collection<never>[],
): SqliteDocuments {
  const tables = new Map(collections.map(({ name }) => [name, openCollection(database, name)]))
  const table = (name: string): Statements => {
    const statements = tables.get(name)
    if (!statements) throw new Error(`No collection is called "${name}"; declare it where the store is opened.`)
    return statements
  }
  const writeWithin = (writes: readonly DocumentWrite[]): void => {
    for (const write of writes) replaceDocument(table(write.collection), write)
  }
  return {
    queries: collections.flatMap(({ name }) => {
      const { get, current, findAscending, findDescending, count } = sqlOf(name)
      return [get, current, findAscending, findDescending, count]
    }),
    writeWithin,
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
      database.exec('BEGIN IMMEDIATE')
      try {
        writeWithin(writes)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    async clear(names) {
      for (const name of names) table(name).clear()
    },
  }
}

function openCollection(database: DatabaseSync, name: string): Statements {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" cannot be the name of a collection.`)
  database.exec(`
    CREATE TABLE IF NOT EXISTS "documents_${name}" (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT, entries TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS "entries_${name}" (
      name TEXT NOT NULL, entry TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (name, entry, id)
    ) STRICT, WITHOUT ROWID;`)
  const sql = sqlOf(name)
  const prepare = (text: string): StatementSync => database.prepare(text)
  return {
    get: prepare(sql.get),
    current: prepare(sql.current),
    put: prepare(sql.put),
    putEntry: prepare(sql.putEntry),
    deleteEntry: prepare(sql.deleteEntry),
    findAscending: prepare(sql.findAscending),
    findDescending: prepare(sql.findDescending),
    count: prepare(sql.count),
    clear: () => database.exec(`DELETE FROM "documents_${name}"; DELETE FROM "entries_${name}";`),
  }
}

function replaceDocument(statements: Statements, write: DocumentWrite): void {
  const current = statements.current.get(write.id) as { version: number; entries: string } | undefined
  if (current && current.version >= write.version) return
  const entries = JSON.stringify(write.entries)
  if (current?.entries !== entries) {
    const before = new Set(current ? flatten(JSON.parse(current.entries) as DocumentWrite['entries']) : [])
    const after = new Set(flatten(write.entries))
    for (const pair of before) if (!after.has(pair)) statements.deleteEntry.run(...split(pair), write.id)
    for (const pair of after) if (!before.has(pair)) statements.putEntry.run(...split(pair), write.id)
  }
  statements.put.run(write.id, write.version, write.body, entries)
}

/** Index names have no space, so one text holds a name and an entry. */
const flatten = (entries: DocumentWrite['entries']): string[] =>
  Object.entries(entries).flatMap(([name, keys]) => keys.map((key) => `${name} ${key}`))
const split = (pair: string): [string, string] => {
  const space = pair.indexOf(' ')
  return [pair.slice(0, space), pair.slice(space + 1)]
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

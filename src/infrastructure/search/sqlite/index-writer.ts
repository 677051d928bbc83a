/** Writes documents into the index: one transaction an apply, on whichever thread it is called. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { foldText } from '../analyse-text.ts'
import type { SearchChange, SearchDocument } from '../search-index.ts'
import { analyseDocument, digestOf } from './analyse-document.ts'
import { facetKey, encodeColumns, readersFacet } from './schema.ts'
import { createSuggestionWriter } from './suggestion-writer.ts'

export type IndexWriter = {
  readonly apply: (changes: readonly SearchChange[], checkpoint: string | undefined) => void
  readonly clear: () => void
}

type Known = { readonly doc: number; readonly version: number; readonly digest: string | null }

/** Prepares the statements once; the database must have the schema of schema.ts. */
export function createIndexWriter(database: DatabaseSync): IndexWriter {
  const prepared = prepare(database)
  const suggestions = createSuggestionWriter(database)
  const lookUpNumber = createNames(prepared.numberOf, prepared.addNumber)
  const lookUpValue = createNames(prepared.valueOf, prepared.addValue)
  let termCounts = new Map<string, number>()
  let changed = 0

  const columnsOf = (document: SearchDocument): string => {
    const values = new Set<number>()
    for (const [facet, texts] of Object.entries(document.facets))
      for (const text of texts) values.add(lookUpValue(facetKey(facet), text.toWellFormed()))
    for (const reader of document.readableBy) values.add(lookUpValue(readersFacet, reader))
    const numbers = Object.entries(document.numbers).map(([name, value]) => [lookUpNumber(name), value] as const)
    return encodeColumns({ created: Date.parse(document.sort.createdAt), numbers, values: [...values] })
  }

  const put = (document: SearchDocument): void => {
    const known = prepared.known.get(document.id) as Known | undefined
    if (known && known.version >= document.version) return
    const name = foldText(document.sort.name)
    const digest = digestOf(document)
    const row = [document.version, ++changed, name, document.sort.name.toWellFormed(), columnsOf(document), digest]
    const doc = known?.doc ?? Number(prepared.insert.run(document.id, ...row).lastInsertRowid)
    if (known) prepared.update.run(...row, doc)
    // Most changes are of prices and stock: the text side, by far the dearest, then stays as it is.
    if (known?.digest === digest) return
    const analysed = analyseDocument(document)
    if (known?.digest) prepared.replaceWords.run(...analysed.columns, doc)
    else prepared.insertWords.run(doc, ...analysed.columns)
    for (const term of analysed.terms) termCounts.set(term, (termCounts.get(term) ?? 0) + 1)
    suggestions.replace(doc, document.suggest)
  }

  const remove = (id: string, version: number): void => {
    const known = prepared.known.get(id) as Known | undefined
    if (known && known.version >= version) return
    if (!known) {
      prepared.insert.run(id, version, ++changed, null, null, null, null)
      return
    }
    prepared.update.run(version, ++changed, null, null, null, null, known.doc)
    if (known.digest === null) return
    prepared.deleteWords.run(known.doc)
    suggestions.replace(known.doc, [])
  }

  const apply: IndexWriter['apply'] = (changes, checkpoint) => {
    changed = (prepared.state.get() as { changed: number }).changed
    termCounts = new Map()
    for (const change of changes) {
      if ('put' in change) put(change.put)
      else remove(change.remove.id, change.remove.version)
    }
    for (const [term, count] of termCounts) prepared.countTerm.run(term, term.slice(-2), count)
    suggestions.flush()
    prepared.saveState.run(changed, checkpoint ?? null)
  }

  const forget = (): void => {
    lookUpNumber.forget()
    lookUpValue.forget()
    suggestions.forget()
  }

  return {
    apply: (changes, checkpoint) => transaction(database, () => apply(changes, checkpoint), forget),
    clear: () => transaction(database, () => clear(database), forget, forget),
  }
}

/** Runs `work` in a write transaction; `undo` puts right what the memory of the process took over from it. */
export function transaction(database: DatabaseSync, work: () => void, undo?: () => void, done?: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    undo?.()
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
  done?.()
}

function clear(database: DatabaseSync): void {
  database.exec(`
    DELETE FROM documents; DELETE FROM facet_values; DELETE FROM number_names; DELETE FROM terms;
    DELETE FROM suggestions; DELETE FROM document_suggestions;
    INSERT INTO words (words) VALUES ('delete-all');
    UPDATE state SET epoch = epoch + 1, changed = 0, checkpoint = NULL;
  `)
}

/** Numbers for names, made when first met; the latest few thousand are remembered. */
function createNames(find: StatementSync, add: StatementSync) {
  const remembered = new Map<string, number>()
  const lookUp = (...names: string[]): number => {
    const key = names.join('\u0000')
    const known = remembered.get(key)
    if (known !== undefined) return known
    const row = find.get(...names) as { number: number } | undefined
    const number = row?.number ?? Number(add.run(...names).lastInsertRowid)
    if (remembered.size >= 20_000) remembered.clear()
    remembered.set(key, number)
    return number
  }
  lookUp.forget = (): void => remembered.clear()
  return lookUp
}

function prepare(database: DatabaseSync) {
  const prepareOne = (sql: string): StatementSync => database.prepare(sql)
  return {
    state: prepareOne('SELECT changed FROM state'),
    saveState: prepareOne('UPDATE state SET changed = ?, checkpoint = coalesce(?, checkpoint)'),
    known: prepareOne('SELECT doc, version, digest FROM documents WHERE id = ?'),
    insert: prepareOne(
      'INSERT INTO documents (id, version, changed, name, label, columns, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    update: prepareOne(
      'UPDATE documents SET version = ?, changed = ?, name = ?, label = ?, columns = ?, digest = ? WHERE doc = ?',
    ),
    insertWords: prepareOne(
      'INSERT INTO words (rowid, codes, name, brand, category, description, ingredients) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    replaceWords: prepareOne(
      'UPDATE words SET codes = ?, name = ?, brand = ?, category = ?, description = ?, ingredients = ? WHERE rowid = ?',
    ),
    deleteWords: prepareOne('DELETE FROM words WHERE rowid = ?'),
    countTerm: prepareOne(
      `INSERT INTO terms (term, tail, documents) VALUES (?, ?, ?)
       ON CONFLICT (term) DO UPDATE SET documents = documents + excluded.documents`,
    ),
    numberOf: prepareOne('SELECT number FROM number_names WHERE name = ?'),
    addNumber: prepareOne('INSERT INTO number_names (name) VALUES (?)'),
    valueOf: prepareOne('SELECT value AS number FROM facet_values WHERE facet = ? AND text = ?'),
    addValue: prepareOne('INSERT INTO facet_values (facet, text) VALUES (?, ?)'),
  }
}

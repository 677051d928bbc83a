/** Writes documents into the index: one transaction an apply, on whichever thread it is called. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { foldText } from '../analyse-text.ts'
import type { SearchChange, SearchDocument } from '../search-index.ts'
import { analyseDocument, digestOf } from './analyse-document.ts'
import type { AnalysedDocument } from './analyse-document.ts'
import { encodeColumns } from './column-text.ts'
import { createNameNumbers } from './name-numbers.ts'
import { facetKey, readersFacet } from './schema.ts'
import { createSuggestionWriter } from './suggestion-writer.ts'
import { encodeTerms } from './term-text.ts'
import { createTermWriter } from './term-writer.ts'
import { transaction } from './transaction.ts'

export type IndexWriter = {
  readonly apply: (changes: readonly SearchChange[], checkpoint: string | undefined) => void
  readonly clear: () => void
}

type Known = { readonly doc: number; readonly version: number; readonly digest: string | null }

/** Prepares the statements once; the database must have the schema of schema.ts. */
export function createIndexWriter(database: DatabaseSync): IndexWriter {
  const prepared = prepare(database)
  const suggestions = createSuggestionWriter(database)
  const terms = createTermWriter(database)
  const numberNames = createNameNumbers(prepared.numberOf, prepared.addNumber)
  const facetValues = createNameNumbers(prepared.valueOf, prepared.addValue)
  let changed = 0

  const columnsOf = (document: SearchDocument): string => {
    const values = new Set<number>()
    for (const [facet, texts] of Object.entries(document.facets))
      for (const text of texts) values.add(facetValues.of(facetKey(facet).toWellFormed(), text.toWellFormed()))
    for (const reader of document.readableBy) values.add(facetValues.of(readersFacet, reader.toWellFormed()))
    const numbers = Object.entries(document.numbers).map(
      ([name, value]) => [numberNames.of(name.toWellFormed()), value] as const,
    )
    return encodeColumns({ created: Date.parse(document.sort.createdAt), numbers, values: [...values] })
  }

  const put = (document: SearchDocument): void => {
    const known = prepared.known.get(document.id) as Known | undefined
    if (known && known.version >= document.version) return
    const digest = digestOf(document)
    // Most changes are of prices and stock: the text side, by far the dearest, then stays as it is.
    const analysed = known?.digest === digest ? undefined : analyseDocument(document)
    const label = document.sort.name.toWellFormed()
    const row = [document.version, ++changed, foldText(label), label, columnsOf(document), digest]
    const doc = known?.doc ?? Number(prepared.insertId.run(document.id).lastInsertRowid)
    if (known) prepared.update.run(...row, doc)
    else prepared.insert.run(doc, ...row)
    if (analysed) putText(doc, document, analysed)
  }

  const putText = (doc: number, document: SearchDocument, analysed: AnalysedDocument): void => {
    prepared.putTerms.run(doc, changed, encodeTerms(analysed.map((found) => found.map((term) => terms.numberOf(term)))))
    terms.count(new Set(analysed.flat()))
    suggestions.replace(doc, document.suggest)
  }

  const remove = (id: string, version: number): void => {
    const known = prepared.known.get(id) as Known | undefined
    if (known && known.version >= version) return
    if (!known) {
      const doc = Number(prepared.insertId.run(id).lastInsertRowid)
      prepared.insert.run(doc, version, ++changed, null, null, null, null)
      return
    }
    prepared.update.run(version, ++changed, null, null, null, null, known.doc)
    if (known.digest === null) return
    prepared.deleteTerms.run(known.doc)
    suggestions.replace(known.doc, [])
  }

  const apply: IndexWriter['apply'] = (changes, checkpoint) => {
    changed = (prepared.state.get() as { changed: number }).changed
    for (const change of changes) {
      if ('put' in change) put(change.put)
      else remove(change.remove.id, change.remove.version)
    }
    terms.flush()
    suggestions.flush()
    prepared.saveState.run(changed, checkpoint ?? null)
  }

  const forget = (): void => {
    for (const memory of [numberNames, facetValues, suggestions, terms]) memory.forget()
  }

  return {
    apply: (changes, checkpoint) => transaction(database, () => apply(changes, checkpoint), forget),
    clear: () => {
      transaction(database, () => database.exec(clearing))
      forget()
    },
  }
}

const clearing = `
  DELETE FROM documents; DELETE FROM ids; DELETE FROM facet_values; DELETE FROM number_names; DELETE FROM terms;
  DELETE FROM suggestions; DELETE FROM document_suggestions; DELETE FROM document_terms;
  UPDATE state SET epoch = epoch + 1, changed = 0, checkpoint = NULL;
`

function prepare(database: DatabaseSync) {
  const prepareOne = (sql: string): StatementSync => database.prepare(sql)
  return {
    state: prepareOne('SELECT changed FROM state'),
    saveState: prepareOne('UPDATE state SET changed = ?, checkpoint = coalesce(?, checkpoint)'),
    known: prepareOne('SELECT doc, version, digest FROM ids JOIN documents USING (doc) WHERE id = ?'),
    insertId: prepareOne('INSERT INTO ids (id) VALUES (?)'),
    insert: prepareOne(
      'INSERT INTO documents (doc, version, changed, name, label, columns, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    update: prepareOne(
      'UPDATE documents SET version = ?, changed = ?, name = ?, label = ?, columns = ?, digest = ? WHERE doc = ?',
    ),
    putTerms: prepareOne('INSERT OR REPLACE INTO document_terms (doc, changed, terms) VALUES (?, ?, ?)'),
    deleteTerms: prepareOne('DELETE FROM document_terms WHERE doc = ?'),
    numberOf: prepareOne('SELECT number FROM number_names WHERE name = ?'),
    addNumber: prepareOne('INSERT INTO number_names (name) VALUES (?)'),
    valueOf: prepareOne('SELECT value AS number FROM facet_values WHERE facet = ? AND text = ?'),
    addValue: prepareOne('INSERT INTO facet_values (facet, text) VALUES (?, ?)'),
  }
}

/** Asks the full-text table which documents match an expression, and the vocabulary about terms. */
import type { DatabaseSync } from 'node:sqlite'
import { integersOf } from './column-text.ts'

export type Term = {
  readonly number: number
  /** About how many documents have it; no fewer than do. */
  readonly documents: number
}

export type WordIndex = {
  readonly matching: (expression: string) => readonly number[]
  /** The first few documents that are accepted. */
  readonly someMatching: (expression: string, accepts: (doc: number) => boolean, count: number) => readonly number[]
  readonly term: (text: string) => Term | undefined
  /** The most frequent terms that begin so, among the first `among` of them. */
  readonly termsFrom: (start: string, count: number, among: number) => readonly (Term & { readonly term: string })[]
}

export function createWordIndex(database: DatabaseSync): WordIndex {
  const all = database.prepare('SELECT group_concat(rowid) AS docs FROM words WHERE words MATCH ?')
  const each = database.prepare('SELECT rowid AS doc FROM words WHERE words MATCH ?')
  const one = database.prepare('SELECT number, documents FROM terms WHERE term = ?')
  const from = database.prepare(`SELECT number, documents, term FROM (
      SELECT * FROM terms WHERE term >= ?1 AND term < ?1 || char(1114111) LIMIT ?3
    ) ORDER BY documents DESC LIMIT ?2`)

  return {
    matching: (expression) => integersOf((all.get(expression) as { docs: string | null }).docs ?? ''),
    someMatching: (expression, accepts, count) => {
      const found: number[] = []
      for (const { doc } of each.iterate(expression) as Iterable<{ doc: number }>) {
        if (accepts(doc)) found.push(doc)
        if (found.length >= count) break
      }
      return found
    },
    term: (text) => one.get(text) as Term | undefined,
    termsFrom: (start, count, among) => from.all(start, count, among) as unknown as (Term & { term: string })[],
  }
}

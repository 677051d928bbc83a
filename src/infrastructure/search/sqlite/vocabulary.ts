/** The terms that documents have: their numbers, and which of them begin alike. */
import type { DatabaseSync } from 'node:sqlite'
import { integersOf } from './column-text.ts'
import { recalling } from './recall.ts'

/** Some 100 bytes each. */
const termsRecalled = 10_000

export type Vocabulary = {
  /** Undefined for what no document has had. */
  readonly numberOf: (term: string) => number | undefined
  /** The numbers of all terms that begin so. */
  readonly startingWith: (start: string) => readonly number[]
  /** The most frequent terms that begin so, among the first `among` of them. */
  readonly frequent: (start: string, count: number, among: number) => readonly number[]
  /** To be called when the index has changed. */
  readonly outdated: () => void
}

export function createVocabulary(database: DatabaseSync): Vocabulary {
  const one = database.prepare('SELECT number FROM terms WHERE term = ?')
  const range = 'term >= ?1 AND term < ?1 || char(1114111)'
  const all = database.prepare(`SELECT group_concat(number) AS numbers FROM terms WHERE ${range}`)
  const frequent = database.prepare(`SELECT group_concat(number) AS numbers FROM (
    SELECT number FROM (SELECT number, documents FROM terms WHERE ${range} LIMIT ?3) ORDER BY documents DESC LIMIT ?2)`)
  const numbers = recalling((term) => (one.get(term) as { number: number } | undefined)?.number, termsRecalled)
  const listOf = (row: unknown): readonly number[] => integersOf((row as { numbers: string | null }).numbers ?? '')

  return {
    numberOf: numbers.of,
    startingWith: (start) => listOf(all.get(start)),
    frequent: (start, count, among) => listOf(frequent.get(start, count, among)),
    outdated: numbers.forget,
  }
}

/** Keeps the vocabulary: a number for every term, and about how many documents have it. */
import type { DatabaseSync } from 'node:sqlite'
import { createNameNumbers } from './name-numbers.ts'

export type TermWriter = {
  readonly numberOf: (term: string) => number
  /** Adds a document to the count of each term. */
  readonly count: (terms: ReadonlySet<string>) => void
  /** Writes the counts gathered; to be called before the commit. */
  readonly flush: () => void
  /** Drops what was gathered and remembered, after a rollback. */
  readonly forget: () => void
}

export function createTermWriter(database: DatabaseSync): TermWriter {
  const find = database.prepare('SELECT number FROM terms WHERE term = ?')
  const add = database.prepare('INSERT INTO terms (term, tail, documents) VALUES (?1, substr(?1, -2), 0)')
  const addCount = database.prepare('UPDATE terms SET documents = documents + ? WHERE number = ?')
  const numbers = createNameNumbers(find, add)
  let counts = new Map<number, number>()

  return {
    numberOf: numbers.of,
    count: (terms) => {
      for (const term of terms) {
        const number = numbers.of(term)
        counts.set(number, (counts.get(number) ?? 0) + 1)
      }
    },
    flush: () => {
      for (const [number, count] of counts) addCount.run(count, number)
      counts = new Map()
    },
    forget: () => {
      counts = new Map()
      numbers.forget()
    },
  }
}

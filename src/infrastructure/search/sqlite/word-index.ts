/** Asks the full-text table: which documents match an expression, and how well. */
import type { DatabaseSync } from 'node:sqlite'

/** A document's BM25 rank as FTS5 gives it: negative, the smaller the better. */
export type Matches = { readonly docs: readonly number[]; readonly ranks: readonly number[] }

/**
 * How many documents are scored. Where more match, which only words found everywhere do, those whose name or code
 * matches are scored first, the rest follow unscored; totals and counts stay exact.
 */
export const scoredMax = 3_000

export type WordIndex = {
  readonly accepted: (expression: string, accepts: (doc: number) => boolean) => readonly number[]
  /** The first few accepted documents. */
  readonly someAccepted: (expression: string, accepts: (doc: number) => boolean, count: number) => readonly number[]
  /** `expected` is about how many documents match; it decides on the way taken only. */
  readonly ranked: (expression: string, accepts: (doc: number) => boolean, expected: number) => Matches
  readonly count: (expression: string) => number
  /** About how many documents have the term; the most if not the exact number. */
  readonly frequency: (term: string) => number
}

export function createWordIndex(database: DatabaseSync): WordIndex {
  const all = database.prepare('SELECT group_concat(rowid) AS docs FROM words WHERE words MATCH ?')
  const each = database.prepare('SELECT rowid AS doc FROM words WHERE words MATCH ?')
  const scored = database.prepare('SELECT rowid, rank FROM words WHERE words MATCH ?')
  scored.setReturnArrays(true)
  // The plus keeps FTS5 from running the whole search once for every document listed.
  const scoredAmong = database.prepare(
    'SELECT rowid, rank FROM words WHERE words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))',
  )
  scoredAmong.setReturnArrays(true)
  const count = database.prepare('SELECT count(*) AS count FROM words WHERE words MATCH ?')
  const frequency = database.prepare('SELECT documents FROM terms WHERE term = ?')

  const accepted: WordIndex['accepted'] = (expression, accepts) => {
    const { docs } = all.get(expression) as { docs: string | null }
    return docs === null ? [] : numbersOf(docs).filter(accepts)
  }

  const rankedAtOnce = (expression: string, accepts: (doc: number) => boolean): Matches => {
    const docs: number[] = []
    const ranks: number[] = []
    for (const [doc, rank] of scored.all(expression) as unknown as [number, number][]) {
      if (!accepts(doc)) continue
      docs.push(doc)
      ranks.push(rank)
    }
    return { docs, ranks }
  }

  const rankedAmong = (expression: string, docs: readonly number[], accepts: (doc: number) => boolean): Matches => {
    const among =
      docs.length <= scoredMax ? docs : accepted(`{codes name} : (${expression})`, accepts).slice(0, scoredMax)
    const rows = scoredAmong.all(expression, JSON.stringify(among)) as unknown as [number, number][]
    const rankOf = new Map(rows)
    return { docs, ranks: docs.map((doc) => rankOf.get(doc) ?? 0) }
  }

  return {
    accepted,
    someAccepted: (expression, accepts, most) => {
      const found: number[] = []
      for (const { doc } of each.iterate(expression) as Iterable<{ doc: number }>) {
        if (accepts(doc)) found.push(doc)
        if (found.length >= most) break
      }
      return found
    },
    ranked: (expression, accepts, expected) =>
      expected <= scoredMax
        ? rankedAtOnce(expression, accepts)
        : rankedAmong(expression, accepted(expression, accepts), accepts),
    count: (expression) => (count.get(expression) as { count: number }).count,
    frequency: (term) => (frequency.get(term) as { documents: number } | undefined)?.documents ?? 0,
  }
}

/** `1,22,333` as numbers; several times faster than splitting. */
function numbersOf(text: string): number[] {
  const numbers: number[] = []
  let number = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 44) {
      numbers.push(number)
      number = 0
    } else number = number * 10 + unit - 48
  }
  numbers.push(number)
  return numbers
}

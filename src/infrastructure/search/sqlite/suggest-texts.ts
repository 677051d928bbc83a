/** Autocompletion: whole texts that begin as typed, then texts that have the words anywhere. */
import type { DatabaseSync } from 'node:sqlite'
import { plainWords, queryWords } from '../analyse-text.ts'
import { matchAll } from './match-all.ts'
import { shortWeights } from './posting.ts'
import type { TextSource } from './text-query.ts'

const candidatesMax = 200
/** Among how many texts, or terms, that begin so the most frequent are looked for. */
const lookedThrough = 300
const termsLookedThrough = 100
const prefixLength = 64
const wordsMax = 6
const completionsMax = 4

type Suggestion = { readonly text: string; readonly key: string }

/** `readable` decides whether a text may be shown: only if a document that has it is readable. */
export type SuggestTexts = (
  start: string,
  limit: number,
  readable: (doc: number) => boolean,
  source: TextSource,
) => readonly string[]

export function createSuggestTexts(database: DatabaseSync): SuggestTexts {
  // Two and three characters have an index by frequency; with more, few enough texts begin so; one begins too many.
  const byLength = [2, 3].map((length) =>
    database.prepare(`SELECT suggestion FROM suggestions WHERE substr(key, 1, ${length}) = ?
      ORDER BY documents DESC LIMIT ${candidatesMax}`),
  )
  const longer = database.prepare(`SELECT suggestion FROM (
      SELECT suggestion, documents FROM suggestions WHERE key >= ?1 AND key < ?1 || char(1114111) ORDER BY key LIMIT ${lookedThrough}
    ) ORDER BY documents DESC LIMIT ${candidatesMax}`)
  const textOf = database.prepare('SELECT text FROM suggestions WHERE suggestion = ?')
  const docsOf = database.prepare('SELECT doc FROM document_suggestions WHERE suggestion = ?')
  const textsOf = database.prepare(
    'SELECT text, key FROM document_suggestions JOIN suggestions USING (suggestion) WHERE doc = ?',
  )

  const isReadable = (suggestion: number, readable: (doc: number) => boolean): boolean => {
    for (const { doc } of docsOf.iterate(suggestion) as Iterable<{ doc: number }>) if (readable(doc)) return true
    return false
  }

  return (start, limit, readable, source) => {
    const key = [...plainWords(start.slice(0, prefixLength * 2))].slice(0, prefixLength).join('')
    if (key === '') return []
    const length = [...key].length
    const found = new Set<string>()
    const candidates = (byLength[length - 2] ?? longer).iterate(key) as Iterable<{ suggestion: number }>
    for (const { suggestion } of candidates) {
      if (isReadable(suggestion, readable)) found.add((textOf.get(suggestion) as { text: string }).text)
      if (found.size >= limit) return [...found]
    }
    const typed = key.split(' ').slice(0, wordsMax)
    const docs = length < 3 ? [] : withWords(typed, 2 * limit, readable, source)
    for (const doc of docs) {
      for (const { text, key: words } of textsOf.all(doc) as Suggestion[])
        if (found.size < limit && hasWords(words, typed)) found.add(text)
    }
    return [...found]
  }
}

/** Documents with the words in short fields, the last of them completed to the most frequent terms that begin so. */
function withWords(
  typed: readonly string[],
  count: number,
  readable: (doc: number) => boolean,
  source: TextSource,
): Uint32Array {
  const { lists } = source
  const whole = queryWords(typed.slice(0, -1).join(' '), wordsMax).map(({ term }) => lists.phrase(term))
  const last = lists.frequentStart(typed.at(-1)!, completionsMax, termsLookedThrough)
  const asked = [...whole, last].map((postings) => ({
    postings: postings.filter((posting) => shortWeights[posting & 255]! > 0),
  }))
  return matchAll(asked, { accepts: readable, scored: false, atMost: count }, source).docs
}

const hasWords = (key: string, typed: readonly string[]): boolean =>
  typed.every((start) => ` ${key}`.includes(` ${start}`))

/** Finds the documents of words, phrases and beginnings of words, as postings. */
import type { DatabaseSync } from 'node:sqlite'
import { DocumentBits } from './document-bits.ts'
import { placeOf, sumOfLevels } from './posting.ts'
import { recalling } from './recall.ts'
import type { TermPostings } from './term-postings.ts'
import { phraseText } from './term-text.ts'
import { createVocabulary } from './vocabulary.ts'

/** Near a microsecond each. Where more documents have all words of a phrase, nearly all have them side by side. */
const comparedMax = 5_000
const phrasesRecalled = 32

/** Postings are in order of documents and not to be changed; some may be of documents that were removed. */
export type WordLists = {
  /** Of a term, or of terms side by side (with spaces between). */
  readonly phrase: (terms: string) => Uint32Array
  /** Of all terms that begin in one of these ways, but for one term. */
  readonly startingWith: (starts: readonly string[], except: string) => Uint32Array
  /** Of the most frequent of the first terms that begin so. */
  readonly frequentStart: (start: string, count: number, among: number) => Uint32Array
  /** Of documents that are in one of the lists, with what they have in all of them. */
  readonly anyOf: (lists: readonly Uint32Array[]) => Uint32Array
}

export type WordIndex = {
  /** The lists as of the snapshot that `postings` is of. */
  readonly lists: (postings: TermPostings) => WordLists
  /** To be called when the index has changed. */
  readonly outdated: () => void
}

export function createWordIndex(database: DatabaseSync): WordIndex {
  const vocabulary = createVocabulary(database)
  const having = database.prepare(`SELECT json_group_array(doc) AS docs FROM document_terms
    WHERE doc IN (SELECT value FROM json_each(?)) AND instr(terms, ?) > 0`)
  let postings: TermPostings | undefined

  const listOf = (term: number | undefined): Uint32Array =>
    (term === undefined ? undefined : postings?.of(term)) ?? new Uint32Array(0)

  const phrases = recalling((key) => {
    const terms = key.split(' ').map((term) => vocabulary.numberOf(term))
    const all = allOf(terms.map(listOf))
    if (all.length === 0 || all.length > comparedMax) return all
    const docs = JSON.stringify(Array.from(all, (posting) => posting >>> 8))
    const { docs: found } = having.get(docs, phraseText(terms as number[])) as { docs: string }
    const sideBySide = new Set(JSON.parse(found) as number[])
    return all.filter((posting) => sideBySide.has(posting >>> 8))
  }, phrasesRecalled)

  const lists: WordLists = {
    phrase: (terms) => (terms.includes(' ') ? phrases.of(terms) : listOf(vocabulary.numberOf(terms))),
    startingWith: (starts, except) => {
      const terms = new Set(starts.flatMap(vocabulary.startingWith))
      terms.delete(vocabulary.numberOf(except) ?? 0)
      return anyOf([...terms].map(listOf))
    },
    frequentStart: (start, count, among) => anyOf(vocabulary.frequent(start, count, among).map(listOf)),
    anyOf,
  }
  return {
    lists: (of) => {
      postings = of
      return lists
    },
    outdated: () => {
      vocabulary.outdated()
      phrases.forget()
    },
  }
}

/** Of documents that are in all lists. */
function allOf(lists: readonly Uint32Array[]): Uint32Array {
  const [rarest, ...others] = lists.toSorted((left, right) => left.length - right.length)
  const found: number[] = []
  const places = others.map(() => 0)
  for (const posting of rarest ?? []) {
    let levels = posting & 255
    const everywhere = others.every((list, at) => {
      const place = (places[at] = placeOf(list, posting >>> 8, places[at]!))
      if (place === list.length || list[place]! >>> 8 !== posting >>> 8) return false
      levels = sumOfLevels(levels, list[place]! & 255)
      return true
    })
    if (everywhere) found.push(((posting & ~255) | levels) >>> 0)
  }
  return Uint32Array.from(found)
}

/** Levels by document; zero everywhere between two uses. */
let levelsOf = new Uint8Array(1_024)

function anyOf(lists: readonly Uint32Array[]): Uint32Array {
  const filled = lists.filter((list) => list.length > 0)
  if (filled.length < 2) return filled[0] ?? new Uint32Array(0)
  const highest = Math.max(...filled.map((list) => list.at(-1)! >>> 8))
  if (highest >= levelsOf.length) levelsOf = new Uint8Array(Math.ceil((highest + 1) * 1.5))
  const docs = new DocumentBits(new Uint32Array((highest >>> 5) + 1))
  for (const list of filled) {
    for (let at = 0; at < list.length; at++) {
      const doc = list[at]! >>> 8
      docs.add(doc)
      levelsOf[doc] = sumOfLevels(levelsOf[doc]!, list[at]! & 255)
    }
  }
  const postings = docs.list()
  for (let at = 0; at < postings.length; at++) {
    const doc = postings[at]!
    postings[at] = ((doc << 8) | levelsOf[doc]!) >>> 0
    levelsOf[doc] = 0
  }
  return postings
}

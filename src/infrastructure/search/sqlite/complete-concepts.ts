/** Finds what else a word may stand for: what it begins, as it may not be finished yet, and what it misspells. */
import type { DatabaseSync } from 'node:sqlite'
import { isCorrectable } from '../analyse-text.ts'
import type { QueryWord } from '../analyse-text.ts'
import { begunLength, correctedWordsMax, correctionsMax, correctText, isUnfinished } from '../complete-query.ts'
import { askedConcept, either } from './concepts.ts'
import type { AskedConcept } from './concepts.ts'
import { createSpelling } from './spelling.ts'
import { createSurfaces } from './surfaces.ts'
import type { Concept } from './synonyms.ts'
import type { WordLists } from './word-lists.ts'

export type Completed = {
  readonly asked: readonly AskedConcept[]
  /** Whether anything was added. */
  readonly more: boolean
  readonly corrected?: string
}

type Readable = (doc: number) => boolean

/** What the asker cannot read counts as not there: whether a word is known, and what it may be corrected to. */
export type CompleteConcepts = (
  text: string,
  concepts: readonly Concept[],
  asked: readonly AskedConcept[],
  lists: WordLists,
  readable: Readable,
) => Completed

export function createCompletion(database: DatabaseSync): CompleteConcepts {
  const spellingsOf = createSpelling(database)
  const surfaceOf = createSurfaces(database)

  /** Each in a document that the asker may read, whose spelling is then shown. */
  const corrections = (
    word: QueryWord,
    lists: WordLists,
    readable: Readable,
  ): readonly (readonly [term: string, surface: string])[] => {
    const found: [string, string][] = []
    for (const term of isCorrectable(word) ? spellingsOf(word) : []) {
      const docs = firstReadable(lists.phrase(term), readable, 8)
      if (docs.length > 0) found.push([term, surfaceOf(term, docs)])
      if (found.length === correctionsMax) break
    }
    return found
  }

  return (text, concepts, asked, lists, readable) => {
    const unfinished = isUnfinished(text)
    const replaced = new Map<string, string>()
    const completed = concepts.map(({ words }, at) => {
      const exact = asked[at]!
      const word = words[0]
      if (!word || words.length > 1) return exact
      const known = isReadable(exact, readable)
      if (known && !(unfinished && at === concepts.length - 1)) return exact
      const starts = word.typed.length < begunLength ? [] : [...new Set([word.typed, word.term])]
      const begun = { postings: lists.startingWith(starts, word.term) }
      const longer = begun.postings.length === 0 ? exact : either([exact, begun], lists)
      if (known || replaced.size >= correctedWordsMax || isReadable(begun, readable)) return longer
      const better = corrections(word, lists, readable)
      if (better.length > 0) replaced.set(word.typed, better[0]![1])
      return better.length === 0
        ? longer
        : either([longer, askedConcept({ phrases: better.map(([term]) => term) }, lists)], lists)
    })
    const more = completed.some((concept, at) => concept !== asked[at])
    return { asked: completed, more, ...(replaced.size > 0 && { corrected: correctText(text, replaced) }) }
  }
}

const isReadable = ({ postings }: AskedConcept, readable: Readable): boolean =>
  postings.some((posting) => readable(posting >>> 8))

/** The first few documents that may be read. */
export function firstReadable(postings: Uint32Array, readable: Readable, count: number): readonly number[] {
  const found: number[] = []
  for (let at = 0; at < postings.length && found.length < count; at++)
    if (readable(postings[at]! >>> 8)) found.push(postings[at]! >>> 8)
  return found
}

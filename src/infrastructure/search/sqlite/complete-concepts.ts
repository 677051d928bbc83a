/** Finds what else a word may stand for: what it begins, as it may not be finished yet, and what it misspells. */
import type { DatabaseSync } from 'node:sqlite'
import { isCorrectable } from '../analyse-text.ts'
import type { QueryWord } from '../analyse-text.ts'
import { askedConcept, either, withBegun } from './concepts.ts'
import type { AskedConcept } from './concepts.ts'
import { correctText, createSurfaces } from './corrected-text.ts'
import { anyOf, phrase, prefix } from './match-expression.ts'
import { createSpelling } from './spelling.ts'
import type { Concept } from './synonyms.ts'
import type { WordIndex } from './word-index.ts'

const correctedWordsMax = 4
const correctionsMax = 3
/** Shorter beginnings begin too many words. */
const begunLength = 3

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
  readable: Readable,
) => Completed

export function createCompletion(database: DatabaseSync, index: WordIndex): CompleteConcepts {
  const spellingsOf = createSpelling(database)
  const surfaceOf = createSurfaces(database)

  const isReadable = (expressions: readonly string[], readable: Readable): boolean =>
    index.someMatching(anyOf(expressions), readable, 1).length > 0

  /** Each in a document that the asker may read, whose spelling is then shown. */
  const corrections = (word: QueryWord, readable: Readable): readonly (readonly [term: string, surface: string])[] => {
    const found: [string, string][] = []
    for (const term of isCorrectable(word) ? spellingsOf(word) : []) {
      const docs = index.someMatching(phrase(term), readable, 8)
      if (docs.length > 0) found.push([term, surfaceOf(term, docs)])
      if (found.length === correctionsMax) break
    }
    return found
  }

  return (text, concepts, asked, readable) => {
    const unfinished = /[\p{L}\p{N}\p{M}]$/u.test(text)
    const replaced = new Map<string, string>()
    const completed = concepts.map(({ words }, at) => {
      const exact = asked[at]!
      const word = words[0]
      if (!word || words.length > 1) return exact
      const known = isReadable(exact.expressions, readable)
      if (known && !(unfinished && at === concepts.length - 1)) return exact
      const starts = word.typed.length < begunLength ? [] : [...new Set([word.typed, word.term])]
      const begun = starts.map(prefix)
      const longer = starts.length === 0 ? exact : withBegun(exact, starts, begun, index)
      if (known || replaced.size >= correctedWordsMax || (begun.length > 0 && isReadable(begun, readable)))
        return longer
      const better = corrections(word, readable)
      if (better.length > 0) replaced.set(word.typed, better[0]![1])
      return better.length === 0
        ? longer
        : either(longer, askedConcept({ phrases: better.map(([term]) => term) }, index))
    })
    const more = completed.some((concept, at) => concept !== asked[at])
    return { asked: completed, more, ...(replaced.size > 0 && { corrected: correctText(text, replaced) }) }
  }
}

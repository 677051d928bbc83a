/** Finds what else a word may stand for: what it begins, as it may not be finished yet, and what it misspells. */
import type { Client } from '@elastic/elasticsearch'
import { isCorrectable, type QueryWord } from '../analyse-text.ts'
import {
  begunLength,
  correctedWordsMax,
  correctionsMax,
  correctText,
  isUnfinished,
  writtenAs,
} from '../complete-query.ts'
import { allowedEdits, editDistance } from '../edit-distance.ts'
import { askedConcept, begunConcept, either, selecting, type AskedConcept } from './asked-concepts.ts'
import { countDocuments } from './count-documents.ts'
import type { Clause } from './search-filter.ts'
import { suggestionSeparator } from './document-body.ts'
import type { Concept } from './synonym-families.ts'

const candidatesMax = 12
const surfacesLookedThrough = 8
/** No term is longer, and the engine refuses prefixes beyond a thousand characters. */
const termLengthMax = 40

export type Completed = {
  readonly asked: readonly AskedConcept[]
  /** Whether anything was added. */
  readonly more: boolean
  readonly corrected?: string
}

/** What the asker cannot read counts as not there: whether a word is known, and what it may be corrected to. */
export type CompleteWords = (
  text: string,
  concepts: readonly Concept[],
  asked: readonly AskedConcept[],
  readable: Clause,
) => Promise<Completed>

type Correction = { readonly term: string; readonly surface: string }

export function createCompleteWords(client: Client, index: string): CompleteWords {
  const spellingsOf = createSpellings(client, index)
  const surfacesOf = createSurfaces(client, index)

  return async (text, concepts, asked, readable) => {
    const starts = concepts.map(({ words: [word, ...others] }) =>
      word === undefined || others.length > 0 || word.typed.length < begunLength
        ? []
        : [...new Set([word.typed, word.term])].filter(({ length }) => length <= termLengthMax),
    )
    const begun = starts.map((begins, at) => (begins.length === 0 ? asked[at]! : begunConcept(begins, 1)))
    const { counts, documents } = await countDocuments(client, index, readable, [...asked, ...begun].map(selecting))
    const unfinished = isUnfinished(text)
    const isKnown = (at: number): boolean => counts[at]! > 0
    const isBegun = (at: number): boolean => counts[asked.length + at]! > 0
    const misspelt = concepts
      .filter(({ words }, at) => words.length === 1 && !isKnown(at) && !isBegun(at))
      .map(({ words }) => words[0]!)
      .filter(isCorrectable)
      .slice(0, correctedWordsMax)
    const corrections = await surfacesOf(await spellingsOf(misspelt), readable)
    const replaced = new Map<string, string>()
    const completed = concepts.map(({ words }, at): AskedConcept => {
      const exact = asked[at]!
      const word = words[0]
      if (word === undefined || words.length > 1) return exact
      if (isKnown(at) && !(unfinished && at === concepts.length - 1)) return exact
      if (isBegun(at) && starts[at]!.length > 0)
        return either(exact, begunConcept(starts[at]!, rarity(counts[asked.length + at]!, documents) / 2))
      const better = corrections.get(word.term) ?? []
      if (isKnown(at) || better.length === 0) return exact
      replaced.set(word.typed, better[0]!.surface)
      return either(exact, askedConcept({ phrases: better.map(({ term }) => term) }, concepts.length))
    })
    const more = completed.some((concept, at) => concept !== asked[at])
    return { asked: completed, more, ...(replaced.size > 0 && { corrected: correctText(text, replaced) }) }
  }
}

/** What the engine's BM25 gives at most for words in so many of the documents. */
const rarity = (having: number, documents: number): number =>
  Math.log(1 + (Math.max(documents - having, 0) + 0.5) / (having + 0.5))

type Option = { readonly text: string; readonly freq: number }

/** Known terms within the edits that the word's length allows, nearest first, then most frequent. */
function createSpellings(client: Client, index: string) {
  return async (words: readonly QueryWord[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const asked = words.filter(({ typed }) => allowedEdits(typed.length) > 0)
    if (asked.length === 0) return new Map()
    const term = { field: 'terms', suggest_mode: 'always', prefix_length: 0, min_word_length: 1, size: candidatesMax }
    // A word that hidden documents misspell as often as they like is corrected as if they were not there.
    const lenient = { accuracy: 0, max_term_freq: 2_000_000_000 }
    const { suggest } = await client.search({
      index,
      size: 0,
      suggest: Object.fromEntries(
        asked.map(({ typed, term: text }, at) => [
          `word${at}`,
          { text, term: { ...term, ...lenient, max_edits: allowedEdits(typed.length) } },
        ]),
      ) as never,
    })
    return new Map(
      asked.map(({ typed, term: text }, at) => {
        const options = (suggest![`word${at}`] as { options: readonly Option[] }[])[0]?.options ?? []
        return [text, nearest(text, allowedEdits(typed.length), options)]
      }),
    )
  }
}

function nearest(term: string, edits: number, options: readonly Option[]): readonly string[] {
  return options
    .map(({ text, freq }) => ({ text, freq, distance: editDistance(term, text, edits) }))
    .filter(({ text, distance }) => text !== term && distance <= edits)
    .sort((left, right) => left.distance - right.distance || right.freq - left.freq)
    .map(({ text }) => text)
}

type Shown = { readonly label?: string; readonly suggest?: readonly string[] }
type Candidate = {
  readonly doc_count: number
  readonly shown: { readonly hits: { readonly hits: readonly { readonly _source: Shown }[] } }
}

/** Of the candidates those that a readable document has, in a spelling that it shows. */
function createSurfaces(client: Client, index: string) {
  return async (
    candidates: ReadonlyMap<string, readonly string[]>,
    readable: Clause,
  ): Promise<ReadonlyMap<string, readonly Correction[]>> => {
    const terms = [...new Set([...candidates.values()].flat())]
    if (terms.length === 0) return new Map()
    const { aggregations } = await client.search({
      index,
      size: 0,
      query: { bool: { filter: [readable] } },
      aggs: {
        each: {
          filters: { filters: terms.map((term) => ({ term: { terms: { value: term } } })) },
          aggs: { shown: { top_hits: { size: surfacesLookedThrough, _source: ['label', 'suggest'] } } },
        },
      },
    })
    const { buckets } = aggregations!['each'] as unknown as { readonly buckets: readonly Candidate[] }
    const known = new Map(terms.map((term, at) => [term, buckets[at]!]))
    return new Map(
      [...candidates].map(([word, found]) => [
        word,
        found
          .filter((term) => known.get(term)!.doc_count > 0)
          .slice(0, correctionsMax)
          .map((term) => ({ term, surface: surfaceOf(term, known.get(term)!) })),
      ]),
    )
  }
}

/** The word that a term was made from, out of names and suggestions that the asker may see anyway; else the term. */
function surfaceOf(term: string, { shown }: Candidate): string {
  for (const { _source } of shown.hits.hits) {
    const { label = '', suggest = [] } = _source
    for (const text of [label, ...suggest.map((each) => each.slice(each.indexOf(suggestionSeparator) + 1))]) {
      const word = writtenAs(term, text)
      if (word !== undefined) return word
    }
  }
  return term
}

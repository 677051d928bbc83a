/** BM25 over weighted fields (BM25F: Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", 2004). */
import { searchFields, searchFieldWeights } from '../search-index.ts'
import { fieldOfEntry, longFields, termOfEntry, timesOfEntry } from './column-text.ts'
import type { DocumentColumns } from './document-columns.ts'

/** How soon more of the same word stops to matter, and how much length counts, in short fields and in long ones. */
const saturation = 1.2
const shortLengthShare = 0.5
const longLengthShare = 0.5

const weights = Float64Array.from(searchFields, (field) => searchFieldWeights[field])
const isLong = Uint8Array.from(searchFields, (field) => Number(longFields.has(field)))

/** Marks the terms that are being scored; all zero in between. */
let marked = new Uint8Array(4_096)

/** What a document that has one of the terms of a concept is worth: from 0 to 2.2 times the concept's rarity. */
export type ScoreConcept = (doc: number) => number

/**
 * Gives `work` the scores of one concept. `documents` is how many documents have it. A document without an entry is
 * taken to have a term once in a long field if it is `known` to match, and not to have it otherwise.
 */
export function scoringConcept<T>(
  columns: DocumentColumns,
  concept: { readonly terms: readonly number[]; readonly documents: number; readonly known: boolean },
  work: (score: ScoreConcept) => T,
): T {
  const total = columns.size - 1
  const documents = Math.min(concept.documents, total)
  const rarity = Math.log(1 + (total - documents + 0.5) / (documents + 0.5))
  const { entries, longLengths, means } = columns
  const unseen = concept.known ? 1 : 0
  const score: ScoreConcept = (doc) => {
    const start = entries.startOf(doc)
    const count = entries.countOf(doc)
    const { pool } = entries
    let short = 0
    let long = 0
    for (let at = start; at < start + count; at++) {
      const entry = pool[at]!
      if (marked[termOfEntry(entry)] !== 1) continue
      const field = fieldOfEntry(entry)
      const found = weights[field]! * timesOfEntry(entry)
      if (isLong[field] === 1) long += found
      else short += found
    }
    if (short === 0 && long === 0) long = unseen
    const frequency =
      short / (1 - shortLengthShare + (shortLengthShare * count) / means.entries) +
      long / (1 - longLengthShare + (longLengthShare * longLengths[doc]!) / means.long)
    return (rarity * frequency * (saturation + 1)) / (saturation + frequency)
  }
  mark(concept.terms, 1)
  try {
    return work(score)
  } finally {
    mark(concept.terms, 0)
  }
}

function mark(terms: readonly number[], value: 0 | 1): void {
  const highest = Math.max(0, ...terms)
  if (highest >= marked.length) {
    const longer = new Uint8Array(Math.ceil(highest * 1.5))
    longer.set(marked)
    marked = longer
  }
  for (const term of terms) marked[term] = value
}

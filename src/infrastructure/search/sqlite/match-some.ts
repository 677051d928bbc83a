/** Finds documents that have some of what was asked for, by the rules of query-plan.ts. */
import { commonAbove, commonShare, wordsNeeded } from '../query-plan.ts'
import type { AskedConcept } from './concepts.ts'
import type { DocumentColumns } from './document-columns.ts'
import { anyOf } from './match-expression.ts'
import { scoringConcept } from './score-concept.ts'
import type { Matches, TextQuery } from './text-query.ts'
import type { WordIndex } from './word-index.ts'

/** How many occurrences of words are looked through, the rarest words first. */
const occurrencesMax = 50_000

export function matchSome(
  asked: readonly AskedConcept[],
  { accepts, scored }: Pick<TextQuery, 'accepts' | 'scored'>,
  columns: DocumentColumns,
  index: WordIndex,
): Matches {
  const { telling, common } = divide(asked, columns.size - 1)
  const scores = new Map<number, { found: number; score: number }>()
  for (const { expressions, terms, documents } of telling)
    scoringConcept(columns, { terms, documents, known: true }, (score) => {
      for (const doc of index.matching(anyOf(expressions))) {
        const entry = scores.get(doc)
        if (entry) {
          entry.found++
          entry.score += score(doc)
        } else if (accepts(doc)) scores.set(doc, { found: 1, score: score(doc) })
      }
    })
  const needed = wordsNeeded(telling.length)
  const docs = [...scores.keys()].filter((doc) => scores.get(doc)!.found >= needed).sort((left, right) => left - right)
  const sums = Float64Array.from(docs, (doc) => scores.get(doc)!.score)
  for (const { terms, documents } of scored ? common : [])
    scoringConcept(columns, { terms, documents, known: false }, (score) => {
      for (let at = 0; at < docs.length; at++) sums[at]! += score(docs[at]!)
    })
  return { docs, scores: sums }
}

/** Words that make a document relevant, and words so common that they only order what the others found. */
function divide(asked: readonly AskedConcept[], documents: number) {
  const limit = Math.max(commonAbove, documents * commonShare)
  const known = asked.filter((concept) => concept.documents > 0).sort((left, right) => left.documents - right.documents)
  const rare = known.filter((concept) => concept.documents <= limit)
  const candidates = rare.length > 0 ? rare : known.slice(0, 1)
  let room = occurrencesMax
  const telling = candidates.filter((concept, at) => {
    room -= concept.documents
    return at === 0 || room > 0
  })
  return { telling, common: known.filter((concept) => !telling.includes(concept)) }
}

/** How often each term stands in a document, weighted by field and length, as whole numbers that the engine can score by. */
import { codeTermsOf, termsOf } from '../analyse-text.ts'
import { longFields, longLengthShare, saturation, shortLengthShare } from '../scoring.ts'
import { searchFields, searchFieldWeights, searchLimits } from '../search-index.ts'
import type { SearchDocument } from '../search-index.ts'

/**
 * A frequency of one is written as so many repeats. The engine's BM25 with `k1` as many times the saturation, and
 * without lengths of its own, then gives the score that the other adapter computes.
 */
const repeatsOfOne = 4
export const engineSaturation = saturation * repeatsOfOne

/** Sixteen times the weight of one word in the ingredients is 93 % of the most that a word can score. */
const repeatsMax = 16 * repeatsOfOne

/** Mean numbers of terms of real products, which lengths are judged by; the other adapter takes its index's own. */
const meanShortLength = 9
const meanLongLength = 27

export type AnalysedTexts = {
  /** The terms of each text, in order. */
  readonly texts: readonly (readonly string[])[]
  /** Each term as often as it weighs. */
  readonly weighted: string
}

export function analyseTexts({ fields }: Pick<SearchDocument, 'fields'>): AnalysedTexts {
  const texts: string[][] = []
  const weights = new Map<string, { short: number; long: number }>()
  let [shortLength, longLength] = [0, 0]
  for (const field of searchFields) {
    const analyse = field === 'codes' ? codeTermsOf : termsOf
    const isLong = longFields.has(field)
    for (const text of fields[field] ?? []) {
      const terms = analyse(text.slice(0, searchLimits.fieldTextLength))
      if (terms.length > 0) texts.push(terms)
      if (isLong) longLength += terms.length
      else shortLength += terms.length
      for (const term of terms) {
        const known = weights.get(term) ?? { short: 0, long: 0 }
        known[isLong ? 'long' : 'short'] += searchFieldWeights[field]
        weights.set(term, known)
      }
    }
  }
  const shortNorm = 1 - shortLengthShare + (shortLengthShare * shortLength) / meanShortLength
  const longNorm = 1 - longLengthShare + (longLengthShare * longLength) / meanLongLength
  const weighted: string[] = []
  for (const [term, { short, long }] of weights) {
    const repeats = Math.round((short / shortNorm + long / longNorm) * repeatsOfOne)
    weighted.push(`${term} `.repeat(Math.min(Math.max(repeats, 1), repeatsMax)))
  }
  return { texts, weighted: weighted.join('') }
}

/** BM25 over weighted fields, by the numbers of scoring.ts. */
import { longLengthShare, saturation, shortLengthShare } from '../scoring.ts'
import { longWeights, shortWeights } from './posting.ts'
import type { TermPostings } from './term-postings.ts'

/** How rare a concept is, times the most that the best document gets for it. */
export function rarityOf(documents: number, total: number): number {
  const having = Math.min(documents, total)
  return (saturation + 1) * Math.log(1 + (total - having + 0.5) / (having + 0.5))
}

export type ScorePosting = (posting: number, rarity: number) => number

/** Scores what one posting of a concept is worth to its document: from 0 to the concept's rarity. */
export function scoring({ shortLengths, longLengths, meanLengths }: TermPostings): ScorePosting {
  const shortShare = shortLengthShare / meanLengths.short
  const longShare = longLengthShare / meanLengths.long
  return (posting, rarity) => {
    const doc = posting >>> 8
    const frequency =
      shortWeights[posting & 255]! / (1 - shortLengthShare + shortShare * shortLengths[doc]!) +
      longWeights[posting & 255]! / (1 - longLengthShare + longShare * longLengths[doc]!)
    return (rarity * frequency) / (saturation + frequency)
  }
}

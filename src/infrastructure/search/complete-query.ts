/** What every index completes and corrects a query's words by. */
import { foldText, termsOf } from './analyse-text.ts'

/** Of one query. */
export const correctedWordsMax = 4
/** For one word. */
export const correctionsMax = 3
/** Shorter beginnings begin too many words. */
export const begunLength = 3

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu

/** Whether the last word may still go on. */
export const isUnfinished = (text: string): boolean => /[\p{L}\p{N}\p{M}]$/u.test(text)

/** The word of a text that a term was made from, as it is written there but in lower case; undefined where it has none. */
export const writtenAs = (term: string, text: string): string | undefined =>
  text
    .match(wordPattern)
    ?.find((word) => termsOf(word)[0] === term)
    ?.toLowerCase()

/** The text with each misspelt word, compared folded, replaced. */
export const correctText = (text: string, corrections: ReadonlyMap<string, string>): string =>
  text.toWellFormed().replace(wordPattern, (word) => corrections.get(foldText(word)) ?? word)

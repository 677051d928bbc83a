/** Brings what people call a thing, in a header or in a table, into one form that can be compared. */
import { plainWord } from '../allergens/allergen-words.ts'

/** A header as words: `Net weight (g)`, `net_weight_g` and `NetWeightG` are all `net weight g`. */
export const headerWords = (header: string): string =>
  header
    .replace(/(\p{Ll}{2})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(plainWord)
    .filter((word) => word !== '')
    .join(' ')

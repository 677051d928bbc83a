/** Spells FTS5 expressions. Only terms and folded words get in, so letters and digits; nothing typed is ever syntax. */

/** What may stand for one concept of a query; at least one of them must be in the document. */
export type Alternatives = readonly string[]

/** A term, or a phrase of terms with spaces between. */
export const phrase = (terms: string): string => `"${terms.replaceAll('"', '')}"`

/** Terms that begin so. */
export const prefix = (start: string): string => `${phrase(start)}*`

export const anyOf = (alternatives: Alternatives): string =>
  alternatives.length === 1 ? alternatives[0]! : `(${alternatives.join(' OR ')})`

export const allOf = (concepts: readonly Alternatives[]): string => concepts.map(anyOf).join(' AND ')

/** At least `needed` of the concepts: any of them, all of them, or all but one. */
export function someOf(concepts: readonly Alternatives[], needed: number): string {
  if (needed <= 1) return concepts.map(anyOf).join(' OR ')
  if (needed >= concepts.length) return allOf(concepts)
  return concepts.map((_, left) => `(${allOf(concepts.filter((__, index) => index !== left))})`).join(' OR ')
}

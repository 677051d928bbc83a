/** Spells FTS5 expressions. Only terms and folded words get in, so letters and digits; nothing typed is ever syntax. */

/** A term, or a phrase of terms with spaces between. */
export const phrase = (terms: string): string => `"${terms.replaceAll('"', '')}"`

/** Terms that begin so. */
export const prefix = (start: string): string => `${phrase(start)}*`

export const anyOf = (alternatives: readonly string[]): string =>
  alternatives.length === 1 ? alternatives[0]! : `(${alternatives.join(' OR ')})`

export const allOf = (concepts: readonly (readonly string[])[]): string => concepts.map(anyOf).join(' AND ')

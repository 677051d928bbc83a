/** How the terms of a document are written: as a short text, in their order, so that it can be asked for phrases too. */

/** The numbers of each field's terms, in the order of `searchFields`: `,12,7,12,;,3,;;;;`. */
export const encodeTerms = (fields: readonly (readonly number[])[]): string =>
  fields.map((terms) => (terms.length === 0 ? ';' : `,${terms.join(',')},;`)).join('')

/** What the text of every document with these terms side by side in one field contains. */
export const phraseText = (terms: readonly number[]): string => `,${terms.join(',')},`

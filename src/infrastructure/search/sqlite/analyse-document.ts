/** The text side of a document as the index stores it. */
import { codeTermsOf, termsOf } from '../analyse-text.ts'
import { searchFields, searchLimits } from '../search-index.ts'
import type { SearchDocument } from '../search-index.ts'

/** The terms of each field, in the order of `searchFields`. */
export type AnalysedDocument = readonly (readonly string[])[]

export const analyseDocument = (document: SearchDocument): AnalysedDocument =>
  searchFields.map((field) => {
    const analyse = field === 'codes' ? codeTermsOf : termsOf
    return (document.fields[field] ?? []).flatMap((text) => analyse(text.slice(0, searchLimits.fieldTextLength)))
  })

/** Equal for documents whose text side is equal; two 32-bit hashes, so that chance will not make others equal. */
export function digestOf({ fields, suggest }: SearchDocument): string {
  let one = 0x811c9dc5
  let two = 0x9747b28c
  const add = (text: string, end: number): void => {
    for (let index = 0; index <= text.length; index++) {
      const unit = index < text.length ? text.charCodeAt(index) : end
      one = Math.imul(one ^ unit, 0x01000193)
      two = Math.imul(two ^ unit, 0x5bd1e995)
      two ^= two >>> 15
    }
  }
  for (const field of searchFields) for (const text of fields[field] ?? []) add(`${field} ${text}`, 0x1ffff)
  for (const text of suggest) add(text, 0x2ffff)
  return `${(one >>> 0).toString(36)}${(two >>> 0).toString(36)}`
}

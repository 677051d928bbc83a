/** Names and values of any text as the exact keys that the index holds them under. */
import { createHash } from 'node:crypto'

const nameLength = 200
/** Lucene refuses terms above 32,766 bytes; a value of so many characters has three bytes each at most. */
const valueLength = 2_000

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** What all values of one facet begin with: no other name has the same, and none begins with it. */
export function facetPrefix(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed())
  return `${encoded.length > nameLength ? `#${hashOf(encoded)}` : encoded}=`
}

/** Longer values share their beginning and differ by their hash: they are counted apart, and shown cut. */
export function boundedValue(value: string): string {
  const wellFormed = value.toWellFormed()
  if (wellFormed.length <= valueLength) return wellFormed
  return `${wellFormed.slice(0, valueLength - 100).toWellFormed()}…${hashOf(wellFormed)}`
}

export const facetKey = (name: string, value: string): string => facetPrefix(name) + boundedValue(value)

/** Everything that may mean something to Lucene's regular expressions, escaped. */
export const literalPattern = (text: string): string => text.replace(/[^\p{L}\p{N}\p{M} ]/gu, String.raw`\$&`)

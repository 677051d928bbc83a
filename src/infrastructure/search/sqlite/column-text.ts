/** How a document's columns are written: as short texts, which SQLite hands over in bulk many times faster than blobs. */
import { searchFields } from '../search-index.ts'
import type { SearchField } from '../search-index.ts'

export type Columns = {
  /** Milliseconds since 1970. */
  readonly created: number
  readonly numbers: readonly (readonly [number: number, value: number])[]
  /** Facet values and readers. */
  readonly values: readonly number[]
  /** How many terms the long fields have. */
  readonly longLength: number
  /** Every term of the short fields, and those that are repeated in a long one. */
  readonly entries: readonly number[]
}

/** In these a term that has no entry occurs once at most: repeats are rare, and lists of all terms would be long. */
export const longFields: ReadonlySet<SearchField> = new Set(['description', 'ingredients'])

const timesMax = 31

/** A term, how often it occurs and where, in 32 bits: 24 of term, 3 of field, 5 of times. */
export const entryOf = (term: number, field: number, times: number): number =>
  ((term << 8) | (field << 5) | Math.min(times, timesMax)) >>> 0
export const termOfEntry = (entry: number): number => entry >>> 8
export const fieldOfEntry = (entry: number): number => (entry >>> 5) & 7
export const timesOfEntry = (entry: number): number => entry & timesMax

/** More terms than an entry can name are still found, but not scored by field. */
export const termNumberMax = 2 ** 24 - 1
export const fieldNumbers: ReadonlyMap<SearchField, number> = new Map(searchFields.map((field, at) => [field, at]))

/** `created;number=value,…;value,…` */
export const encodeColumns = ({ created, numbers, values }: Pick<Columns, 'created' | 'numbers' | 'values'>): string =>
  `${created};${numbers.map(([number, value]) => `${number}=${value}`).join(',')};${values.join(',')}`

/** `length;entry,…` */
export const encodeWords = ({ longLength, entries }: Pick<Columns, 'longLength' | 'entries'>): string =>
  `${longLength};${entries.join(',')}`

/** Reads both, joined by a semicolon. */
export function decodeColumns(text: string): Columns {
  const [created, numbers, values, longLength, entries] = text.split(';') as [string, string, string, string, string]
  return {
    created: Number(created),
    numbers:
      numbers === ''
        ? []
        : numbers.split(',').map((pair) => pair.split('=').map(Number) as unknown as [number, number]),
    values: integersOf(values),
    longLength: Number(longLength),
    entries: integersOf(entries),
  }
}

/** `1,22,333` as numbers; several times faster than to split and convert. */
export function integersOf(text: string): number[] {
  const numbers: number[] = []
  if (text === '') return numbers
  let number = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 44) {
      numbers.push(number)
      number = 0
    } else number = number * 10 + unit - 48
  }
  numbers.push(number)
  return numbers
}

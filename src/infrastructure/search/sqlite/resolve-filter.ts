/** Turns readers, filters and ranges into questions about document numbers. */
import type { SearchQuery } from '../search-index.ts'
import { DocumentBits } from './document-bits.ts'
import type { DocumentColumns } from './document-columns.ts'
import { facetKey, readersFacet } from './schema.ts'
import type { Snapshot } from './snapshot-reader.ts'
import type { ValueSets } from './value-sets.ts'

export type Filter = {
  readonly readable: (doc: number) => boolean
  /** Readable, and within filters and ranges. */
  readonly accepts: (doc: number) => boolean
  /** All documents that are accepted, ascending. */
  readonly documents: () => ArrayLike<number>
}

type Groups = readonly (readonly number[])[]
type Range = { readonly column: Float64Array | undefined; readonly min: number; readonly max: number }

export function resolveFilter(query: SearchQuery, { columns, names }: Snapshot): Filter {
  const numbersOf = (key: string, texts: readonly string[]): readonly number[] =>
    texts.map((text) => names.valueNumber(key, text)).filter((value) => value !== undefined)
  const readers = numbersOf(readersFacet, query.readableBy)
  const filters = Object.entries(query.filters ?? {}).map(([facet, texts]) => numbersOf(facetKey(facet), texts))
  const groups: Groups = [...filters, readers]
  const ranges = Object.entries(query.ranges ?? {}).map(([name, { min = -Infinity, max = Infinity }]): Range => {
    const number = names.numberOf(name)
    return { column: number === undefined ? undefined : columns.numbers.get(number), min, max }
  })
  const inRanges = (doc: number): boolean => {
    for (const { column, min, max } of ranges) {
      const value = column?.[doc]
      // Written so that NaN, a number that is absent, is outside.
      if (value === undefined || !(value >= min && value <= max)) return false
    }
    return true
  }
  return {
    readable: (doc) => columns.has(doc, [readers]),
    accepts: accepting(columns, groups, ranges.length === 0 ? undefined : inRanges),
    documents: () => {
      const docs = withAll(columns, groups)
      return ranges.length === 0 ? docs : Array.from(docs).filter(inRanges)
    },
  }
}

/** Prepares when first asked: a bit a document is looked up many times faster than its values are compared. */
function accepting(
  { sets }: DocumentColumns,
  groups: Groups,
  inRanges: ((doc: number) => boolean) | undefined,
): (doc: number) => boolean {
  let bits: DocumentBits | undefined
  return (doc) => {
    bits ??= bitsOf(sets, groups)
    return bits.has(doc) && (inRanges === undefined || inRanges(doc))
  }
}

function bitsOf(sets: ValueSets, [first = [], ...others]: Groups): DocumentBits {
  const bits = sets.unionOf(first)
  for (const group of others) sets.narrow(bits, group)
  return new DocumentBits(bits)
}

/** Up to so many documents are looked at one by one. */
const fewMax = 2_000

/** The documents that have one of the values of each group, ascending. */
function withAll(columns: DocumentColumns, groups: Groups): ArrayLike<number> & Iterable<number> {
  const { sets } = columns
  const sizeOf = (group: readonly number[]): number => group.reduce((sum, value) => sum + sets.sizeOf(value), 0)
  const [smallest, ...others] = groups.toSorted((left, right) => sizeOf(left) - sizeOf(right))
  if (!smallest || sizeOf(smallest) === 0) return []
  const few = sizeOf(smallest) <= fewMax ? listOf(sets, smallest) : undefined
  if (few) return few.filter((doc) => columns.has(doc, others))
  return bitsOf(sets, [smallest, ...others]).list()
}

/** The documents with one of the values, if all of these are rare. */
function listOf(sets: ValueSets, values: readonly number[]): readonly number[] | undefined {
  const lists = values.map((value) => sets.listOf(value))
  if (lists.includes(undefined)) return undefined
  if (lists.length === 1) return lists[0]
  return [...new Set(lists.flatMap((list) => list ?? []))].sort((left, right) => left - right)
}

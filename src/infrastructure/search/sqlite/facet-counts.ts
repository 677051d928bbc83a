/** Counts facet values over the documents found: exact, whatever the number of documents and of values. */
import type { FacetCount } from '../search-index.ts'
import { DocumentBits } from './document-bits.ts'
import type { DocumentColumns } from './document-columns.ts'
import type { FacetNames } from './facet-names.ts'
import { facetKey } from './schema.ts'

/** From one document in so many, values are gone through instead of documents. */
const manyShare = 16

/** By value, reused by all counts; zero everywhere in between. */
let counts = new Uint32Array(1_024)

export function countFacets(
  docs: ArrayLike<number>,
  facets: readonly string[],
  valuesMax: number,
  columns: DocumentColumns,
  names: FacetNames,
): Record<string, readonly FacetCount[]> {
  if (facets.length === 0) return {}
  const facetOf = names.facetOf()
  if (counts.length < facetOf.length) counts = new Uint32Array(facetOf.length)
  const numbers = facets.map((facet) => names.facetNumber(facetKey(facet)) ?? 0)
  const found: (number[] | undefined)[] = []
  for (const number of numbers) found[number] = []
  const isMany = docs.length * manyShare > columns.size
  const counted = isMany
    ? countByValue(docs, columns, (value) => found[facetOf[value]!])
    : countByDocument(docs, columns)
  for (const value of counted) found[facetOf[value]!]?.push(value)
  // Not by assignment, since a facet may be called `__proto__`.
  const result = Object.fromEntries(
    facets.map((facet, at) => [facet, mostFrequent(found[numbers[at]!]!, valuesMax, names)]),
  )
  for (const value of counted) counts[value] = 0
  return result
}

/** Gives the values that were found. */
function countByDocument(docs: ArrayLike<number>, { values }: DocumentColumns): readonly number[] {
  const { pool } = values
  const counted: number[] = []
  for (let index = 0; index < docs.length; index++) {
    const start = values.startOf(docs[index]!)
    const end = start + values.countOf(docs[index]!)
    for (let at = start; at < end; at++) if (counts[pool[at]!]!++ === 0) counted.push(pool[at]!)
  }
  return counted
}

/** The same for the values that are wanted: thirty-two documents at a time where a value is frequent. */
function countByValue(
  docs: ArrayLike<number>,
  { sets, size }: DocumentColumns,
  wanted: (value: number) => unknown,
): readonly number[] {
  const bits = new DocumentBits(new Uint32Array((size >>> 5) + 1))
  for (let at = 0; at < docs.length; at++) bits.add(docs[at]!)
  const counted: number[] = []
  for (const value of sets.all()) {
    if (!wanted(value)) continue
    const count = sets.countWithin(value, bits)
    if (count === 0) continue
    counts[value] = count
    counted.push(value)
  }
  return counted
}

function mostFrequent(values: readonly number[], valuesMax: number, names: FacetNames): readonly FacetCount[] {
  return leastFrequentLeftOut(values, valuesMax)
    .map((value) => ({ value: names.valueText(value), count: counts[value]! }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, valuesMax)
}

/** Texts are looked up for the best alone; those as frequent as the last of them are still to be put in order. */
function leastFrequentLeftOut(values: readonly number[], valuesMax: number): readonly number[] {
  if (values.length <= valuesMax) return values
  const inOrder = Uint32Array.from(values, (value) => counts[value]!).sort()
  const least = inOrder[inOrder.length - valuesMax]!
  return values.filter((value) => counts[value]! >= least)
}

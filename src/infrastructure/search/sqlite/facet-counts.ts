/** Counts facet values over the documents found: exact, in one pass, whatever the number of values. */
import type { FacetCount } from '../search-index.ts'
import type { DocumentColumns } from './document-columns.ts'
import type { FacetNames } from './facet-names.ts'
import { facetKey } from './schema.ts'

/** Reused by all counts; zero everywhere in between. */
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
  const touched = countValues(docs, columns)
  const found: (number[] | undefined)[] = []
  for (const facet of facets) found[names.facetNumber(facetKey(facet)) ?? 0] = []
  for (const value of touched) found[facetOf[value]!]?.push(value)
  // Not by assignment, since a facet may be called `__proto__`.
  const result = Object.fromEntries(
    facets.map((facet) => [facet, mostFrequent(found[names.facetNumber(facetKey(facet)) ?? 0]!, valuesMax, names)]),
  )
  for (const value of touched) counts[value] = 0
  return result
}

function countValues(docs: ArrayLike<number>, { values }: DocumentColumns): number[] {
  const { pool } = values
  const touched: number[] = []
  for (let index = 0; index < docs.length; index++) {
    const start = values.startOf(docs[index]!)
    const end = start + values.countOf(docs[index]!)
    for (let at = start; at < end; at++) if (counts[pool[at]!]!++ === 0) touched.push(pool[at]!)
  }
  return touched
}

function mostFrequent(values: readonly number[], valuesMax: number, names: FacetNames): readonly FacetCount[] {
  // Texts are looked up for the best alone; those as frequent as the last of them are still to be put in order.
  const inOrder = Uint32Array.from(values, (value) => counts[value]!).sort()
  const least = inOrder[inOrder.length - valuesMax] ?? 0
  return values
    .filter((value) => counts[value]! >= least)
    .map((value) => ({ value: names.valueText(value), count: counts[value]! }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, valuesMax)
}

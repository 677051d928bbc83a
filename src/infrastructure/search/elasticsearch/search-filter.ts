/** Readers, filters and ranges of a search as clauses that only select. */
import type { estypes } from '@elastic/elasticsearch'
import type { SearchQuery } from '../search-index.ts'
import { boundedValue, facetKey } from './facet-key.ts'
import { numberKey } from './sortable-number.ts'

export type Clause = estypes.QueryDslQueryContainer

/** What nobody may read is in no result: each query has this clause. */
export const readableClause = (readers: readonly string[]): Clause => ({
  terms: { readers: readers.map(boundedValue) },
})

export function filterClauses({ readableBy, filters, ranges }: SearchQuery): readonly Clause[] {
  return [
    readableClause(readableBy),
    ...Object.entries(filters ?? {}).map(([name, values]): Clause => ({
      terms: { facets: values.map((value) => facetKey(name, value)) },
    })),
    ...Object.entries(ranges ?? {}).map(([name, { min = -Infinity, max = Infinity }]): Clause => ({
      range: { numbers: { gte: numberKey(name, min), lte: numberKey(name, max) } },
    })),
  ]
}

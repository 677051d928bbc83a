/** Counts how many documents each of several clauses selects, in one request. */
import type { Client, estypes } from '@elastic/elasticsearch'
import type { Clause } from './search-filter.ts'

export type Counts = {
  /** In the order of the clauses. */
  readonly counts: readonly number[]
  /** How many documents there are among which was counted. */
  readonly documents: number
}

type Filters = { readonly buckets: readonly { readonly doc_count: number }[] }

/** @param within  only documents of this clause are counted */
export async function countDocuments(
  client: Client,
  index: string,
  within: Clause,
  clauses: readonly Clause[],
): Promise<Counts> {
  const { hits, aggregations } = await client.search({
    index,
    size: 0,
    query: { bool: { filter: [within] } },
    track_total_hits: true,
    aggs: { each: { filters: { filters: [...clauses] } } },
  })
  const { buckets } = aggregations!['each'] as unknown as Filters
  return {
    counts: buckets.map(({ doc_count: count }) => count),
    documents: (hits.total as estypes.SearchTotalHits).value,
  }
}

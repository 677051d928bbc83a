/** Reads one page of what a query matches: total and counts exact, in the order asked for, after where the last ended. */
import type { Client, estypes } from '@elastic/elasticsearch'
import { encodeCursor } from '../search-cursor.ts'
import type { SearchCursor } from '../search-cursor.ts'
import { searchLimits } from '../search-index.ts'
import type { FacetCount, SearchQuery, SearchResult, SearchSort } from '../search-index.ts'
import { facetPrefix, literalPattern } from './facet-key.ts'
import { type Clause, readableClause } from './search-filter.ts'
import { isGone, isUnknownSnapshot } from './server-trouble.ts'

/** What to match; `scored` where the order is by relevance. */
export type Wanted = { readonly clause: Clause; readonly stage: number }

export type ReadPage = (wanted: Wanted, query: SearchQuery, cursor: SearchCursor | undefined) => Promise<SearchResult>

/** How long the state of the index that someone pages through is held; each page begins the time anew. */
const snapshotFor = '1m'

type Found = { readonly reply: estypes.SearchResponse; readonly snapshot?: string }

export function createReadPage(client: Client, index: string): ReadPage {
  /** Later pages by relevance are of one state: scores move with every change, and hits would repeat or be missed. */
  const readSnapshot = async (body: estypes.SearchRequest, known: string | undefined): Promise<Found> => {
    const open = async (): Promise<string> => (await client.openPointInTime({ index, keep_alive: snapshotFor })).id
    const read = async (id: string): Promise<Found> => {
      const reply = await client.search({ ...body, pit: { id, keep_alive: snapshotFor } })
      return { reply, snapshot: reply.pit_id ?? id }
    }
    if (known === undefined) return read(await open())
    try {
      return await read(known)
    } catch (error) {
      if (!isGone(error) && !isUnknownSnapshot(error)) throw error
      return read(await open())
    }
  }

  /** Which of them the asker may read now: the state that is paged through may be a minute old. */
  const stillReadable = async (ids: readonly string[], readers: readonly string[]): Promise<ReadonlySet<string>> => {
    if (ids.length === 0) return new Set()
    const { hits } = await client.search({
      index,
      query: { bool: { filter: [{ terms: { id: [...ids] } }, readableClause(readers)] } },
      size: ids.length,
      sort: ['id'],
      _source: false,
      track_total_hits: false,
    })
    return new Set(hits.hits.map(({ sort }) => String(sort?.[0])))
  }

  return async (wanted, query, cursor) => {
    const sort = effectiveSort(query)
    const limit = Math.min(Math.max(query.limit, 1), searchLimits.limit)
    const body = bodyOf(wanted, query, sort, limit, cursor)
    const isHeld = cursor !== undefined && sort === 'relevance'
    const { reply, snapshot }: Found = isHeld
      ? await readSnapshot(body, cursor.snapshot)
      : { reply: await client.search({ ...body, index }) }
    const page = reply.hits.hits.slice(0, limit).map(({ sort: [key, id] = [] }) => ({ key, id: String(id) }))
    const isLast = reply.hits.hits.length <= limit
    if (isLast && snapshot !== undefined) await client.closePointInTime({ id: snapshot })
    const readable = isHeld
      ? await stillReadable(
          page.map(({ id }) => id),
          query.readableBy,
        )
      : undefined
    const last = isLast ? undefined : page.at(-1)
    const hits = page
      .filter(({ id }) => readable?.has(id) ?? true)
      .map(({ key, id }) => ({ id, score: sort === 'relevance' ? Number(key) : 0 }))
    return {
      hits,
      total: totalOf(reply),
      facets: countsOf(reply, query.facets ?? []),
      ...(last && {
        next: encodeCursor(query, {
          key: last.key as string | number,
          id: last.id,
          stage: wanted.stage,
          ...(snapshot !== undefined && { snapshot }),
        }),
      }),
    }
  }
}

/** Relevance without text means newest. */
const effectiveSort = ({ sort, text }: SearchQuery): SearchSort =>
  sort === 'relevance' && (text === undefined || text.trim() === '') ? 'newest' : sort

function bodyOf(
  { clause }: Wanted,
  query: SearchQuery,
  sort: SearchSort,
  limit: number,
  cursor: SearchCursor | undefined,
): estypes.SearchRequest {
  const size = Math.min(Math.max(query.facetLimit ?? 50, 1), searchLimits.facetLimit)
  const counts = (query.facets ?? []).map((name, at) => [
    `facet${at}`,
    { terms: { field: 'facets', size, include: `${literalPattern(facetPrefix(name))}.*` } },
  ])
  return {
    query: clause,
    // One more than is shown tells whether there is another page.
    size: limit + 1,
    sort: [orders[sort], { id: 'asc' }],
    track_total_hits: true,
    allow_partial_search_results: false,
    _source: false,
    ...(counts.length > 0 && { aggs: Object.fromEntries(counts) as never }),
    ...(cursor && { search_after: [cursor.key, cursor.id] }),
  }
}

const orders: Readonly<Record<SearchSort, estypes.SortCombinations>> = {
  relevance: { _score: { order: 'desc' } },
  newest: { createdAt: 'desc' },
  name: { name: 'asc' },
}

function totalOf({ hits: { total } }: estypes.SearchResponse): number {
  return typeof total === 'number' ? total : (total?.value ?? 0)
}

type Bucket = { readonly key: string; readonly doc_count: number }

function countsOf({ aggregations }: estypes.SearchResponse, facets: readonly string[]): SearchResult['facets'] {
  // Not by assignment, since a facet may be called `__proto__`.
  return Object.fromEntries(
    facets.map((name, at): [string, readonly FacetCount[]] => {
      const { buckets } = aggregations![`facet${at}`] as unknown as { readonly buckets: readonly Bucket[] }
      const from = facetPrefix(name).length
      const counts = buckets.map(({ key, doc_count: count }) => ({ value: key.slice(from), count }))
      return [name, counts.sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))]
    }),
  )
}

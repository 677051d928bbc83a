/** Answers one search within one snapshot: match, filter, count, order, page. */
import type { DatabaseSync } from 'node:sqlite'
import { decodeCursor, encodeCursor } from '../search-cursor.ts'
import { searchLimits } from '../search-index.ts'
import type { SearchQuery, SearchResult, SearchSort } from '../search-index.ts'
import { bestDocuments } from './best-documents.ts'
import type { Order, Ranked } from './best-documents.ts'
import { countFacets } from './facet-counts.ts'
import { resolveFilter } from './resolve-filter.ts'
import type { Filter } from './resolve-filter.ts'
import type { Snapshot } from './snapshot-reader.ts'
import { createTextSearch } from './text-search.ts'
import type { TextMatch } from './text-search.ts'

type Found = { readonly docs: ArrayLike<number>; readonly text?: TextMatch }

export function createSearchQuery(database: DatabaseSync): (query: SearchQuery, snapshot: Snapshot) => SearchResult {
  const searchText = createTextSearch(database)
  const nameOf = database.prepare('SELECT name FROM documents WHERE doc = ?')
  const byId = database.prepare('SELECT doc FROM ids WHERE id = ?')

  const find = (
    query: SearchQuery,
    sort: SearchSort,
    filter: Filter,
    snapshot: Snapshot,
    stage: number | undefined,
  ): Found => {
    if (query.text === undefined || query.text.trim() === '') return { docs: filter.documents() }
    const { accepts, readable } = filter
    const scored = sort === 'relevance'
    const text = searchText({ text: query.text, accepts, readable, stage, scored }, snapshot)
    return { docs: text.docs, text }
  }

  /** Where the page before ended, in the keys of this snapshot. */
  const positionOf = (key: string | number, id: string, { order }: Snapshot): Ranked => {
    const doc = (byId.get(id) as { doc: number } | undefined)?.doc ?? 0
    if (typeof key === 'number') return { doc, key }
    // The document may have been renamed since; the position it had is still where the page ended.
    return { doc: Number.MAX_SAFE_INTEGER, key: order.rankUpTo(key, doc) }
  }

  return (query, snapshot) => {
    const limit = Math.min(Math.max(query.limit, 1), searchLimits.limit)
    const cursor = query.after === undefined ? undefined : decodeCursor(query, query.after)
    const filter = resolveFilter(query, snapshot)
    const sort = effectiveSort(query)
    const { docs, text } = find(query, sort, filter, snapshot, cursor?.stage)
    const after = cursor && positionOf(cursor.key, cursor.id, snapshot)
    const page = bestDocuments(docs, orderOf(sort, text, snapshot), limit + 1, after)
    const shown = page.slice(0, limit)
    const last = page.length > limit ? shown.at(-1) : undefined
    const facetLimit = Math.min(Math.max(query.facetLimit ?? 50, 1), searchLimits.facetLimit)
    return {
      hits: shown.map(({ doc, key }) => ({ id: snapshot.ids.of(doc), score: text && sort === 'relevance' ? -key : 0 })),
      total: docs.length,
      facets: countFacets(docs, query.facets ?? [], facetLimit, snapshot.columns, snapshot.names),
      ...(last && {
        next: encodeCursor(query, {
          key: sort === 'name' ? (nameOf.get(last.doc) as { name: string }).name : last.key,
          id: snapshot.ids.of(last.doc),
          stage: text?.stage ?? 0,
        }),
      }),
      ...(text?.corrected !== undefined && { corrected: text.corrected }),
    }
  }
}

const effectiveSort = ({ sort, text }: SearchQuery): SearchSort =>
  sort === 'relevance' && (text === undefined || text.trim() === '') ? 'newest' : sort

function orderOf(sort: SearchSort, text: TextMatch | undefined, { columns, order }: Snapshot): Order {
  switch (sort) {
    case 'relevance':
      return { keys: text?.scores ?? [], keyedBy: 'place', descending: true }
    case 'newest':
      return { keys: columns.created, keyedBy: 'document', descending: true }
    case 'name':
      return { keys: order.ranks(), keyedBy: 'document', descending: false }
  }
}

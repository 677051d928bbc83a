/** Documents for the search contract, short to write and complete. */
import type { SearchDocument, SearchQuery } from '../search-index.ts'

export type Sample = Partial<Omit<SearchDocument, 'fields' | 'sort'>> & {
  readonly name?: string
  readonly fields?: SearchDocument['fields']
  readonly createdAt?: string
}

/** A public document of version 1, unless told. */
export const sample = (id: string, { name = id, fields, createdAt, ...rest }: Sample = {}): SearchDocument => ({
  id,
  version: 1,
  facets: {},
  numbers: {},
  readableBy: ['public'],
  suggest: [name],
  ...rest,
  fields: { name: [name], ...fields },
  sort: { name, createdAt: createdAt ?? '2026-01-01T00:00:00Z' },
})

export const ask = (query: Partial<SearchQuery> = {}): SearchQuery => ({
  readableBy: ['public'],
  sort: 'relevance',
  limit: 20,
  ...query,
})

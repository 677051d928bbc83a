/** The REST face of the catalogue: found by words, filters and facets, with the price that the caller pays. */
import { Type } from 'typebox'
import { listRoute, route, type ListReply, type Route } from '../../../gateway/route.ts'
import { actingOrganisation } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { SearchIndex, SearchQuery } from '../../../infrastructure/search/search-index.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { CategoryTree } from '../reference/category-tree.ts'
import { AppliedPriceSchema } from '../pricing/price-schemas.ts'
import { shelfLifeDaysMax } from '../catalogue/product-details.ts'
import { maySee, type Viewer } from '../catalogue/product-policies.ts'
import { catalogueTag } from '../catalogue/product-reader.ts'
import { AllergenCodeSchema, OrganisationId, ProductId, summarySchemas } from '../catalogue/product-schemas.ts'
import { certificateNumber, dayNumber, freeFacet, productFacets } from './product-search-document.ts'
import { pricesTag, type ListItemOf } from './list-item-reader.ts'
import { productAggregate } from '../catalogue/product-view.ts'
import { unknownProduct } from '../catalogue/product.ts'

export type ProductListNeeds = {
  readonly search: SearchIndex
  readonly readState: ReadState
  readonly listItemOf: ListItemOf
  /** How long read models are believed. */
  readonly readModelMemoryMs: number
  readonly categories: () => CategoryTree
}

/** Prices and certificates are of a day, so that at midnight a list may be so late. */
const ttlMaxMs = 30_000

const tag = 'Products'
const several = (item: ReturnType<typeof Type.String>, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 50, description: `${description} Several: any of them.` }))
const word = Type.String({ minLength: 1, maxLength: 200 })

const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'What a person would type.' })),
  category: several(word, 'With all that is below it.'),
  brand: several(word, 'As written.'),
  country: several(Type.String({ pattern: '^[A-Z]{2}$' }), 'Of origin.'),
  supplier: several(OrganisationId, 'Whose products.'),
  allergenFree: Type.Optional(
    Type.Array(AllergenCodeSchema, { minItems: 1, maxItems: 28, description: 'Confirmed free of all of these.' }),
  ),
  certificate: Type.Optional(
    Type.Array(word, { minItems: 1, maxItems: 10, description: 'Covered today by a verified one of all of these.' }),
  ),
  minShelfLifeDays: Type.Optional(Type.Integer({ minimum: 1, maximum: shelfLifeDaysMax })),
  status: Type.Optional(
    Type.Array(Type.Enum(['published', 'draft']), {
      minItems: 1,
      description: '`published` unless said; drafts are yours only.',
    }),
  ),
  sort: Type.Optional(Type.Enum(['relevance', 'name', 'newest'])),
  facets: Type.Optional(Type.Array(Type.Enum([...productFacets]), { minItems: 1, description: 'Which to count.' })),
})

type Wanted = {
  readonly q?: string
  readonly category?: readonly string[]
  readonly brand?: readonly string[]
  readonly country?: readonly string[]
  readonly supplier?: readonly string[]
  readonly allergenFree?: readonly string[]
  readonly certificate?: readonly string[]
  readonly minShelfLifeDays?: number
  readonly status?: readonly string[]
  readonly sort?: SearchQuery['sort']
  readonly facets?: readonly string[]
}

const readersFor = (viewer: Viewer): readonly string[] => (viewer === undefined ? ['public'] : ['public', viewer])

/** The question to the index: pure. */
export function searchQueryOf(
  wanted: Wanted,
  viewer: Viewer,
  day: string,
  page: { readonly limit: number; readonly after?: string },
): SearchQuery {
  const filters: Record<string, readonly string[]> = { status: wanted.status ?? ['published'] }
  for (const facet of ['category', 'brand', 'country', 'supplier'] as const)
    if (wanted[facet]) filters[facet] = wanted[facet]
  for (const allergen of wanted.allergenFree ?? []) filters[freeFacet(allergen)] = ['yes']
  const ranges: Record<string, { readonly min: number }> = {}
  for (const scheme of wanted.certificate ?? []) ranges[certificateNumber(scheme)] = { min: dayNumber(day) }
  if (wanted.minShelfLifeDays !== undefined) ranges['shelfLifeDays'] = { min: wanted.minShelfLifeDays }
  return {
    ...(wanted.q !== undefined && { text: wanted.q }),
    filters,
    ...(Object.keys(ranges).length > 0 && { ranges }),
    readableBy: readersFor(viewer),
    sort: wanted.sort ?? (wanted.q === undefined ? 'newest' : 'relevance'),
    ...(wanted.facets && { facets: wanted.facets }),
    ...page,
  }
}

/** The products of a result; what is gone is left out. */
async function itemsOf(
  listItemOf: ListItemOf,
  ids: readonly string[],
  viewer: Viewer,
  day: string,
): Promise<readonly { json: Uint8Array }[]> {
  const items = ids.map((id) => listItemOf(id, viewer, day))
  // Most are at hand: only what has to be read is waited for.
  const all = items.some((item) => item instanceof Promise) ? await Promise.all(items) : (items as Uint8Array[])
  return all.flatMap((json) => (json === undefined ? [] : [{ json }]))
}

const SummaryBody = Type.Object(
  { ...summarySchemas, price: Type.Optional(AppliedPriceSchema) },
  { title: 'ProductSummary' },
)

export const productListRoutes = (needs: ProductListNeeds): Route[] => [
  listProducts(needs),
  autocomplete(needs),
  similar(needs),
  categories(needs),
]

const listProducts = (needs: ProductListNeeds): Route =>
  listRoute({
    path: '/v1/products',
    operationId: 'listProducts',
    limit: 'search',
    tag,
    summary: 'Search the catalogue',
    description:
      'Words in any language, with filters, facets and the price that you pay at the least quantity. The index follows changes within a second or so.',
    access: { kind: 'public' },
    query: ListQuery,
    reply: SummaryBody,
    async handle({ query, page, caller, intent }): Promise<ListReply> {
      const viewer = actingOrganisation(caller)
      const day = intent.at.slice(0, 10)
      const wanted = query as Wanted
      const { hits, total, next, facets, corrected } = await needs.search.query(
        searchQueryOf(wanted, viewer, day, page),
      )
      const ids = hits.map(({ id }) => id)
      const items = await itemsOf(needs.listItemOf, ids, viewer, day)
      const extra = { ...(wanted.facets && { facets }), ...(corrected !== undefined && { corrected }) }
      const ttlMs = Math.min(ttlMaxMs, needs.readModelMemoryMs)
      const keep = { for: 'organisation', tags: [catalogueTag, pricesTag], ttlMs, onceAskedAgain: true } as const
      return { items, total, ...(next !== undefined && { next }), extra, keep }
    },
  })

const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 20, description: 'How many; 10 unless said.' }))

const autocomplete = ({ search }: ProductListNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/products/autocomplete',
    operationId: 'autocompleteProducts',
    limit: 'search',
    tag,
    summary: 'Complete what somebody is typing',
    access: { kind: 'public' },
    query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 100 }), limit }),
    reply: Type.Object({ items: Type.Array(Type.Object({ text: Type.String() })) }),
    async handle({ query, caller }) {
      const readableBy = readersFor(actingOrganisation(caller))
      const found = await search.suggest({ prefix: query.q, readableBy, limit: query.limit ?? 10 })
      return { body: { items: found.map((text) => ({ text })) } }
    },
  })

const similar = (needs: ProductListNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/products/{productId}/similar',
    operationId: 'listSimilarProducts',
    limit: 'search',
    tag,
    summary: 'Products like this one',
    description: 'Of the same category, those whose names share the most with its name first.',
    access: { kind: 'public' },
    params: Type.Object({ productId: ProductId }),
    query: Type.Object({ limit }),
    reply: Type.Object({ items: Type.Array(SummaryBody) }),
    async handle({ params: { productId }, query, caller, intent }) {
      const viewer = actingOrganisation(caller)
      const { state } = await needs.readState(productAggregate, productId)
      if (state.status === 'absent' || !maySee(state, viewer)) throw new Rejected(unknownProduct)
      const { name, category } = state.details
      const wanted = query.limit ?? 10
      const filters = { status: ['published'], ...(category !== undefined && { category: [category] }) }
      const shared = { filters, readableBy: readersFor(viewer), limit: wanted + 1 }
      const text = name['en'] ?? Object.values(name)[0] ?? ''
      const byName = await needs.search.query({ ...shared, text, sort: 'relevance' })
      const ids = new Set(byName.hits.map(({ id }) => id))
      if (ids.size <= wanted && category !== undefined)
        for (const { id } of (await needs.search.query({ ...shared, sort: 'newest' })).hits) ids.add(id)
      ids.delete(productId)
      const items = await itemsOf(needs.listItemOf, [...ids].slice(0, wanted), viewer, intent.at.slice(0, 10))
      return { body: { json: `{"items":[${items.map(({ json }) => Buffer.from(json)).join(',')}]}` } }
    },
  })

const categories = ({ categories: tree }: ProductListNeeds): Route => {
  let made: { readonly of: CategoryTree; readonly json: string } | undefined
  return route({
    method: 'GET',
    path: '/v1/categories',
    operationId: 'listCategories',
    tag,
    summary: 'The tree of categories',
    access: { kind: 'public' },
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          parent: Type.Union([Type.String(), Type.Null()]),
          names: Type.Record(Type.String(), Type.String()),
        }),
      ),
    }),
    async handle() {
      const of = tree()
      if (made?.of !== of) made = { of, json: JSON.stringify({ items: of.categories }) }
      return { body: { json: made.json }, headers: { 'cache-control': 'public, max-age=3600' } }
    },
  })
}

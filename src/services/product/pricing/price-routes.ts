/** The REST face of prices: suppliers set them, in bulk or one by one; buyers ask what they pay. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { pricedPerOf } from '../../../kernel/priced-per.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { actingOrganisation } from '../../../kernel/caller.ts'
import { currencyAt } from '../../../kernel/currency-field.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { priceId, unknownPrice, type PriceOwner, type PriceTerms } from './price.ts'
import { unknownPriceList, type KnownPriceList } from './price-list.ts'
import { mayReadList } from './customer-lists-reader.ts'
import { assertOwnList } from './price-list-routes.ts'
import { presentApplied } from './price-presenter.ts'
import type { PriceOf } from './price-reader.ts'
import {
  CurrencySchema,
  IncotermSchema,
  PriceBody,
  pricedFields,
  PriceListId,
  QuantitySchema,
  TermsBody,
} from './price-schemas.ts'
import { presentPrice, presentPriceList, priceAggregate, priceListAggregate, prices } from './price-view.ts'
import { maySee } from '../catalogue/product-policies.ts'
import { ProductId } from '../catalogue/product-schemas.ts'
import { productAggregate } from '../catalogue/product-view.ts'
import { unknownProduct } from '../catalogue/product.ts'

export type PriceRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly priceOf: PriceOf
}

const tag = 'Prices'
const writers = { kind: 'member', roles: ['seller'] } as const

/** What a price takes over from its list. */
export const ownerOf = (priceListId: string, list: KnownPriceList, productId: string): PriceOwner => ({
  priceListId,
  productId,
  supplierId: list.supplierId,
  isPublic: list.audience.kind === 'public',
})

export const priceRoutes = (needs: PriceRouteNeeds): Route[] => [...singleRoutes(needs), ...readRoutes(needs)]

function singleRoutes({ execute }: PriceRouteNeeds): Route[] {
  const shared = {
    path: '/v1/price-lists/{priceListId}/prices/{productId}',
    tag,
    access: writers,
    params: Type.Object({ priceListId: PriceListId, productId: ProductId }),
    guard: 'optional',
  } as const
  return [
    route({
      ...shared,
      method: 'PUT',
      operationId: 'setPrice',
      summary: 'Set one price',
      body: TermsBody,
      reply: PriceBody,
      async handle({ params: { priceListId, productId }, body, caller, intent, ifMatch }) {
        const supplierId = caller.acting.organisationId
        const done = await execute(priceAggregate, intent, async (unit) => {
          const list = await assertOwnList(unit, priceListId, supplierId)
          const { state } = await unit.read(productAggregate, productId)
          if (state.status === 'absent' || state.supplierId !== supplierId) throw new Rejected(unknownProduct)
          const id = priceId(priceListId, productId)
          requireVersion(await unit.load(priceAggregate, id), ifMatch)
          const owner = ownerOf(priceListId, list, productId)
          await unit.decide(priceAggregate, id, {
            type: 'set',
            at: unit.at,
            owner,
            terms: body as unknown as PriceTerms,
          })
          return id
        })
        return { body: presentPrice(done, done.state)!, version: done.version, replayed: done.replayed }
      },
    }),
    route({
      ...shared,
      method: 'DELETE',
      operationId: 'removePrice',
      summary: 'Remove one price',
      async handle({ params: { priceListId, productId }, caller, intent, ifMatch }) {
        await execute(priceAggregate, intent, async (unit) => {
          await assertOwnList(unit, priceListId, caller.acting.organisationId)
          const id = priceId(priceListId, productId)
          requireVersion(await unit.load(priceAggregate, id), ifMatch)
          await unit.decide(priceAggregate, id, { type: 'remove', at: unit.at })
          return id
        })
        return {}
      },
    }),
  ]
}

const AppliedReply = Type.Object(
  {
    productId: ProductId,
    ...pricedFields,
  },
  { title: 'PriceForQuantity' },
)

const readRoutes = ({ readState, documents, priceOf }: PriceRouteNeeds): Route[] => [
  listRoute({
    path: '/v1/price-lists/{priceListId}/prices',
    operationId: 'listPrices',
    tag,
    summary: 'List a price list’s prices',
    access: { kind: 'member' },
    params: Type.Object({ priceListId: PriceListId }),
    reply: PriceBody,
    async handle({ params: { priceListId }, page, caller }) {
      const snapshot = await readState(priceListAggregate, priceListId)
      const list = presentPriceList(snapshot, snapshot.state)
      if (!list || !(await mayReadList({ read: readState }, list, caller.acting.organisationId)))
        throw new Rejected(unknownPriceList)
      const found = await documents.find(prices, { index: 'byList', equals: [priceListId], ...page })
      return { ...found, items: found.items.map(({ body }) => ({ json: body })) }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/prices',
    operationId: 'getPrice',
    tag,
    summary: 'What you pay for a product at a quantity',
    description:
      'Your own list comes before your group’s, that before the public one; the lowest price of the first wins.',
    access: { kind: 'public' },
    query: Type.Object({
      productId: ProductId,
      quantity: Type.Optional(QuantitySchema),
      currency: Type.Optional(CurrencySchema),
      incoterm: Type.Optional(IncotermSchema),
    }),
    reply: AppliedReply,
    async handle({ query, caller, intent }) {
      const { productId, quantity, currency, incoterm } = query
      const viewer = actingOrganisation(caller)
      const { state } = await readState(productAggregate, productId)
      if (state.status === 'absent' || !maySee(state, viewer)) throw new Rejected(unknownProduct)
      const price = await priceOf({ productId, supplierId: state.supplierId }, viewer, {
        day: intent.at.slice(0, 10),
        ...(quantity !== undefined && { quantity }),
        ...(currency !== undefined && { currency: currencyAt(currency, '/query/currency') }),
        ...(incoterm !== undefined && { incoterm }),
      })
      if (!price) throw new Rejected(unknownPrice)
      return { body: { productId, ...presentApplied(price, quantity, pricedPerOf(state.details.soldBy)) } }
    },
  }),
]

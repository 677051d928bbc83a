/** The REST face of prices: suppliers set them, in bulk or one by one; buyers ask what they pay. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../gateway/route.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { actingOrganisation } from '../../kernel/caller.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, Intent, ReadState } from '../../infrastructure/store/execute.ts'
import { stepViolation } from './applicable-price.ts'
import { checkTerms, priceId, unknownPrice, type PriceOwner, type PriceTerms } from './price.ts'
import { unknownPriceList, type KnownPriceList } from './price-list.ts'
import { assertOwnList, mayReadList } from './price-list-routes.ts'
import type { PriceOf } from './price-reader.ts'
import {
  appliedPriceSchemas,
  CurrencySchema,
  IncotermSchema,
  PriceBody,
  PriceListId,
  PutPricesBody,
  PutPricesReply,
  TermsBody,
} from './price-schemas.ts'
import { presentPrice, presentPriceList, priceAggregate, priceListAggregate, prices } from './price-view.ts'
import { maySee } from './product-policies.ts'
import { ProductId } from './product-schemas.ts'
import { productAggregate } from './product-view.ts'
import { unknownProduct } from './product.ts'

export type PriceRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly priceOf: PriceOf
}

const tag = 'Prices'
const writers = { kind: 'member', roles: ['seller'] } as const

/** So many prices share a commit: enough to be quick, few enough that a conflict costs little. */
const pricesPerCommit = 50

type Wanted = { readonly productId: string } & PriceTerms

const ownerOf = (priceListId: string, list: KnownPriceList, productId: string): PriceOwner => ({
  priceListId,
  productId,
  supplierId: list.supplierId,
  isPublic: list.audience.kind === 'public',
})

export const priceRoutes = (needs: PriceRouteNeeds): Route[] => [
  bulkRoute(needs),
  ...singleRoutes(needs),
  ...readRoutes(needs),
]

/** Refuses the whole request, by the field at fault, before anything of it is written. */
async function checkWanted(readState: ReadState, wanted: readonly Wanted[], supplierId: string): Promise<void> {
  const seen = new Set<string>()
  for (const [index, { productId, ...terms }] of wanted.entries()) {
    const at = (rejection: Rejection): Rejected => {
      const errors = rejection.errors ?? [{ pointer: '/productId', detail: rejection.detail }]
      return new Rejected({
        ...rejection,
        kind: 'invalid',
        errors: errors.map(({ pointer, detail }) => ({ pointer: `/prices/${index}${pointer}`, detail })),
      })
    }
    if (seen.has(productId)) throw at(namedTwice)
    seen.add(productId)
    const checked = checkTerms(terms)
    if (!checked.ok) throw at(checked.rejection)
    const { state } = await readState(productAggregate, productId)
    if (state.status === 'absent' || state.supplierId !== supplierId) throw at(unknownProduct)
  }
}

const bulkRoute = ({ execute, readState }: PriceRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/price-lists/{priceListId}/prices',
    operationId: 'setPrices',
    tag,
    summary: 'Set up to 1,000 prices',
    description:
      'Each replaces what the list says of its product. All are checked before the first is written; a request that was cut off is sent again with its key.',
    access: writers,
    params: Type.Object({ priceListId: PriceListId }),
    body: PutPricesBody,
    reply: PutPricesReply,
    timeoutMs: 20_000,
    async handle({ params: { priceListId }, body, caller, intent }) {
      const supplierId = caller.acting.organisationId
      const wanted = body.prices as unknown as readonly Wanted[]
      await assertOwnList({ read: readState }, priceListId, supplierId)
      await checkWanted(readState, wanted, supplierId)
      let set = 0
      for (let start = 0; start < wanted.length; start += pricesPerCommit) {
        const part = wanted.slice(start, start + pricesPerCommit)
        let changed = 0
        const done = await execute(priceAggregate, partOf(intent, start), async (unit) => {
          changed = 0
          const list = await assertOwnList(unit, priceListId, supplierId)
          for (const { productId, ...terms } of part) {
            const id = priceId(priceListId, productId)
            const before = await unit.load(priceAggregate, id)
            const command = { type: 'set', at: unit.at, owner: ownerOf(priceListId, list, productId), terms } as const
            if ((await unit.decide(priceAggregate, id, command)) !== before.state) changed += 1
          }
          return priceId(priceListId, part[0]!.productId)
        })
        set += done.replayed ? part.length : changed
      }
      return { body: { set, unchanged: wanted.length - set } }
    },
  })

/** Each part of a request is repeatable by itself, so that one which was cut off goes on where it stopped. */
const partOf = (intent: Intent, start: number): Intent =>
  intent.repeat ? { ...intent, repeat: { ...intent.repeat, key: `${intent.repeat.key}.${start}` } } : intent

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
      async handle({ params: { priceListId, productId }, body, caller, intent }) {
        const supplierId = caller.acting.organisationId
        const done = await execute(priceAggregate, intent, async (unit) => {
          const list = await assertOwnList(unit, priceListId, supplierId)
          const { state } = await unit.read(productAggregate, productId)
          if (state.status === 'absent' || state.supplierId !== supplierId) throw new Rejected(unknownProduct)
          const id = priceId(priceListId, productId)
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
      async handle({ params: { priceListId, productId }, caller, intent }) {
        await execute(priceAggregate, intent, async (unit) => {
          await assertOwnList(unit, priceListId, caller.acting.organisationId)
          const id = priceId(priceListId, productId)
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
    quantity: Type.Integer(),
    ...appliedPriceSchemas,
    orderable: Type.Boolean({ description: 'Whether this quantity can be ordered at this price.' }),
    violation: Type.Optional(
      Type.Object({
        code: Type.String(),
        detail: Type.String(),
        facts: Type.Optional(Type.Object({}, { additionalProperties: true })),
      }),
    ),
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
      if (!list || !(await mayReadList(documents, list, caller.acting.organisationId)))
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
      quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'In base units.' })),
      currency: Type.Optional(CurrencySchema),
      incoterm: Type.Optional(IncotermSchema),
    }),
    reply: AppliedReply,
    async handle({ query, caller, intent }) {
      const { productId, quantity, currency, incoterm } = query
      const viewer = actingOrganisation(caller)
      const { state } = await readState(productAggregate, productId)
      if (state.status === 'absent' || !maySee(state, viewer)) throw new Rejected(unknownProduct)
      const price = await priceOf(productId, viewer, {
        day: intent.at.slice(0, 10),
        ...(quantity !== undefined && { quantity }),
        ...(currency !== undefined && { currency }),
        ...(incoterm !== undefined && { incoterm }),
      })
      if (!price) throw new Rejected(unknownPrice)
      const wanted = quantity ?? price.minimumQuantity
      const violation = stepViolation(price, wanted)
      return {
        body: {
          productId,
          quantity: wanted,
          ...price,
          orderable: violation === undefined,
          ...(violation && { violation: { code: violation.code, detail: violation.detail, facts: violation.facts } }),
        },
        headers: { 'cache-control': 'private, no-cache', vary: 'Authorization, FX-Organisation' },
      }
    },
  }),
]

const namedTwice: Rejection = {
  kind: 'invalid',
  code: 'price/product-named-twice',
  detail: 'A product stands once in a request.',
}

/** The REST face of single products: what their supplier does with them, and how anybody reads one. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified } from '../../organisation/contract.ts'
import type { AllergenProposal } from '../allergens/allergens.ts'
import { mayChange } from './product-policies.ts'
import { productReadRoute } from './product-read-routes.ts'
import type { ProductReader } from './product-reader.ts'
import {
  ConfirmAllergensBody,
  DescribeBody,
  DraftBody,
  PatchBody,
  ProductBody,
  ProductId,
  detailsOf,
  patched,
  type ConfirmInput,
  type DescribeInput,
  type DraftInput,
  type PatchInput,
} from './product-schemas.ts'
import { presentProduct, productAggregate, skuAggregate, type ProductDocument } from './product-view.ts'
import { unknownProduct, type KnownProduct, type Product, type ProductCommand } from './product.ts'
import { skuId } from './sku.ts'

export type ProductRouteNeeds = {
  readonly execute: Execute
  readonly productReader: ProductReader
  /** What an ingredients text suggests. */
  readonly proposeAllergens: (ingredients: string) => readonly AllergenProposal[]
}

const tag = 'Products'
const writers = { kind: 'member', roles: ['seller', 'quality'] } as const
const byId = Type.Object({ productId: ProductId })

const shown = (snapshot: Snapshot<Product>): ProductDocument => {
  const document = presentProduct(snapshot, snapshot.state)
  if (!document) throw new Rejected(unknownProduct)
  return document
}

/** Loads a product that the organisation may change, as it was when last read. */
async function loadOwn(unit: Unit, productId: string, organisationId: string, ifMatch?: number): Promise<KnownProduct> {
  const snapshot = await unit.load(productAggregate, productId)
  if (!mayChange(snapshot.state, organisationId)) throw new Rejected(unknownProduct)
  requireVersion(snapshot, ifMatch)
  return snapshot.state
}

export const productRoutes = (needs: ProductRouteNeeds): Route[] => [
  draftRoute(needs),
  productReadRoute(needs),
  ...describeRoutes(needs),
  ...commandRoutes(needs),
]

const draftRoute = ({ execute, proposeAllergens }: ProductRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/products',
    operationId: 'draftProduct',
    tag,
    summary: 'Draft a product',
    description: 'Seen by your organisation only until it is published. The SKU is unique among your products.',
    access: writers,
    body: DraftBody,
    reply: ProductBody,
    success: 201,
    refusals: ['product/sku-taken', 'gs1/wrong-check-digit'],
    async handle({ body, caller, intent }) {
      const { sku, ...given } = body as unknown as DraftInput
      const supplierId = caller.acting.organisationId
      const done = await execute(productAggregate, intent, async (unit) => {
        const productId = unit.newId('prd')
        const { at } = unit
        await unit.decide(skuAggregate, skuId(supplierId, sku), { type: 'claim', at, productId })
        await unit.decide(productAggregate, productId, {
          type: 'draft',
          at,
          supplierId,
          sku,
          details: detailsOf(given),
          visibility: given.visibility ?? { kind: 'public' },
          proposals: given.ingredients ? proposeAllergens(given.ingredients) : [],
        })
        return productId
      })
      const location = `/v1/products/${done.id}`
      return { body: shown(done), version: done.version, location, replayed: done.replayed }
    },
  })

function describeRoutes({ execute, proposeAllergens }: ProductRouteNeeds): Route[] {
  const describe = async (
    { productId, organisationId, ifMatch }: { productId: string; organisationId: string; ifMatch?: number | undefined },
    intent: Intent,
    change: (state: KnownProduct) => Pick<KnownProduct, 'details' | 'visibility'>,
  ) => {
    const done = await execute(productAggregate, intent, async (unit) => {
      const state = await loadOwn(unit, productId, organisationId, ifMatch)
      const { details, visibility } = change(state)
      const { ingredients } = details
      const proposals = ingredients && ingredients !== state.details.ingredients ? proposeAllergens(ingredients) : []
      await unit.decide(productAggregate, productId, { type: 'describe', at: unit.at, details, visibility, proposals })
      return productId
    })
    return { body: shown(done), version: done.version, replayed: done.replayed }
  }
  const shared = { path: '/v1/products/{productId}', tag, access: writers, params: byId, reply: ProductBody } as const
  const description = 'A change of a published product is a new version of its specification, which buyers acknowledge.'
  return [
    route({
      ...shared,
      method: 'PUT',
      operationId: 'replaceProduct',
      summary: 'Describe a product anew',
      description,
      body: DescribeBody,
      handle: ({ params, body, caller, intent, ifMatch }) => {
        const given = body as unknown as DescribeInput
        const target = { productId: params.productId, organisationId: caller.acting.organisationId, ifMatch }
        return describe(target, intent, ({ visibility }) => ({
          details: detailsOf(given),
          visibility: given.visibility ?? visibility,
        }))
      },
    }),
    route({
      ...shared,
      method: 'PATCH',
      operationId: 'changeProduct',
      summary: 'Change some of a product',
      description,
      body: PatchBody,
      handle: ({ params, body, caller, intent, ifMatch }) => {
        const patch = body as unknown as PatchInput
        const target = { productId: params.productId, organisationId: caller.acting.organisationId, ifMatch }
        return describe(target, intent, ({ details, visibility }) => ({
          details: patched(details, patch),
          visibility: patch.visibility ?? visibility,
        }))
      },
    }),
  ]
}

function commandRoutes({ execute }: ProductRouteNeeds): Route[] {
  const command = async (
    { productId, organisationId, ifMatch }: { productId: string; organisationId: string; ifMatch?: number | undefined },
    intent: Intent,
    make: (at: string) => ProductCommand,
  ) => {
    const done = await execute(productAggregate, intent, async (unit) => {
      await loadOwn(unit, productId, organisationId, ifMatch)
      await unit.decide(productAggregate, productId, make(unit.at))
      return productId
    })
    return { body: shown(done), version: done.version, replayed: done.replayed }
  }
  const shared = { method: 'POST', tag, access: writers, params: byId, reply: ProductBody } as const
  return [
    route({
      ...shared,
      path: '/v1/products/{productId}/publish',
      operationId: 'publishProduct',
      summary: 'Publish a product',
      description: 'For suppliers that the platform has verified; drafting is for all.',
      refusals: ['organisation/not-verified', 'product/already-published'],
      async handle({ params: { productId }, caller, intent, ifMatch }) {
        const { organisationId } = caller.acting
        const done = await execute(productAggregate, intent, async (unit) => {
          await loadOwn(unit, productId, organisationId, ifMatch)
          await assertVerified(unit, organisationId, 'publish a product')
          await unit.decide(productAggregate, productId, { type: 'publish', at: unit.at })
          return productId
        })
        return { body: shown(done), version: done.version, replayed: done.replayed }
      },
    }),
    route({
      ...shared,
      path: '/v1/products/{productId}/discontinue',
      operationId: 'discontinueProduct',
      summary: 'Discontinue a product',
      description: 'It leaves the search for good; what was ordered is still delivered.',
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }),
      handle: ({ params, body, caller, intent, ifMatch }) =>
        command({ ...params, organisationId: caller.acting.organisationId, ifMatch }, intent, (at) => ({
          type: 'discontinue',
          at,
          reason: body.reason,
        })),
    }),
    route({
      ...shared,
      path: '/v1/products/{productId}/allergens',
      operationId: 'confirmAllergens',
      summary: 'Confirm what a product says of allergens',
      description: 'Only what a person confirms counts. `undeclared` takes a declaration back or rejects a proposal.',
      body: ConfirmAllergensBody,
      handle: ({ params, body, caller, intent, ifMatch }) =>
        command({ ...params, organisationId: caller.acting.organisationId, ifMatch }, intent, (at) => ({
          type: 'confirm-allergens',
          at,
          by: actorId(caller),
          confirmations: (body as ConfirmInput).allergens,
        })),
    }),
  ]
}

/** The REST face of specification versions, which buyers take note of, and of the codes they have for products. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId, actingOrganisation } from '../../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { buyerItemId, type BuyerItem, type BuyerItemCommand } from './buyer-item.ts'
import { buyerItemAggregate, buyerItems } from './buyer-item-view.ts'
import { maySee, type Viewer } from './product-policies.ts'
import { ProductBody, ProductId } from './product-schemas.ts'
import { productAggregate } from './product-view.ts'
import { specVersionsOf, type SpecVersion } from './product-version-reader.ts'
import { unknownProduct, type KnownProduct } from './product.ts'

export type ProductVersionNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly store: Pick<CommitLog, 'readStream'>
}

const tag = 'Products'
const byId = Type.Object({ productId: ProductId })
const byVersion = Type.Object({ productId: ProductId, specVersion: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })

async function seen(unit: Pick<Unit, 'read'>, productId: string, viewer: Viewer): Promise<KnownProduct> {
  const { state } = await unit.read(productAggregate, productId)
  if (state.status === 'absent' || !maySee(state, viewer)) throw new Rejected(unknownProduct)
  return state
}

export const productVersionRoutes = (needs: ProductVersionNeeds): Route[] => [
  ...versionRoutes(needs),
  ...acknowledgementRoutes(needs),
  ...itemCodeRoutes(needs),
]

const specified = {
  specVersion: Type.Integer({ minimum: 1 }),
  specifiedAt: Type.String({ format: 'date-time', description: 'Since when it holds.' }),
}
const VersionSummary = Type.Object(specified, { title: 'SpecVersionSummary' })
const VersionBody = Type.Object(
  {
    ...specified,
    allergens: ProductBody.properties.allergens,
    details: Type.Object({}, { additionalProperties: true, description: 'What a product says of itself.' }),
  },
  { title: 'SpecVersion' },
)

function versionRoutes({ readState, store }: ProductVersionNeeds): Route[] {
  const versionsFor = async (productId: string, viewer: Viewer): Promise<readonly SpecVersion[]> => {
    await seen({ read: readState }, productId, viewer)
    return specVersionsOf(store, productId)
  }
  return [
    route({
      method: 'GET',
      path: '/v1/products/{productId}/versions',
      operationId: 'listProductVersions',
      tag,
      summary: 'The versions of a product’s specification, the newest first',
      access: { kind: 'public' },
      params: byId,
      reply: Type.Object({ items: Type.Array(VersionSummary) }),
      async handle({ params: { productId }, caller }) {
        const versions = await versionsFor(productId, actingOrganisation(caller))
        const items = versions.map(({ specVersion, specifiedAt }) => ({ specVersion, specifiedAt }))
        return { body: { items: items.toReversed() } }
      },
    }),
    route({
      method: 'GET',
      path: '/v1/products/{productId}/versions/{specVersion}',
      operationId: 'getProductVersion',
      tag,
      summary: 'One version of a product’s specification: it never changes',
      access: { kind: 'public' },
      params: byVersion,
      reply: VersionBody,
      async handle({ params: { productId, specVersion }, caller }) {
        const versions = await versionsFor(productId, actingOrganisation(caller))
        const found = versions.find((version) => version.specVersion === specVersion)
        if (!found) throw new Rejected(unknownVersion)
        return { body: found }
      },
    }),
  ]
}

/** Decides on the acting organisation's own words about a product that it may see. */
const onItem = async (
  { execute }: Pick<ProductVersionNeeds, 'execute'>,
  {
    productId,
    buyerId,
    ifMatch,
  }: { readonly productId: string; readonly buyerId: string; readonly ifMatch?: number | undefined },
  intent: Intent,
  make: (of: {
    supplierId: string
    buyerId: string
    productId: string
    current: number
    at: string
  }) => BuyerItemCommand,
) =>
  execute(buyerItemAggregate, intent, async (unit) => {
    const { supplierId, specVersion: current } = await seen(unit, productId, buyerId)
    const id = buyerItemId(buyerId, productId)
    requireVersion(await unit.load(buyerItemAggregate, id), ifMatch)
    await unit.decide(buyerItemAggregate, id, make({ supplierId, buyerId, productId, current, at: unit.at }))
    return id
  })

const Acknowledgement = Type.Object(
  {
    buyerId: Type.String(),
    productId: ProductId,
    specVersion: Type.Integer(),
    at: Type.String({ format: 'date-time' }),
  },
  { title: 'SpecAcknowledgement' },
)
/** The supplier learns which company has taken note and when, not who there, nor what it calls the product. */
const presentAcknowledgement = ({ buyerId, productId, acknowledged }: BuyerItem): object => ({
  buyerId,
  productId,
  specVersion: acknowledged?.specVersion ?? 0,
  at: acknowledged?.at ?? '',
})

const acknowledgementRoutes = (needs: ProductVersionNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/products/{productId}/versions/{specVersion}/acknowledge',
    operationId: 'acknowledgeProductVersion',
    tag,
    summary: 'Take note of a version',
    description: 'And of all before it.',
    access: { kind: 'member', roles: ['buyer', 'quality'] },
    params: byVersion,
    reply: Acknowledgement,
    async handle({ params: { productId, specVersion }, caller, intent, ifMatch }) {
      const buyerId = caller.acting.organisationId
      const by = actorId(caller)
      const done = await onItem(needs, { productId, buyerId, ifMatch }, intent, (of) => ({
        type: 'acknowledge',
        by,
        specVersion,
        ...of,
      }))
      return { body: presentAcknowledgement(done.state!), replayed: done.replayed }
    },
  }),
  listRoute({
    path: '/v1/products/{productId}/acknowledgements',
    operationId: 'listProductAcknowledgements',
    tag,
    summary: 'Who has taken note of which version',
    description: 'Its supplier sees all, a buyer its own.',
    access: { kind: 'member' },
    params: byId,
    reply: Acknowledgement,
    async handle({ params: { productId }, page, caller }) {
      const viewer = caller.acting.organisationId
      const { supplierId } = await seen({ read: needs.readState }, productId, viewer)
      const equals = supplierId === viewer ? [productId] : [productId, viewer]
      const found = await needs.documents.find(buyerItems, { index: 'acknowledgedByProduct', equals, ...page })
      return { ...found, items: found.items.map(({ body }) => presentAcknowledgement(JSON.parse(body) as BuyerItem)) }
    },
  }),
]

const ItemCode = Type.String({ minLength: 1, maxLength: 100, description: 'What you call the product.' })
const ItemCodeBody = Type.Object({ productId: ProductId, itemCode: ItemCode }, { title: 'ItemCode' })

function itemCodeRoutes(needs: ProductVersionNeeds): Route[] {
  const shared = {
    path: '/v1/products/{productId}/item-code',
    tag,
    access: { kind: 'member', roles: ['buyer'] },
    params: byId,
    guard: 'optional',
  } as const
  const code = (
    of: { productId: string; buyerId: string; ifMatch: number | undefined },
    intent: Intent,
    itemCode: string | null,
  ) => onItem(needs, of, intent, (item) => ({ type: 'code', itemCode, ...item }))
  return [
    route({
      ...shared,
      method: 'PUT',
      operationId: 'setItemCode',
      summary: 'Give a product your own code',
      description: 'Seen by your organisation only.',
      body: Type.Object({ itemCode: ItemCode }),
      reply: ItemCodeBody,
      async handle({ params: { productId }, body: { itemCode }, caller, intent, ifMatch }) {
        const of = { productId, buyerId: caller.acting.organisationId, ifMatch }
        const done = await code(of, intent, itemCode)
        return { body: { productId, itemCode }, version: done.version, replayed: done.replayed }
      },
    }),
    route({
      ...shared,
      method: 'DELETE',
      operationId: 'removeItemCode',
      summary: 'Take your own code away',
      async handle({ params: { productId }, caller, intent, ifMatch }) {
        await code({ productId, buyerId: caller.acting.organisationId, ifMatch }, intent, null)
        return {}
      },
    }),
    listRoute({
      path: '/v1/item-codes',
      operationId: 'listItemCodes',
      tag,
      summary: 'Your own codes for products',
      access: { kind: 'member' },
      query: Type.Object({ itemCode: Type.Optional(ItemCode) }),
      reply: ItemCodeBody,
      async handle({ query, page, caller }) {
        const own = caller.acting.organisationId
        const equals = query.itemCode === undefined ? [own] : [own, query.itemCode]
        const found = await needs.documents.find(buyerItems, { index: 'byCode', equals, ...page })
        const items = found.items.map(({ body }) => {
          const { productId, itemCode } = JSON.parse(body) as BuyerItem
          return { productId, itemCode }
        })
        return { ...found, items }
      },
    }),
  ]
}

const unknownVersion: Rejection = {
  kind: 'not-found',
  code: 'product/no-such-version',
  detail: 'The product has no such version. Its versions stand at /v1/products/{id}/versions.',
}

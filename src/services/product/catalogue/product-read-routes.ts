/** The REST face of reading one product: the hot path of the exchange, and the product's past. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, route, type Reply, type Route } from '../../../gateway/route.ts'
import { actingOrganisation } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { keptProduct, type ProductReader, type ProductText } from './product-reader.ts'
import { ProductBody, ProductId } from './product-schemas.ts'
import { supplierOf } from './product-view.ts'
import { unknownProduct } from './product.ts'

export const productReadRoute = ({ productReader }: { readonly productReader: ProductReader }): Route =>
  route({
    method: 'GET',
    path: '/v1/products/{productId}',
    operationId: 'getProduct',
    tag: 'Products',
    summary: 'Read a product',
    description: 'Published products are public. Drafts are their supplier’s; private label is its brand owner’s too.',
    access: { kind: 'public' },
    params: Type.Object({ productId: ProductId }),
    query: asOfQuery,
    reply: ProductBody,
    refusals: asOfRefusals,
    async handle({ params: { productId }, query, caller, intent }) {
      const viewer = actingOrganisation(caller)
      if (query.asOf !== undefined)
        return pastReply(await productReader.asOf(productId, viewer, { ...query, now: intent.at }))
      const found = await productReader.detail(productId, viewer)
      if (found) return readReply(productId, found)
      throw new Rejected(unknownProduct)
    },
    async many(requests) {
      const ids = requests.map(({ params }) => params.productId)
      const all = await productReader.details(ids, actingOrganisation(requests[0]!.caller))
      return all.map((found, at) => found && readReply(ids[at]!, found))
    },
  })

const headersOf = {
  public: { 'cache-control': 'public, no-cache', 'cdn-cache-control': 'max-age=60' },
  private: { 'cache-control': 'private, no-cache', vary: 'Authorization, FX-Organisation' },
} as const

function readReply(productId: string, { json, version, isPublic }: ProductText): Reply {
  const keep = keptProduct(productId, isPublic ? 'everybody' : 'organisation', supplierOf(json))
  return { body: { json }, version, headers: headersOf[isPublic ? 'public' : 'private'], keep }
}

/** Asked for seldom: nobody keeps it. */
const pastReply = ({ json, version }: ProductText): Reply => ({ body: { json }, version, headers: headersOf.private })

/** What a buyer pays for a whole basket: a hundred products, of whatever suppliers, priced in one call. */
import { Type } from 'typebox'
import { actingOrganisation } from '../../../kernel/caller.ts'
import { currencyAt } from '../../../kernel/currency-field.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { route, type Route } from '../../../gateway/route.ts'
import type { PriceWish } from './applicable-price.ts'
import { unknownPrice } from './price.ts'
import type { PriceOf } from './price-reader.ts'
import { presentApplied, presentRefusal } from './price-presenter.ts'
import { CurrencySchema, IncotermSchema, pricedFields, QuantitySchema, ViolationSchema } from './price-schemas.ts'
import type { ProductReader } from '../catalogue/product-reader.ts'
import { ProductId } from '../catalogue/product-schemas.ts'
import { pricedPerIn, supplierOf } from '../catalogue/product-view.ts'
import { unknownProduct } from '../catalogue/product.ts'

export type PriceBasketNeeds = { readonly productReader: ProductReader; readonly priceOf: PriceOf }

const productsMax = 100

const BasketReply = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          productId: ProductId,
          price: Type.Optional(Type.Object(pricedFields, { title: 'BasketPrice' })),
          refusal: Type.Optional(ViolationSchema),
        },
        { title: 'BasketItem' },
      ),
      { description: 'In the order asked for; each with its price, or with why it has none.' },
    ),
  },
  { title: 'PricesForBasket' },
)

/** The quantity of each product: one for all, one for each, or none. */
function quantitiesOf(products: number, quantities: readonly number[]): readonly (number | undefined)[] {
  if (quantities.length > 1 && quantities.length !== products)
    throw new Rejected({
      kind: 'invalid',
      code: 'price/quantities',
      detail: `There are ${products} products and ${quantities.length} quantities.`,
      errors: [{ pointer: '/query/quantity', detail: 'Give one for all products, one for each, or none.' }],
    })
  return Array.from({ length: products }, (_, index) => quantities[quantities.length > 1 ? index : 0])
}

export const priceBasketRoute = ({ productReader, priceOf }: PriceBasketNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/products/prices',
    operationId: 'getPrices',
    tag: 'Prices',
    summary: 'What you pay for many products',
    description:
      'As `getPrice` says it for one, for up to a hundred of any suppliers: `?productId=…&quantity=…&productId=…&quantity=…`. A product that is not shown to you or has no price for you is named with the reason; the others are priced.',
    access: { kind: 'public' },
    query: Type.Object({
      productId: Type.Array(ProductId, { minItems: 1, maxItems: productsMax }),
      quantity: Type.Optional(Type.Array(QuantitySchema, { minItems: 1, maxItems: productsMax })),
      currency: Type.Optional(CurrencySchema),
      incoterm: Type.Optional(IncotermSchema),
    }),
    reply: BasketReply,
    async handle({ query, caller, intent }) {
      const { productId: productIds, quantity: quantities = [], currency, incoterm } = query
      const viewer = actingOrganisation(caller)
      const wish = {
        day: intent.at.slice(0, 10),
        ...(currency !== undefined && { currency: currencyAt(currency, '/query/currency') }),
        ...(incoterm !== undefined && { incoterm }),
      }
      const priced = async (productId: string, quantity: number | undefined) => {
        const product = await productReader.detail(productId, viewer)
        if (!product) return { productId, refusal: presentRefusal(unknownProduct) }
        const wanted: PriceWish = { ...wish, ...(quantity !== undefined && { quantity }) }
        const price = await priceOf({ productId, supplierId: supplierOf(product.json) }, viewer, wanted)
        if (!price) return { productId, refusal: presentRefusal(unknownPrice) }
        return { productId, price: presentApplied(price, quantity, pricedPerIn(product.json)) }
      }
      const each = quantitiesOf(productIds.length, quantities)
      return { body: { items: await Promise.all(productIds.map((id, index) => priced(id, each[index]))) } }
    },
  })

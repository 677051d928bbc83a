/** Reads what an order line copies of a product, and refuses, by the line, what the buyer cannot order. */
import { Rejected, invalidField, type Rejection } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { siteOf } from '../../organisation/contract.ts'
import { tradedProduct, type TradedProduct } from '../../product/contract.ts'
import type { DestinationChoice } from '../order/awarded-order.ts'
import type { Destination, OrderedProduct } from '../order/order-details.ts'
import { pricedPerOf } from '../../../kernel/priced-per.ts'

type Reader = Pick<Unit, 'read'>

/** The product of a line: seen by the buyer, sold by the supplier, published. Throws `Rejected` naming the line. */
export async function readOrderedProduct(
  unit: Reader,
  { productId, buyerId, supplierId }: { productId: string; buyerId: string; supplierId: string },
  lineAt: string,
): Promise<{ readonly product: TradedProduct; readonly ordered: OrderedProduct }> {
  const pointer = `${lineAt}/productId`
  const product = await tradedProduct(unit, productId, buyerId).catch((error: unknown) => {
    if (error instanceof Rejected && error.rejection.kind === 'not-found')
      throw new Rejected(invalidField(error.rejection.code, pointer, error.rejection.detail))
    throw error
  })
  if (product.supplierId !== supplierId)
    throw new Rejected(invalidField('order/other-supplier', pointer, 'This product is another supplier’s.'))
  if (product.status !== 'published')
    throw new Rejected(invalidField('order/not-for-sale', pointer, `This product is ${product.status}.`))
  const { sku, name, specVersion, soldBy, details } = product
  const nominalGrams = soldBy === 'catch-weight' ? details.unit?.netWeightGrams : undefined
  if (soldBy === 'catch-weight' && nominalGrams === undefined)
    throw new Rejected(
      invalidField('order/no-nominal-weight', pointer, 'Nobody knows what a piece of this product should weigh.'),
    )
  return {
    product,
    ordered: {
      productId,
      sku,
      name,
      specVersion,
      pricedPer: pricedPerOf(soldBy),
      ...(nominalGrams !== undefined && { nominalGrams }),
    },
  }
}

/** A destination in full; a site is one of the buyer's, or the order names nothing of it. */
export async function readDestination(
  unit: Reader,
  buyerId: string,
  choice: DestinationChoice,
  pointer: string,
): Promise<Destination> {
  if ('address' in choice) return choice
  const site = await siteOf(unit, buyerId, choice.siteId)
  if (!site) throw new Rejected(unknownSite(`${pointer}/siteId`))
  const { name, address, gln } = site
  return { siteId: choice.siteId, name, address, ...(gln !== undefined && { gln }) }
}

const unknownSite = (pointer: string): Rejection =>
  invalidField('order/unknown-site', pointer, 'Your organisation has no such site.')

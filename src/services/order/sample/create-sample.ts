/** Asks for a sample: of a product that the buyer sees and its supplier sells. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { assertSupplier } from '../agreement/place-order.ts'
import { readDestination, readOrderedProduct } from '../agreement/read-ordered-product.ts'
import type { DestinationChoice } from '../order/awarded-order.ts'
import { sampleAggregate } from './sample-view.ts'

export type AskForSample = {
  readonly sampleId: string
  readonly buyerId: string
  /** The member or key that asks. */
  readonly by: string
  readonly supplierId: string
  readonly productId: string
  readonly quantity: number
  readonly shipTo: DestinationChoice
  readonly purpose: string
}

/** Throws `Rejected` by the field. Verified parties only, as for orders: goods and addresses change hands. */
export async function createSample(unit: Unit, wish: AskForSample): Promise<void> {
  const { sampleId, buyerId, by, supplierId, productId, quantity, purpose } = wish
  await assertVerified(unit, buyerId, 'ask for a sample')
  await assertSupplier(unit, supplierId)
  const { product, ordered } = await readOrderedProduct(unit, { productId, buyerId, supplierId }, '')
  const shipTo = await readDestination(unit, buyerId, wish.shipTo, '/shipTo')
  const { sku, name, specVersion } = ordered
  await unit.decide(sampleAggregate, sampleId, {
    type: 'request',
    at: unit.at,
    by,
    request: {
      buyerId,
      supplierId,
      requestedBy: by,
      productId,
      sku,
      name,
      specVersion,
      quantity,
      measured: product.soldBy === 'kilogram' || product.soldBy === 'litre',
      shipTo,
      purpose,
    },
  })
}

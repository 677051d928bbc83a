/** Goods of an accepted claim are back at the supplier: blocked in its stock, like what was refused on arrival. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { returnRefused } from '../../inventory/contract.ts'
import { shipmentAggregate } from '../shipment/shipment-view.ts'
import { settleClaim, type ClaimContext } from './answer-claim.ts'
import { shareOf } from './claim-credit.ts'
import { grantedIn } from './claim.ts'

export async function receiveReturn(unit: Unit, context: ClaimContext, quantity: number | undefined): Promise<void> {
  const { claimId, claim, by } = context
  const said = quantity === undefined ? {} : { quantity }
  const after = await settleClaim(unit, context, { type: 'receive-return', at: unit.at, by, ...said })
  const { productId, lotId, grams, quantity: whole } = claim.of
  const back = grantedIn(after)
  const weighed = grams === undefined ? {} : { grams: shareOf(grams, back, whole) }
  const siteId = await placeLeft(unit, claim.of)
  const goods = { ownerId: claim.supplierId, productId, lotId, siteId, quantity: back, ...weighed }
  await returnRefused(unit, { ...goods, reference: claimId, reason: claim.kind })
}

/** Where the lot left from; the first place where it left from several, since goods do not say which they are of. */
async function placeLeft(unit: Unit, { shipmentId, deliveryId, lotId }: ClaimContext['claim']['of']): Promise<string> {
  const { state } = await unit.read(shipmentAggregate, shipmentId)
  const portions = state.status === 'absent' ? [] : state.portions
  const portion = portions.find((each) => each.deliveryId === deliveryId && each.lotId === lotId)
  if (!portion) throw new Error(`A claim is over lot ${lotId}, which ${shipmentId} never held.`)
  return portion.siteId
}

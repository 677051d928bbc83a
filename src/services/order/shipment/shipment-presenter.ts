/** A shipment and its receipts as each side may see them: where a lot stood and why it was chosen is the supplier's. */
import type { Static } from 'typebox'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { sideOnShipment } from './shipment-policies.ts'
import type { Side } from '../order/order-events.ts'
import type { Portion } from './shipment-details.ts'
import type { ReceiptBody, ShipmentBody } from './shipment-schemas.ts'
import type { ReceiptDocument, ShipmentDocument } from './shipment-view.ts'
import type { Shipment } from './shipment-state.ts'
import { unknownShipment } from './shipment.ts'

export function presentShipment(document: ShipmentDocument, organisationId: string): Static<typeof ShipmentBody> {
  const side = sideOnShipment(document, organisationId)
  if (!side) throw new Rejected(unknownShipment)
  const { portions, pickReason, ...shared } = document
  const body = {
    ...shared,
    lots: portions.map((portion) => presentPortion(portion, side)),
    ...(side === 'supplier' && pickReason !== undefined && { pickReason }),
  }
  // The packages' kinds and the like are wider in the state's types than in the schema's, never in fact.
  return body as unknown as Static<typeof ShipmentBody>
}

function presentPortion({ siteId, judged, gramsBack: _gramsBack, ...portion }: Portion, side: Side) {
  const { accepted, refused, missing, held, over } = judged
  return { ...portion, ...(side === 'supplier' && { siteId }), accepted, refused, missing, held, over }
}

/** The shipment of a snapshot; throws the same `shipment/unknown` for absent and unseen. */
export function presentShipmentState(
  snapshot: Snapshot<Shipment>,
  organisationId: string,
): Static<typeof ShipmentBody> {
  const { state, id, createdAt, updatedAt } = snapshot
  if (state.status === 'absent') throw new Rejected(unknownShipment)
  const { receipts: _receipts, ...known } = state
  return presentShipment({ ...known, id, createdAt, updatedAt }, organisationId)
}

export function presentReceipt(document: ReceiptDocument, organisationId: string): Static<typeof ReceiptBody> {
  const { buyerId, supplierId: _supplierId, by, ...shared } = document
  return { ...shared, ...(organisationId === buyerId && { by }) } as unknown as Static<typeof ReceiptBody>
}

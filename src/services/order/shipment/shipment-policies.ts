/** Who may see a shipment: pure. */
import type { Side } from '../order/order-events.ts'
import type { KnownShipment } from './shipment-state.ts'

/** A shipment that has not left is the supplier's plan; the buyer sees it too, since it was promised. */
export const sideOnShipment = (
  shipment: Pick<KnownShipment, 'buyerId' | 'supplierId'>,
  organisationId: string,
): Side | undefined =>
  organisationId === shipment.buyerId ? 'buyer' : organisationId === shipment.supplierId ? 'supplier' : undefined

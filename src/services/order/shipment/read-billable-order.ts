/** An order as invoices are made from it: what was agreed, what left and what was taken, and what each shipment weighed. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { dueOf } from '../order/fulfilment.ts'
import { shipmentsMax } from '../order/order-details.ts'
import { isKnown } from '../order/order.ts'
import { sideOn } from '../order/order-policies.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import type { KnownShipment } from './shipment-state.ts'
import { shipments, shipmentAggregate } from './shipment-view.ts'

/** One delivery in one shipment that has left. */
export type BillableConsignment = {
  readonly deliveryId: string
  readonly dispatchedOn: LocalDate
  readonly arrivedOn?: LocalDate
  /** In base units. */
  readonly dispatched: number
  readonly accepted: number
  /** Catch weight: as weighed at dispatch, and on arrival where all that was accepted was weighed. */
  readonly grams?: number
  readonly acceptedGrams?: number
}

export type BillableDelivery = {
  readonly id: string
  readonly lineId: string
  readonly unitPrice: KnownOrder['deliveries'][number]['unitPrice']
  readonly due: number
  readonly dispatched: number
  readonly accepted: number
  /** The oldest first. */
  readonly consignments: readonly BillableConsignment[]
}

export type BillableOrder = Pick<
  KnownOrder,
  'buyerId' | 'supplierId' | 'currency' | 'terms' | 'poNumber' | 'billTo' | 'shipTo' | 'charges' | 'total' | 'lines'
> & {
  readonly status: KnownOrder['stage']['status']
  readonly deliveries: readonly BillableDelivery[]
  /** Papers of its shipments. */
  readonly papers: readonly { readonly kind: string; readonly reference: string }[]
}

type Needs = { readonly unit: Pick<Unit, 'read'>; readonly documents: Documents }

/**
 * As of now, judged where something is decided and not protected until the commit; undefined where there is no such
 * order or the organisation does not take part in it. Throws `order/figures-late` while the list of its shipments has
 * not caught up with the order itself.
 */
export async function billableOrder(
  { unit, documents }: Needs,
  orderId: string,
  organisationId: string,
): Promise<BillableOrder | undefined> {
  const { state } = await unit.read(orderAggregate, orderId)
  if (!isKnown(state) || sideOn(state, organisationId) === undefined) return undefined
  const { buyerId, supplierId, currency, terms, poNumber, billTo, shipTo, charges, total, lines, stage } = state
  const sent = await readShipments({ unit, documents }, orderId)
  return {
    buyerId,
    supplierId,
    currency,
    terms,
    billTo,
    shipTo,
    charges,
    total,
    lines,
    ...(poNumber !== undefined && { poNumber }),
    status: stage.status,
    deliveries: state.deliveries.map((delivery) => billable(delivery, sent)),
    papers: sent.flatMap(({ documents: papers }) => papers.map(({ kind, reference }) => ({ kind, reference }))),
  }
}

/** Whether an organisation may know of an order; nobody takes part in one that there is not. */
export async function takesPartInOrder(unit: Pick<Unit, 'read'>, orderId: string, organisationId: string) {
  const { state } = await unit.read(orderAggregate, orderId)
  return isKnown(state) && sideOn(state, organisationId) !== undefined
}

/** Which there are says a read model; how each stands says its stream. */
async function readShipments({ unit, documents }: Needs, orderId: string): Promise<readonly KnownShipment[]> {
  const { items } = await documents.find(shipments, { index: 'byOrder', equals: [orderId], limit: shipmentsMax })
  const read = await Promise.all(items.map(({ id }) => unit.read(shipmentAggregate, id)))
  const left = read.flatMap(({ state }) =>
    state.status === 'absent' || state.dispatchedAt === undefined ? [] : [state],
  )
  return left.toSorted((a, b) => (a.dispatchedAt! < b.dispatchedAt! ? -1 : 1))
}

function billable(delivery: KnownOrder['deliveries'][number], sent: readonly KnownShipment[]): BillableDelivery {
  const consignments = sent.flatMap((shipment) => consignmentOf(shipment, delivery.id))
  const dispatched = consignments.reduce((sum, each) => sum + each.dispatched, 0)
  if (dispatched !== delivery.shipped) throw new Rejected(figuresLate)
  const { id, lineId, unitPrice, accepted } = delivery
  return { id, lineId, unitPrice, due: dueOf(delivery), dispatched, accepted, consignments }
}

function consignmentOf(shipment: KnownShipment, deliveryId: string): readonly BillableConsignment[] {
  const portions = shipment.portions.filter((portion) => portion.deliveryId === deliveryId)
  if (portions.length === 0) return []
  const { dispatchedAt, arrivedAt, receipts } = shipment
  const receivedAt = receipts.at(-1)?.at ?? arrivedAt
  const weighed = portions.some(({ grams }) => grams !== undefined)
  const accepted = portions.reduce((sum, { judged }) => sum + judged.accepted, 0)
  const lines = receipts.flatMap((receipt) =>
    receipt.lines.filter((line) => line.deliveryId === deliveryId && line.outcome === 'accepted'),
  )
  const isAllWeighed = lines.length > 0 && lines.every(({ grams }) => grams !== undefined)
  return [
    {
      deliveryId,
      dispatchedOn: utcDate(dispatchedAt as Instant),
      ...(receivedAt !== undefined && { arrivedOn: utcDate(receivedAt as Instant) }),
      dispatched: portions.reduce((sum, { quantity }) => sum + quantity, 0),
      accepted,
      ...(weighed && { grams: portions.reduce((sum, { grams = 0 }) => sum + grams, 0) }),
      ...(weighed && isAllWeighed && { acceptedGrams: lines.reduce((sum, { grams = 0 }) => sum + grams, 0) }),
    },
  ]
}

const figuresLate: Rejection = {
  kind: 'unavailable',
  code: 'order/figures-late',
  detail: 'A shipment of this order was changed a moment ago. Try again.',
}

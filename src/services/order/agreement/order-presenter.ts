/** An order as each side may see it: the buyer's approvals and notes are the buyer's alone. */
import type { Static } from 'typebox'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { availabilityOf, dueOf, isSettled, openToShip, progressOf, type Delivery } from '../order/fulfilment.ts'
import type { Side } from '../order/order-events.ts'
import { mustHold, netOfDeliveries } from '../order/order-pricing.ts'
import { sideOn } from '../order/order-policies.ts'
import { presentProposedChange } from './order-change-presenter.ts'
import type { OrderBody, SummaryBody } from './order-reply-schemas.ts'
import { changedDeliveries, totalWith, type Deviation, type KnownOrder, type Order } from '../order/order-state.ts'
import type { OrderDocument } from '../order/order-view.ts'
import { isKnown, unknownOrder } from '../order/order.ts'

/** The order of a snapshot for a member of an organisation; throws the same `order/unknown` for absent and unseen. */
export function presentOrder(snapshot: Snapshot<Order>, organisationId: string): Static<typeof OrderBody> {
  const { id, createdAt, updatedAt, state } = snapshot
  const side = isKnown(state) ? sideOn(state, organisationId) : undefined
  if (!isKnown(state) || !side) throw new Rejected(unknownOrder)
  const { stage, lines, deliveries, terms, charges, shipTo, billTo, origin, total } = state
  const { incoterm, place, paymentTerms, overDeliveryBasisPoints, claimDays } = terms
  const { buyerId, supplierId, currency, poNumber, note, sentAt, answerBy, holdLapsedAt, confirmedAt } = state
  const body = {
    id,
    status: stage.status,
    progress: progressOf(deliveries),
    buyerId,
    supplierId,
    // Which request of how many it came from is the buyer's to know; the supplier knows its own quote.
    origin: side === 'buyer' ? origin : { kind: origin.kind },
    poNumber,
    currency,
    incoterm,
    place,
    paymentTerms,
    overDeliveryBasisPoints,
    claimDays,
    shipTo,
    billTo,
    lines: lines.map((line) => presentLine(state, line, side)),
    charges,
    total,
    note,
    reason: 'reason' in stage ? stage.reason : undefined,
    deviation: stage.status === 'sent' && stage.deviation ? presentDeviation(state, stage.deviation, side) : undefined,
    cancellation: stage.status === 'confirmed' ? presentCancellation(stage.cancellation) : undefined,
    change: stage.status === 'confirmed' && stage.change ? presentProposedChange(state, stage.change, side) : undefined,
    changes: state.changes?.length,
    ...(side === 'buyer' && ownOf(state)),
    sentAt,
    ...(stage.status === 'sent' && { answerBy, stockReleasedAt: holdLapsedAt }),
    confirmedAt,
    createdAt,
    updatedAt,
  }
  // What is undefined is left out by JSON; the schema's optional members are exactly these.
  return body as unknown as Static<typeof OrderBody>
}

/** What only the buyer sees. */
const ownOf = ({ internalNote, requestedBy, approvals, budget, stage }: KnownOrder) => ({
  internalNote,
  requestedBy,
  approvals,
  budget,
  approval: stage.status === 'pending-approval' ? stage.approval : undefined,
})

function presentLine(order: KnownOrder, line: KnownOrder['lines'][number], side: Side) {
  const { currency, deliveries, confirmedAt } = order
  const own = deliveries.filter(({ lineId }) => lineId === line.id)
  const priced = own.map((delivery) => ({ unitPrice: delivery.unitPrice, quantity: dueOf(delivery) }))
  const knowsStock = side === 'supplier' || confirmedAt !== undefined
  const shown = own.map((delivery) => presentDelivery(delivery, knowsStock))
  return { ...line, net: mustHold(netOfDeliveries(line, priced, currency)), deliveries: shown }
}

/** An order for more than there is would tell the supplier's exact stock to anybody who cared to send one. */
function presentDelivery(delivery: Delivery, knowsStock: boolean) {
  const { stock, lineId: _lineId, overAccepted: _overAccepted, ...quantities } = delivery
  const { reservationId } = stock ?? {}
  return {
    ...quantities,
    availability: stock && availabilityOf(stock),
    ...(knowsStock || stock?.short === 0 ? stock : { reservationId }),
    settled: isSettled(delivery),
  }
}

function presentDeviation(state: KnownOrder, { at, changes, note, approval }: Deviation, side: Side) {
  const total = mustHold(totalWith(state, changedDeliveries(state.deliveries, changes)))
  return { at, changes, note, total, ...(side === 'buyer' && { approval }) }
}

const presentCancellation = (cancellation: Extract<KnownOrder['stage'], { status: 'confirmed' }>['cancellation']) => {
  if (!cancellation) return undefined
  const { at, side, reason, deliveries } = cancellation
  return { at, side, reason, deliveries }
}

/** One line of a list. */
export function summariseOrder(document: OrderDocument): Static<typeof SummaryBody> {
  const { id, stage, deliveries, buyerId, supplierId, poNumber, total, lines, sentAt, createdAt, updatedAt } = document
  const next = deliveries
    .filter((delivery) => openToShip(delivery) > 0)
    .map(({ date }) => date)
    .toSorted()[0]
  return {
    id,
    status: stage.status,
    progress: progressOf(deliveries),
    buyerId,
    supplierId,
    ...(poNumber !== undefined && { poNumber }),
    total,
    lines: lines.length,
    ...(next !== undefined && { nextDelivery: next }),
    ...(sentAt !== undefined && { sentAt }),
    createdAt,
    updatedAt,
  }
}

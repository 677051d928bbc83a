/** Sets stock aside for an order's deliveries and gives it back, in the commit that asks for it. */
import { utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import {
  extendReservation,
  rearrangeStock,
  releaseReservation,
  reservationHeld,
  reserveStock,
  type Held,
  type RearrangedStock,
  type ReserveStock,
} from '../../inventory/contract.ts'
import { openToShip, type Delivery } from '../order/fulfilment.ts'
import type { DeliveryChange, StockFigure } from '../order/order-events.ts'
import type { KnownOrder, LineTerms, Order } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { heldAtMost } from './read-unanswered-share.ts'
import type { UnansweredOrders } from './unanswered-orders.ts'

export const lineOf = (order: KnownOrder, delivery: Delivery): LineTerms =>
  order.lines.find(({ id }) => id === delivery.lineId)!

/** Nobody arrives in the past: what is late is judged by today. */
const arrivalOf = (delivery: Delivery, at: string): LocalDate => {
  const today = utcDate(at as Instant)
  return delivery.date < today ? today : delivery.date
}

/** Reserves so many base units for one delivery, anew where it has a reservation. */
export async function reserveForDelivery(
  unit: Unit,
  { orderId, order, delivery }: { orderId: string; order: KnownOrder; delivery: Delivery },
  quantity: number,
): Promise<StockFigure & { readonly held: Held }> {
  const { productId } = lineOf(order, delivery)
  const asked = askedFor(unit, { orderId, order, delivery }, quantity)
  const held = await reserveStock(unit, { ownerId: order.supplierId, productId, ...asked })
  const { reservationId } = asked
  return { deliveryId: delivery.id, reservationId, reserved: held.reserved, short: held.short, held }
}

function askedFor(
  unit: Unit,
  { orderId, order, delivery }: { orderId: string; order: KnownOrder; delivery: Delivery },
  quantity: number,
): RearrangedStock & Pick<ReserveStock, 'expiresAt'> {
  const line = lineOf(order, delivery)
  const expiresAt = heldUntil(order)
  return {
    reservationId: delivery.stock?.reservationId ?? unit.newId('rsv'),
    quantity,
    arrival: arrivalOf(delivery, unit.at),
    minimumRemainingLifeDays: line.minimumRemainingLifeDays,
    allowPastBestBefore: line.pastBestBeforeConsent,
    for: { orderId, deliveryId: delivery.id, buyerId: order.buyerId },
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

/** An order that waits for an answer keeps goods from others until then; one that is confirmed, for good. */
const heldUntil = ({ stage, answerBy }: KnownOrder): string | undefined =>
  stage.status === 'sent' ? answerBy : undefined

/** What an order holds goes on until its present time for an answer, or for good. */
export async function extendOrderStock(unit: Unit, order: KnownOrder): Promise<void> {
  for (const delivery of order.deliveries) await extendDelivery(unit, order, delivery)
}

async function extendDelivery(unit: Unit, order: KnownOrder, delivery: Delivery): Promise<void> {
  if (!delivery.stock) return
  const expiresAt = heldUntil(order)
  await extendReservation(unit, {
    reservationId: delivery.stock.reservationId,
    ownerId: order.supplierId,
    productId: lineOf(order, delivery).productId,
    ...(expiresAt !== undefined && { expiresAt }),
  })
}

/**
 * Deliveries from stock as a change has made them: each holds what is still to leave of it, chosen by its new day. What
 * some of them give up is for the others first, so that goods stay with the order that had them.
 */
export async function rearrangeOrderStock(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  deliveryIds: readonly string[],
): Promise<void> {
  const byProduct = new Map<string, { readonly delivery: Delivery; readonly asked: RearrangedStock }[]>()
  for (const delivery of order.deliveries.filter(({ id }) => deliveryIds.includes(id))) {
    const { fulfilment, productId } = lineOf(order, delivery)
    const quantity = openToShip(delivery) + delivery.planned
    if (fulfilment === 'to-be-made' || (quantity === 0 && !delivery.stock)) continue
    const asked = askedFor(unit, { orderId, order, delivery }, quantity)
    byProduct.set(productId, [...(byProduct.get(productId) ?? []), { delivery, asked }])
  }
  const figures: StockFigure[] = []
  for (const [productId, each] of byProduct) {
    const book = { ownerId: order.supplierId, productId }
    const held = await rearrangeStock(
      unit,
      book,
      each.map(({ asked }) => asked),
    )
    for (const [index, { delivery, asked }] of each.entries()) {
      const { reserved, short } = held[index]!
      figures.push({ deliveryId: delivery.id, reservationId: asked.reservationId, reserved, short })
    }
  }
  if (figures.length > 0) await noteStock(unit, orderId, figures)
}

/**
 * Reserves for every delivery from stock. Of an order that was reserved for before, only what has changed by a
 * confirmation (`agreed`), what is short and what has lapsed: it is chosen anew, or given back where nothing is due. What
 * is whole stays as it is, and is held for as long as the order as it now stands may.
 * `unansweredOrders`: what an order that nobody has answered yet may hold. Throws `Rejected` where the buyer waits for too
 * many answers already.
 */
export async function reserveOrderStock(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  { agreed = [], unansweredOrders }: { agreed?: readonly DeliveryChange[]; unansweredOrders?: UnansweredOrders } = {},
): Promise<void> {
  const figures: StockFigure[] = []
  for (const delivery of order.deliveries) {
    if (lineOf(order, delivery).fulfilment === 'to-be-made') continue
    const quantity = openToShip(delivery) + delivery.planned
    const isAsAgreed = !agreed.some(({ deliveryId }) => deliveryId === delivery.id)
    if (isAsAgreed && delivery.stock?.reserved === quantity) await extendDelivery(unit, order, delivery)
    else if (quantity === 0) figures.push(...(await releaseDelivery(unit, order, delivery)))
    else figures.push(await reserveShare(unit, { orderId, order, delivery }, quantity, unansweredOrders))
  }
  if (figures.length > 0) await noteStock(unit, orderId, figures)
}

/** What is beyond the share is short to the order, and not waited for in the book. */
async function reserveShare(
  unit: Unit,
  forWhat: { orderId: string; order: KnownOrder; delivery: Delivery },
  quantity: number,
  unansweredOrders: UnansweredOrders | undefined,
): Promise<StockFigure> {
  const { orderId, order, delivery } = forWhat
  const { buyerId, supplierId: ownerId } = order
  const { productId } = lineOf(order, delivery)
  const asked = { ownerId, productId, buyerId, orderId, quantity }
  const share = unansweredOrders ? await heldAtMost(unit, asked, unansweredOrders) : quantity
  const reservationId = delivery.stock?.reservationId ?? unit.newId('rsv')
  if (share === 0) return { deliveryId: delivery.id, reservationId, reserved: 0, short: quantity }
  const { held: _held, ...figure } = await reserveForDelivery(unit, forWhat, share)
  return { ...figure, short: quantity - figure.reserved }
}

/**
 * Gives back all that is set aside for an order that will not be. `unanswered`: without a word of its supplier, so that
 * what its buyer orders instead is held no longer than this would have been.
 */
export async function releaseOrderStock(
  unit: Unit,
  order: KnownOrder,
  { unanswered = false }: { unanswered?: boolean } = {},
): Promise<readonly StockFigure[]> {
  const { answerWithinMs } = order
  const memory = unanswered && answerWithinMs !== undefined ? { unansweredWithinMs: answerWithinMs } : {}
  const figures: StockFigure[] = []
  for (const delivery of order.deliveries) figures.push(...(await releaseDelivery(unit, order, delivery, memory)))
  return figures
}

/** Gives back what is set aside beyond what is still to leave once so much of each delivery is given up. */
export async function releasePartly(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  parts: readonly { readonly deliveryId: string; readonly quantity: number }[],
): Promise<void> {
  const figures: StockFigure[] = []
  for (const { deliveryId, quantity } of parts) {
    const delivery = order.deliveries.find(({ id }) => id === deliveryId)
    if (!delivery?.stock) continue
    const stock = { ...delivery.stock, ownerId: order.supplierId, productId: lineOf(order, delivery).productId }
    const { reserved, short } = await reservationHeld(unit, stock)
    // What came back refused is open again and was never reserved again: there is less set aside than is open.
    const excess = Math.min(quantity, reserved + short - (openToShip(delivery) - quantity + delivery.planned))
    if (excess > 0) figures.push(...(await releaseDelivery(unit, order, delivery, { quantity: excess })))
  }
  await noteStock(unit, orderId, figures)
}

/** Gives back what deliveries hold beyond what is still to leave. */
export async function releaseBeyondDue(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  deliveryIds: readonly string[],
): Promise<void> {
  const figures: StockFigure[] = []
  for (const delivery of order.deliveries) {
    if (!delivery.stock || !deliveryIds.includes(delivery.id)) continue
    const stock = { ...delivery.stock, ownerId: order.supplierId, productId: lineOf(order, delivery).productId }
    const { reserved, short } = await reservationHeld(unit, stock)
    const excess = reserved + short - openToShip(delivery) - delivery.planned
    if (excess > 0) figures.push(...(await releaseDelivery(unit, order, delivery, { quantity: excess })))
  }
  if (figures.length > 0) await noteStock(unit, orderId, figures)
}

export async function noteStock(unit: Unit, orderId: string, deliveries: readonly StockFigure[]): Promise<Order> {
  const noted = { type: 'note-stock', at: unit.at, deliveries } as const
  return unit.decide(orderAggregate, orderId, noted)
}

async function releaseDelivery(
  unit: Unit,
  order: KnownOrder,
  delivery: Delivery,
  how: { readonly quantity?: number; readonly unansweredWithinMs?: number } = {},
): Promise<StockFigure[]> {
  if (!delivery.stock) return []
  const { reservationId } = delivery.stock
  const { reserved, short } = await releaseReservation(unit, {
    reservationId,
    ownerId: order.supplierId,
    productId: lineOf(order, delivery).productId,
    ...how,
  })
  return [{ deliveryId: delivery.id, reservationId, reserved, short }]
}

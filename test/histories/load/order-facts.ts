/** Puts what the exchange answers into the words that properties are written in. */
import type { Answer, Operations } from '../../../sdk/index.ts'
import type { AwardFact, MovementFact, OrderFact, ReservationFact, StockFact } from '../trade/trade-facts.ts'

type Order = Operations['getOrder']['reply']

/** The version that an ETag names: `"v7"`. */
export const versionOf = ({ etag }: Pick<Answer<unknown>, 'etag'>): number => Number(/\d+/.exec(etag ?? '')?.[0])

export const orderFact = (answer: Pick<Answer<Order>, 'etag' | 'data'>): OrderFact => {
  const { id, status, total, charges, lines, poNumber, origin } = answer.data
  return {
    id,
    version: versionOf(answer),
    status,
    total: total.amount,
    charges: charges.map(({ amount }) => amount.amount),
    lines: lines.map(lineFact),
    ...(poNumber !== undefined && origin.kind === 'direct' && { key: poNumber }),
    ...(origin.awardId !== undefined && { awardId: origin.awardId }),
  }
}

/** Loads order one delivery a line. */
function lineFact({
  productId,
  unitPrice,
  net,
  priceSource,
  deliveries,
}: Order['lines'][number]): OrderFact['lines'][number] {
  const { ordered, confirmed, cancelled, reserved, short } = deliveries[0]!
  return {
    productId,
    unitPrice,
    due: Math.max(ordered, confirmed) - cancelled,
    net: net.amount,
    ...(reserved !== undefined && { reserved }),
    ...(short !== undefined && { short }),
    ...(priceSource.quoteId !== undefined && { quoteId: priceSource.quoteId, quoteVersion: priceSource.version }),
  }
}

export const stockFact = ({ productId, onHand, available, reserved, blocked }: StockFact): StockFact => ({
  productId,
  onHand,
  available,
  reserved,
  blocked,
})

export function movementFact(movement: Operations['listStockMovements']['reply']['items'][number]): MovementFact {
  const { id, type, moves, reservationId, note, reason } = movement
  const mark = note ?? reason
  const sum = (of: (move: (typeof moves)[number]) => number): number => moves.reduce((all, move) => all + of(move), 0)
  return {
    id,
    type,
    available: sum(({ available = 0 }) => available),
    reserved: sum(({ reserved = 0 }) => reserved),
    blocked: sum(({ held = 0, quarantined = 0 }) => held + quarantined),
    ...(reservationId !== undefined && { reservationId }),
    ...(movement.for && { orderId: movement.for.orderId }),
    ...(mark !== undefined && { mark }),
  }
}

/** The orders that goods were set aside for, each where it first was. @param ledger  oldest first */
export const reservedInOrder = (ledger: readonly MovementFact[]): readonly string[] => [
  ...new Set(ledger.flatMap(({ type, orderId }) => (type === 'stock/reserved' && orderId ? [orderId] : []))),
]

export const reservationFact = (
  productId: string,
  reservation: Operations['listReservations']['reply']['items'][number],
): ReservationFact => {
  const { id, wanted, reserved } = reservation
  return { id, productId, orderId: reservation.for.orderId, deliveryId: reservation.for.deliveryId, wanted, reserved }
}

export const awardFact = ({ id, rfqId, status, lines, suppliers }: Operations['getAward']['reply']): AwardFact => ({
  awardId: id,
  rfqId,
  status,
  lines: lines.map(({ quoteId, version, quantity, unitPrice }) => ({ quoteId, version, quantity, unitPrice })),
  orderIds: suppliers.flatMap(({ orderId }) => orderId ?? []),
})

/** S1 to S6: goods are neither made nor lost, sold twice nor forgotten in a reservation. */
import {
  judgeEach,
  type FinalFact,
  type MovementFact,
  type Property,
  type StockFact,
  type Trade,
} from './trade-facts.ts'

type Ledger = FinalFact['ledgers'][number]

const ledgersOf = ({ final }: Trade): readonly Ledger[] => final?.ledgers ?? []
const stocksOf = (trade: Trade): readonly StockFact[] => [
  ...trade.done('read-stock').map(({ told }) => told),
  ...(trade.final?.stocks ?? []),
]

const show = ({ productId, onHand, available, reserved, blocked }: StockFact): string =>
  `${productId}: on hand ${onHand}, available ${available}, reserved ${reserved}, blocked ${blocked}`

export const stockProperties: readonly Property[] = [
  {
    name: 'S1',
    says: 'on hand = available + reserved + blocked, none negative, in every answer',
    judge: (trade) =>
      judgeEach(stocksOf(trade), (stock) => {
        const { onHand, available, reserved, blocked } = stock
        const isWhole = onHand === available + reserved + blocked
        return isWhole && Math.min(onHand, available, reserved, blocked) >= 0 ? undefined : show(stock)
      }),
  },
  {
    name: 'S2',
    says: 'never more reserved and shipped than was received',
    judge: (trade) => judgeEach(ledgersOf(trade), oversell),
  },
  {
    name: 'S3',
    says: 'a reservation ends once, and nothing is taken from it afterwards',
    judge: (trade) => judgeEach(ledgersOf(trade), endedTwice),
  },
  {
    name: 'S4',
    says: 'nobody whose order is confirmed is short while there is stock',
    judge: (trade) =>
      judgeEach(trade.final?.orders ?? [], (order) => {
        const spare = order.lines.find(({ productId, short = 0 }) => short > 0 && availableOf(trade, productId) > 0)
        return order.status === 'confirmed' && spare
          ? `${order.id} is ${spare.short} short of ${spare.productId}, of which ${availableOf(trade, spare.productId)} are available`
          : undefined
      }),
  },
  {
    name: 'S5',
    says: 'a reservation that is left belongs to an order that is under way',
    judge: (trade) => {
      const underWay = new Set(['sent', 'confirmed'])
      const status = new Map(trade.final?.orders.map((order) => [order.id, order.status]))
      return judgeEach(trade.final?.reservations ?? [], ({ id, orderId }) =>
        underWay.has(status.get(orderId) ?? '')
          ? undefined
          : `${id} is held for ${orderId}, which is ${status.get(orderId) ?? 'unknown'}`,
      )
    },
  },
  {
    name: 'S6',
    says: 'the stock is what its ledger sums up to, and reservations what is reserved',
    judge: (trade) => judgeEach(trade.final?.stocks ?? [], (stock) => unlikeLedger(trade.final!, stock)),
  },
]

const availableOf = ({ final }: Trade, productId: string): number =>
  final?.stocks.find((stock) => stock.productId === productId)?.available ?? 0

/** All that is on hand is in one of three places; what leaves was reserved. So none of them below zero is no oversell. */
function oversell({ productId, movements }: Ledger): string | undefined {
  const sum = { available: 0, reserved: 0, blocked: 0 }
  for (const movement of movements) {
    add(sum, movement)
    if (Math.min(sum.available, sum.reserved, sum.blocked) < 0)
      return `${productId} after movement ${movement.id}: available ${sum.available}, reserved ${sum.reserved}, blocked ${sum.blocked}`
  }
  return undefined
}

type Sum = { available: number; reserved: number; blocked: number }
function add(sum: Sum, { available, reserved, blocked }: MovementFact): void {
  sum.available += available
  sum.reserved += reserved
  sum.blocked += blocked
}

function endedTwice({ movements }: Ledger): string | undefined {
  const held = new Map<string, number>()
  for (const { id, type, reservationId, reserved } of movements) {
    if (reservationId === undefined) continue
    const before = held.get(reservationId)
    if (type === 'stock/reserved') held.set(reservationId, (before ?? 0) + reserved)
    else if (before === undefined) return `${reservationId} has ended, and movement ${id} is ${type}`
    else if (before + reserved < 0) return `${reservationId} held ${before}, and movement ${id} takes ${-reserved}`
    else if (type === 'stock/reservation-released') held.delete(reservationId)
    else held.set(reservationId, before + reserved)
  }
  return undefined
}

function unlikeLedger({ ledgers, reservations }: FinalFact, stock: StockFact): string | undefined {
  const sum = { available: 0, reserved: 0, blocked: 0 }
  for (const movement of ledgers.find(({ productId }) => productId === stock.productId)?.movements ?? [])
    add(sum, movement)
  const held = reservations
    .filter(({ productId }) => productId === stock.productId)
    .reduce((all, { reserved }) => all + reserved, 0)
  if (sum.available !== stock.available || sum.reserved !== stock.reserved || sum.blocked !== stock.blocked)
    return `${show(stock)}; its ledger: available ${sum.available}, reserved ${sum.reserved}, blocked ${sum.blocked}`
  return held === stock.reserved ? undefined : `${show(stock)}; its reservations hold ${held}`
}

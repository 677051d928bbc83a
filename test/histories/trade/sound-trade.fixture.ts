/** A small trade in which all is well, told from its facts: tests break one of them and see which property notices. */
import type { Operation } from '../checker/history.ts'
import { createHistoryWriter } from '../checker/write-history.ts'
import { soundAudit, type Mutable } from './sound-audit.fixture.ts'
import type {
  AwardFact,
  FinalFact,
  MovementFact,
  OrderFact,
  QuoteFact,
  ShipmentFact,
  StockFact,
} from './trade-facts.ts'

export type SoundTrade = ReturnType<typeof soundTrade>

const line = { productId: 'prd_1', unitPrice: '12.345', due: 3, net: 3704 }
const drafted: OrderFact = {
  id: 'ord_1',
  version: 1,
  status: 'draft',
  total: 3704,
  charges: [],
  lines: [line],
  key: 'k1',
}
const awardedOrder: OrderFact = {
  id: 'ord_2',
  version: 1,
  status: 'sent',
  total: 2500,
  charges: [500],
  lines: [
    {
      productId: 'prd_1',
      unitPrice: '10',
      due: 2,
      net: 2000,
      reserved: 2,
      short: 0,
      quoteId: 'quo_1',
      quoteVersion: 2,
    },
  ],
  awardId: 'awd_1',
}
const movement = (id: string, type: string, moves: Partial<MovementFact>): MovementFact => ({
  id,
  type,
  available: 0,
  reserved: 0,
  blocked: 0,
  ...moves,
})
const quote: QuoteFact = { quoteId: 'quo_1', version: 2, unitPrice: '10.00', quantity: 5, validUntilMs: 1_000 }
const award: AwardFact = {
  awardId: 'awd_1',
  rfqId: 'rfq_1',
  status: 'approved',
  lines: [{ quoteId: 'quo_1', version: 2, quantity: 2, unitPrice: '10' }],
  orderIds: ['ord_2'],
}
const stock: StockFact = { productId: 'prd_1', onHand: 10, available: 4, reserved: 5, blocked: 1 }

/** Calls in turn, each by a process of its own; what they are told may be written to. */
export const soundTrade = () => ({
  placed: copyOf(drafted),
  placedAgain: { order: copyOf(drafted), replayed: true },
  sent: copyOf({ ...drafted, version: 2, status: 'sent' }),
  read: copyOf({ ...drafted, version: 2, status: 'sent' }),
  stockRead: copyOf(stock),
  quote: copyOf(quote),
  award: copyOf(award),
  shipped: copyOf<ShipmentFact>({
    orderId: 'ord_3',
    shipmentId: 'shp_1',
    status: 'dispatched',
    lines: [{ productId: 'prd_1', quantity: 2 }],
  }),
  ledgerRead: { productId: 'prd_1', orders: ['ord_1', 'ord_2'] },
  final: copyOf<FinalFact>({
    orders: [
      { ...drafted, version: 3, status: 'confirmed', lines: [{ ...line, reserved: 3, short: 0 }] },
      awardedOrder,
    ],
    listed: [
      { id: 'ord_1', status: 'confirmed' },
      { id: 'ord_2', status: 'sent' },
    ],
    stocks: [stock],
    reservations: [
      { id: 'rsv_1', productId: 'prd_1', orderId: 'ord_1', deliveryId: '1.1', wanted: 3, reserved: 3 },
      { id: 'rsv_2', productId: 'prd_1', orderId: 'ord_2', deliveryId: '1.1', wanted: 2, reserved: 2 },
    ],
    awards: [award],
    quotes: [{ quoteId: 'quo_1', version: 2, accepted: 2, quantity: 5 }],
    ledgers: [
      {
        productId: 'prd_1',
        movements: [
          movement('1', 'stock/received', { available: 12, mark: 'k20' }),
          movement('2', 'stock/quarantined', { available: -1, blocked: 1 }),
          movement('3', 'stock/reserved', { available: -3, reserved: 3, reservationId: 'rsv_1', orderId: 'ord_1' }),
          movement('4', 'stock/reserved', { available: -2, reserved: 2, reservationId: 'rsv_2', orderId: 'ord_2' }),
          movement('5', 'stock/reserved', { available: -2, reserved: 2, reservationId: 'rsv_3', orderId: 'ord_3' }),
          movement('6', 'stock/dispatched', { reserved: -2, reservationId: 'rsv_3', orderId: 'ord_3' }),
        ],
      },
    ],
    log: [
      { stream: 'order-ord_1', version: 1 },
      { stream: 'order-ord_1', version: 2 },
      { stream: 'order-ord_2', version: 1 },
      { stream: 'order-ord_1', version: 3 },
    ],
    rest: { afterMs: 400, pending: [] },
    audit: soundAudit(),
  }),
})

/** A test's own, to be written to. */
const copyOf = <T>(fact: T): Mutable<T> => structuredClone(fact) as Mutable<T>

/** The history of the trade as it stands, and what is added to it before its end. */
export function historyOf(
  trade: SoundTrade,
  ...more: readonly (readonly [f: string, asked: object, told?: object | undefined, error?: string])[]
): readonly Operation[] {
  const history = createHistoryWriter()
  let process = 0
  const call = (f: string, asked: object | null, told?: object, error?: string): void => {
    history.write((process += 1), 'invoke', f, asked)
    history.write(process, told ? 'ok' : error === 'unknown' ? 'info' : 'fail', f, told ?? null, error)
  }
  const place = { key: 'k1', lines: [{ productId: 'prd_1', quantity: 3 }] }
  call('place', place, undefined, 'unknown')
  call('place', place, { order: trade.placed, replayed: false })
  call('place', place, trade.placedAgain)
  call('command', { key: 'k2', orderId: 'ord_1', action: 'sendOrder' }, { order: trade.sent, replayed: false })
  call('read-order', { orderId: 'ord_1' }, trade.read)
  call('read-stock', { productId: 'prd_1' }, trade.stockRead)
  call(
    'quote',
    { key: 'k3', rfqId: 'rfq_1', supplier: 0, validUntilMs: 1_000 },
    { ...trade.quote, version: 1, unitPrice: '11' },
  )
  call('quote', { key: 'k4', rfqId: 'rfq_1', supplier: 0, validUntilMs: 1_000 }, trade.quote)
  const awarded = trade.award.lines.map(({ quoteId, version }) => ({ quoteId, version }))
  call('award', { key: 'k5', rfqId: 'rfq_1', lines: awarded }, trade.award)
  call('adjust', { key: 'k20', productId: 'prd_1', by: 12 }, [])
  call('transfer', { key: 'k21', productId: 'prd_1', by: 0 }, undefined, 'refused')
  call('ship', { orderId: 'ord_3' }, trade.shipped)
  call('read-ledger', { productId: 'prd_1' }, trade.ledgerRead)
  call('read-foreign-quote', { quoteId: 'quo_1' }, undefined, 'not-found')
  for (const each of more) call(...each)
  call('final', null, trade.final)
  return history.operations
}

/** What a history tells of a trade, call by call: the words that properties are written in. */
import { callsOf, type Call, type Operation } from '../checker/history.ts'
import type { AuditFact } from './audit-facts.ts'

export type OrderStatus =
  | 'draft'
  | 'pending-approval'
  | 'approved'
  | 'sent'
  | 'confirmed'
  | 'closed'
  | 'rejected'
  | 'declined'
  | 'cancelled'

/** Amounts in minor units, quantities in base units. */
export type OrderFact = {
  readonly id: string
  readonly version: number
  readonly status: OrderStatus
  readonly total: number
  readonly charges: readonly number[]
  readonly lines: readonly {
    readonly productId: string
    readonly unitPrice: string
    /** Ordered or agreed, and not cancelled. */
    readonly due: number
    readonly net: number
    readonly reserved?: number
    readonly short?: number
    readonly quoteId?: string
    readonly quoteVersion?: number
  }[]
  /** The key that it was placed with, which the load gives as the purchase order's number. */
  readonly key?: string
  readonly awardId?: string
}

export type StockFact = {
  readonly productId: string
  readonly onHand: number
  readonly available: number
  readonly reserved: number
  readonly blocked: number
}

export type MovementFact = {
  readonly id: string
  readonly type: string
  readonly available: number
  readonly reserved: number
  readonly blocked: number
  readonly reservationId?: string
  readonly orderId?: string
  /** The note or the reason that it was made with: a load gives its key. */
  readonly mark?: string
}

export type ReservationFact = {
  readonly id: string
  readonly productId: string
  readonly orderId: string
  readonly deliveryId: string
  readonly wanted: number
  readonly reserved: number
}

export type QuoteFact = {
  readonly quoteId: string
  readonly version: number
  readonly unitPrice: string
  readonly quantity: number
  /** Milliseconds of the history's clock, as `begunAtMs`. */
  readonly validUntilMs: number
}

export type AwardFact = {
  readonly awardId: string
  readonly rfqId: string
  readonly status: 'pending-approval' | 'approved' | 'rejected'
  readonly lines: readonly {
    readonly quoteId: string
    readonly version: number
    readonly quantity: number
    readonly unitPrice: string
  }[]
  readonly orderIds: readonly string[]
}

/** How all stands when everything has come to rest; read once, at the end. */
export type FinalFact = {
  readonly orders: readonly OrderFact[]
  /** As lists show them. */
  readonly listed: readonly { readonly id: string; readonly status: OrderStatus }[]
  readonly stocks: readonly StockFact[]
  readonly reservations: readonly ReservationFact[]
  readonly awards: readonly AwardFact[]
  readonly quotes: readonly {
    readonly quoteId: string
    readonly version: number
    readonly accepted: number
    readonly quantity: number
  }[]
  /** By product, oldest first. */
  readonly ledgers: readonly { readonly productId: string; readonly movements: readonly MovementFact[] }[]
  /** Of the commit log, in its order: each version of each stream, and the number of the commit that made it. */
  readonly log: readonly { readonly stream: string; readonly version: number; readonly commit?: number }[]
  /** How long after all was mended it came to rest, and what still moved where it did not. */
  readonly rest?: { readonly afterMs: number; readonly pending: readonly string[] }
  /** What happened to records of which status, for the matrix that a report shows; nothing is judged by it. */
  readonly transitions?: readonly {
    readonly kind: string
    readonly status: string
    readonly event: string
    readonly times: number
  }[]
  /** Absent where nobody keeps trails. */
  readonly audit?: AuditFact
}

export type StockCommandFact = { readonly key: string; readonly productId: string; readonly by: number }
export type ShipmentFact = {
  readonly orderId: string
  readonly shipmentId: string
  readonly status: string
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[]
}

/** Calls that a trade's load makes, by their `f`: what is asked, what is told. */
export type TradeCalls = {
  readonly place: {
    asked: { key: string; lines: readonly { productId: string; quantity: number }[] }
    told: { order: OrderFact; replayed: boolean }
  }
  readonly command: {
    asked: { key: string; orderId: string; action: string; ifVersion?: number }
    told: { order: OrderFact; replayed: boolean }
  }
  readonly 'read-order': { asked: { orderId: string }; told: OrderFact }
  readonly 'read-stock': { asked: { productId: string }; told: StockFact }
  /** In the order of the book, the orders that had goods set aside. */
  readonly 'read-ledger': { asked: { productId: string }; told: { productId: string; orders: readonly string[] } }
  /** `by`: base units that came, or went. */
  readonly adjust: { asked: StockCommandFact; told: null }
  readonly transfer: { asked: StockCommandFact; told: null }
  readonly hold: { asked: StockCommandFact; told: null }
  readonly ship: { asked: { orderId: string }; told: ShipmentFact }
  readonly quote: { asked: { key: string; rfqId: string; supplier: number; validUntilMs: number }; told: QuoteFact }
  readonly award: {
    asked: { key: string; rfqId: string; lines: readonly { quoteId: string; version: number }[] }
    told: AwardFact
  }
  /** By an organisation that it is nobody's business of. */
  readonly 'read-foreign-quote': { asked: { quoteId: string }; told: unknown }
  readonly final: { asked: null; told: FinalFact }
}

export type TradeCall<Name extends keyof TradeCalls> = Omit<Call, 'asked' | 'told'> & {
  readonly asked: TradeCalls[Name]['asked']
  /** Of an `ok` only. */
  readonly told: TradeCalls[Name]['told']
}

export type Trade = {
  readonly of: <Name extends keyof TradeCalls>(name: Name) => readonly TradeCall<Name>[]
  /** Those answered `ok`. */
  readonly done: <Name extends keyof TradeCalls>(name: Name) => readonly TradeCall<Name>[]
  /** Every time anybody was told of an order. */
  readonly sightings: readonly Sighting[]
  /** Lines of calls that nobody has ended, not even without an answer. */
  readonly unended: readonly number[]
  /** Undefined where the run did not get so far. */
  readonly final: FinalFact | undefined
}
export type Sighting = {
  readonly order: OrderFact
  readonly process: number
  readonly begun: number
  readonly ended: number
}

/** The history's calls by what they are about. Their shapes are those of whoever wrote the history. */
export function readTrade(history: readonly Operation[]): Trade {
  const byName = Map.groupBy(callsOf(history), ({ f }) => f)
  const of: Trade['of'] = (name) => (byName.get(name) ?? []) as never
  const done: Trade['done'] = (name) => of(name).filter(({ outcome }) => outcome === 'ok')
  const final = done('final').at(-1)?.told
  const seen = [
    ...done('place').map((call) => ({ ...call, order: call.told.order, replayed: call.told.replayed })),
    ...done('command').map((call) => ({ ...call, order: call.told.order, replayed: call.told.replayed })),
    ...done('read-order').map((call) => ({ ...call, order: call.told, replayed: false })),
  ]
  const sightings = seen
    // A replay tells of the past: what it says is no news of the order.
    .filter(({ replayed }) => !replayed)
    .map(({ order, process, begun, ended }) => ({ order, process, begun, ended }))
  return { of, done, sightings, unended: unendedIn(history), final }
}

function unendedIn(history: readonly Operation[]): readonly number[] {
  const open = new Map<number | 'nemesis', number>()
  for (const { process, type, index } of history)
    if (type === 'invoke') open.set(process, index)
    else open.delete(process)
  return [...open.values()]
}

/** What a property came to: how many facts it looked at, and what each broken one says. */
export type Finding = { readonly looked: number; readonly violations: readonly string[] }
export type Property = {
  readonly name: string
  readonly says: string
  readonly judge: (trade: Trade) => Finding
}

/** Judges each of them; `undefined` is well, a text says what is not. */
export const judgeEach = <T>(all: Iterable<T>, judge: (one: T) => string | undefined): Finding => {
  const list = [...all]
  return { looked: list.length, violations: list.map(judge).filter((text) => text !== undefined) }
}

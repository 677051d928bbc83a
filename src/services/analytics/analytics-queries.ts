/** The questions that dashboards ask, each one parameterised query; whose rows are read is decided by `Scope` alone. */
import type { Analytics, AnalyticsQuery, Row } from '../../infrastructure/analytics/analytics.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { tooMuch } from '../../infrastructure/analytics/analytics.ts'
import type { Period } from './period.ts'

/** One organisation's own side, or, for platform staff, everybody's. */
export type Scope = { readonly organisationId: string | null }
export type Side = 'buyer' | 'supplier'

/** Without an organisation it is one side of every record, so that nothing counts twice. */
const ownSide = `side = {side:String}
  AND ({organisationId:Nullable(String)} IS NULL OR organisation_id = {organisationId:Nullable(String)})`

/** SQL for what may be grouped by: the texts stand here, and none comes from outside. */
const orderKeys = {
  day: 'toString(toDate(sent_at))',
  category: "if(category = '', 'none', category)",
  counterparty: 'counterparty_id',
  organisation: 'organisation_id',
  status: 'status',
} as const
export type OrderKey = keyof typeof orderKeys
export const orderKeyNames = Object.keys(orderKeys) as OrderKey[]

export type OrderFigures = {
  readonly key: string
  readonly currency: string
  readonly orders: number
  readonly lines: number
  /** Minor units: goods without charges, of what was not cancelled. */
  readonly value: number
}

export type OrdersAsked = Scope & Period & { readonly side: Side; readonly by: OrderKey }

const categories = `LEFT JOIN
  (SELECT product_id, argMax(category, version) AS category FROM products GROUP BY product_id) AS products
  USING product_id`

/** Orders that were sent in the period and not called off, by a key and currency. */
export async function orderFigures(analytics: Analytics, asked: OrdersAsked): Promise<readonly OrderFigures[]> {
  const { by, side, organisationId, from, to } = asked
  const rows = await analytics.query({
    sql: `SELECT ${orderKeys[by]} AS key, currency, uniqExact(order_id) AS orders, count() AS lines,
        sum(toInt128(net_minor)) AS value
      FROM order_sides FINAL ${by === 'category' ? categories : ''}
      WHERE ${ownSide} AND toDate(sent_at) BETWEEN {from:Date} AND {to:Date}
        ${by === 'status' ? '' : "AND status NOT IN ('declined', 'cancelled', 'rejected')"}
      GROUP BY key, currency ORDER BY key, currency`,
    parameters: { side, organisationId, from, to },
  })
  return rows.map((row) => ({
    key: String(row['key']),
    currency: String(row['currency']),
    orders: exact(row, 'orders'),
    lines: exact(row, 'lines'),
    value: exact(row, 'value'),
  }))
}

const quoteKeys = { supplier: 'i.supplier_id', buyer: 'i.buyer_id', day: 'toString(toDate(i.published_at))' } as const
export type QuoteKey = keyof typeof quoteKeys
export const quoteKeyNames = Object.keys(quoteKeys) as QuoteKey[]

export type QuoteFigures = {
  readonly key: string
  readonly invitations: number
  /** Of the invitations. */
  readonly answered: number
  /** Answers to open requests among them. */
  readonly quotes: number
  readonly decided: number
  readonly won: number
  /** From publishing to the first version; null where there is no quote. */
  readonly responseSeconds: { readonly median: number; readonly p90: number } | null
}

export type QuotesAsked = Scope & Period & { readonly side: Side; readonly by: QuoteKey }

/** What became of requests that were published in the period, by a key. A supplier has one quote a request. */
export async function quoteFigures(analytics: Analytics, asked: QuotesAsked): Promise<readonly QuoteFigures[]> {
  const { by, side, organisationId, from, to } = asked
  const rows = await analytics.query({
    sql: `SELECT ${quoteKeys[by]} AS key, countIf(i.invited) AS invitations,
        countIf(i.invited AND i.answered) AS answered, countIf(q.status != '') AS quotes,
        countIf(q.status IN ('accepted', 'rejected')) AS decided, countIf(q.status = 'accepted') AS won,
        quantilesExactIf(0.5, 0.9)(dateDiff('second', i.published_at, q.submitted_at), q.status != '') AS response
      FROM (SELECT * FROM invitation_sides FINAL
        WHERE ${ownSide} AND toDate(published_at) BETWEEN {from:Date} AND {to:Date}) AS i
      LEFT JOIN (SELECT * FROM quote_sides FINAL WHERE ${ownSide}) AS q
        ON i.rfq_id = q.rfq_id AND i.supplier_id = q.supplier_id
      GROUP BY key ORDER BY key`,
    parameters: { side, organisationId, from, to },
  })
  return rows.map((row) => {
    const quotes = exact(row, 'quotes')
    const [median = 0, p90 = 0] = list(row, 'response')
    return {
      key: String(row['key']),
      invitations: exact(row, 'invitations'),
      answered: exact(row, 'answered'),
      quotes,
      decided: exact(row, 'decided'),
      won: exact(row, 'won'),
      responseSeconds: quotes === 0 ? null : { median, p90 },
    }
  })
}

/** What is left on hand, in base units, by the days until its date mark. */
const exposures = ['expired', 'within7Days', 'within30Days', 'within90Days', 'later', 'undated'] as const
export type Exposure = (typeof exposures)[number]

export type StockFigures = {
  readonly ownerId: string
  readonly productId: string
  readonly unit: string
  readonly onHand: number
  readonly exposure: Readonly<Record<Exposure, number>>
  /** In the period. */
  readonly dispatched: number
  /** Over the days of the period, each at its end. */
  readonly averageOnHand: number
}

export type StockAsked = Scope &
  Period & { readonly today: string; readonly limit: number; readonly productId: string | null }

/** A movement counts on every day of the period from its own on: the sum of all is what was on hand at each day's end. */
const heldDays = `sum(on_hand * greatest(0, least({days:Int32}, dateDiff('day', toDate(at), {to:Date}) + 1)))`

/** Turnover and exposure by product, what expires first before the rest. */
export async function stockFigures(analytics: Analytics, asked: StockAsked): Promise<readonly StockFigures[]> {
  const rows = await analytics.query({
    sql: `SELECT owner_id, product_id, anyHeavy(unit) AS unit, sum(left) AS onHand, sum(sent) AS dispatched,
        sum(held_days) AS heldDays,
        sumIf(left, marked_on < {today:Date}) AS expired,
        sumIf(left, marked_on >= {today:Date} AND days_left <= 7) AS within7Days,
        sumIf(left, days_left > 7 AND days_left <= 30) AS within30Days,
        sumIf(left, days_left > 30 AND days_left <= 90) AS within90Days,
        sumIf(left, days_left > 90) AS later, sumIf(left, marked_on IS NULL) AS undated
      FROM (
        SELECT owner_id, product_id, lot_id, sum(on_hand) AS left, ${heldDays} AS held_days,
          -sumIf(on_hand, type = 'stock/dispatched' AND toDate(at) BETWEEN {from:Date} AND {to:Date}) AS sent
        FROM stock_movements FINAL
        WHERE ({organisationId:Nullable(String)} IS NULL OR owner_id = {organisationId:Nullable(String)})
          AND ({productId:Nullable(String)} IS NULL OR product_id = {productId:Nullable(String)})
        GROUP BY owner_id, product_id, lot_id) AS moved
      LEFT JOIN (
        SELECT owner_id, product_id, lot_id, unit, marked_on, dateDiff('day', {today:Date}, marked_on) AS days_left
        FROM stock_lots FINAL) AS lots
      USING (owner_id, product_id, lot_id)
      GROUP BY owner_id, product_id
      ORDER BY expired DESC, within7Days DESC, within30Days DESC, within90Days DESC, owner_id, product_id
      LIMIT {limit:UInt32}`,
    parameters: { ...asked },
  })
  return rows.map((row) => ({
    ownerId: String(row['owner_id']),
    productId: String(row['product_id']),
    unit: String(row['unit']),
    onHand: exact(row, 'onHand'),
    exposure: Object.fromEntries(exposures.map((name) => [name, exact(row, name)])) as StockFigures['exposure'],
    dispatched: exact(row, 'dispatched'),
    averageOnHand: exact(row, 'heldDays') / asked.days,
  }))
}

const requestKeys = { route: "concat(method, ' ', route)", day: 'toString(toDate(minute))' } as const
export type RequestKey = keyof typeof requestKeys
export const requestKeyNames = Object.keys(requestKeys) as RequestKey[]

export type RequestFigures = {
  readonly key: string
  readonly requests: number
  readonly refused: number
  readonly failed: number
  readonly ms: { readonly p50: number; readonly p95: number; readonly p99: number; readonly slowest: number }
}

/** How fast the exchange answered, by route or by day. */
export async function requestFigures(
  analytics: Analytics,
  { from, to, by }: Period & { readonly by: RequestKey },
): Promise<readonly RequestFigures[]> {
  const query: AnalyticsQuery = {
    sql: `SELECT ${requestKeys[by]} AS key, sum(requests) AS all, sum(refused) AS refused, sum(failed) AS failed,
        max(slowest_ms) AS slowest, quantilesTDigestMerge(0.5, 0.95, 0.99)(latency) AS ms
      FROM request_minutes WHERE toDate(minute) BETWEEN {from:Date} AND {to:Date}
      GROUP BY key ORDER BY key`,
    parameters: { from, to },
  }
  return (await analytics.query(query)).map((row) => {
    const [p50 = 0, p95 = 0, p99 = 0] = list(row, 'ms').map(rounded)
    return {
      key: String(row['key']),
      requests: exact(row, 'all'),
      refused: exact(row, 'refused'),
      failed: exact(row, 'failed'),
      ms: { p50, p95, p99, slowest: rounded(Number(row['slowest'])) },
    }
  })
}

/** Thousandths are enough, and what a 32-bit figure has beyond them is noise. */
const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000

/** An integer of any width. Refuses what a JSON number cannot hold exactly. */
function exact(row: Row, name: string): number {
  const value = Number(row[name])
  if (Number.isSafeInteger(value)) return value
  throw new Rejected(tooMuch)
}

const list = (row: Row, name: string): readonly number[] => {
  const values: unknown = row[name]
  return Array.isArray(values) ? values.map(Number) : []
}

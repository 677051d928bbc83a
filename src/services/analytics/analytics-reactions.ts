/** Keeps the tables in step with what was committed, a batch of the log at a time. The bus's backlog is the only spool. */
import type { Consumer, Message } from '../../event-bus/event-bus.ts'
import { rowsPerInsert, type Analytics } from '../../infrastructure/analytics/analytics.ts'
import { bookOfId, type StockEvent } from '../inventory/contract.ts'
import {
  joinRows,
  projectEvent,
  projectOrder,
  projectProduct,
  projectQuote,
  projectRfq,
  projectStock,
  type OrderFacts,
  type ProductFacts,
  type QuoteFacts,
  type RfqFacts,
  type Rows,
} from './analytics-rows.ts'

/** How streams of other services stand now, or undefined; never older than the message that made one ask. */
export type Standings = {
  readonly order: (id: string) => Promise<OrderFacts | undefined>
  readonly product: (id: string) => Promise<ProductFacts | undefined>
  readonly quote: (id: string) => Promise<QuoteFacts | undefined>
  readonly rfq: (id: string) => Promise<RfqFacts | undefined>
}

export type AnalyticsReactionNeeds = { readonly analytics: Analytics; readonly standings: Standings }

export const analyticsGroup = 'analytics'
const batchMax = 500
/** Some ten inserts of at most 30 s each. */
const timeoutMs = 300_000

export const analyticsReactions = (needs: AnalyticsReactionNeeds): readonly Consumer[] => [
  {
    name: analyticsGroup,
    interest: { kinds: ['order', 'product', 'rfq', 'quote', 'stock'] },
    batchMax,
    timeoutMs,
    beginsAnew: () => isEmpty(needs.analytics),
    handleBatch: (messages, signal) => tell(needs, messages, signal),
  },
]

/** Tables that were lost are told everything again. A server that is away is asked again by the bus. */
const isEmpty = async (analytics: Analytics): Promise<boolean> =>
  (await analytics.query({ sql: 'SELECT 1 AS known FROM events LIMIT 1' })).length === 0

/**
 * Facts first and events last: an event in its table says that its facts are in theirs. Whatever cuts it short, the same
 * messages come again, and rows that are there already replace themselves.
 */
async function tell(
  { analytics, standings }: AnalyticsReactionNeeds,
  messages: readonly Message[],
  signal: AbortSignal,
) {
  const stock = messages.filter(({ kind }) => kind === 'stock').map(stockRows)
  const { events, ...facts } = joinRows([
    ...(await standingRows(standings, messages)),
    ...stock,
    ...messages.map(projectEvent),
  ])
  for (const [table, rows] of [...Object.entries(facts), ['events', events ?? []] as const])
    for (let start = 0; start < rows.length; start += rowsPerInsert) {
      signal.throwIfAborted()
      await analytics.insert(table, rows.slice(start, start + rowsPerInsert))
    }
}

const stockRows = ({ id, version, at, streamId, body }: Message): Rows =>
  projectStock({ eventId: id, version, at, ...bookOfId(streamId), event: body as StockEvent })

/** One look at each stream, however many of its events came. */
async function standingRows(standings: Standings, messages: readonly Message[]): Promise<readonly Rows[]> {
  const streams = new Map(messages.map(({ kind, streamId }) => [`${kind}-${streamId}`, { kind, streamId }]))
  const rows: Rows[] = []
  for (const { kind, streamId } of streams.values()) {
    const found = await standing(standings, kind, streamId)
    if (found) rows.push(found)
  }
  return rows
}

async function standing(standings: Standings, kind: string, id: string): Promise<Rows | undefined> {
  switch (kind) {
    case 'order':
      return project(await standings.order(id), (order) => projectOrder(id, order))
    case 'product':
      return project(await standings.product(id), (product) => projectProduct(id, product))
    case 'quote':
      return project(await standings.quote(id), (quote) => projectQuote(id, quote))
    case 'rfq':
      return project(await standings.rfq(id), (rfq) => projectRfq(id, rfq))
  }
  return undefined
}

const project = <Facts>(facts: Facts | undefined, rows: (facts: Facts) => Rows): Rows | undefined =>
  facts && rows(facts)

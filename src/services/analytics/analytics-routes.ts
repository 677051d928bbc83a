/** The REST face of analytics: an organisation sees its own side of what it takes part in, platform staff see all. */
import type { Static } from 'typebox'
import { route, type Reply, type Route } from '../../gateway/route.ts'
import type { Analytics } from '../../infrastructure/analytics/analytics.ts'
import { actingOrganisation, type MemberCaller, type StaffCaller } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { orderFigures, quoteFigures, requestFigures, stockFigures, type Scope } from './analytics-queries.ts'
import {
  OrdersBody,
  OrdersQuery,
  QuotesBody,
  QuotesQuery,
  RequestsBody,
  RequestsQuery,
  StockBody,
  StockQuery,
} from './analytics-schemas.ts'
import { periodOf, type Period } from './period.ts'
import type { RequestLog } from './request-log-writer.ts'

export type AnalyticsRouteNeeds = { readonly analytics: Analytics; readonly requestLog: Pick<RequestLog, 'lost'> }

/** The query's own limit of 5 s, and what it takes to bring the tables up to date at first. */
const timeoutMs = 10_000

const options = (operationId: string, path: `/v1/analytics/${string}`, summary: string) =>
  ({
    method: 'GET',
    path,
    operationId,
    tag: 'Analytics',
    summary,
    limit: 'heavy',
    timeoutMs,
    refusals: [
      'analytics/period',
      'analytics/other-organisation',
      'analytics/too-much',
      'analytics/unavailable',
      'analytics/not-installed',
    ],
  }) as const
const traders = { kind: 'member-or-staff' } as const

export const analyticsRoutes = ({ analytics, requestLog }: AnalyticsRouteNeeds): Route[] => [
  route({
    ...options('analyseOrders', '/v1/analytics/orders', 'Count orders and their value'),
    description: 'Orders that were sent in the period, without those declined or cancelled (but by status, with them).',
    access: traders,
    query: OrdersQuery,
    reply: OrdersBody,
    async handle({ query, caller, intent }) {
      const period = checkedPeriod(query, intent.at)
      const scope = scopeOf(caller, query.organisationId)
      const { side = 'supplier', groupBy: by = 'day' } = query
      const found = await orderFigures(analytics, { ...scope, ...period, side, by })
      return answer<typeof OrdersBody>(
        period,
        found.map(({ currency, value, ...counts }) => ({ ...counts, value: { amount: value, currency } })),
      )
    },
  }),
  route({
    ...options(
      'analyseQuotes',
      '/v1/analytics/quotes',
      'Measure how often, how fast and how well requests are answered',
    ),
    description: 'Requests for quotation that were published in the period.',
    access: traders,
    query: QuotesQuery,
    reply: QuotesBody,
    async handle({ query, caller, intent }) {
      const period = checkedPeriod(query, intent.at)
      const scope = scopeOf(caller, query.organisationId)
      const { side = 'supplier', groupBy: by = 'supplier' } = query
      const found = await quoteFigures(analytics, { ...scope, ...period, side, by })
      return answer<typeof QuotesBody>(
        period,
        found.map((each) => ({
          ...each,
          quoteRate: share(each.answered, each.invitations),
          winRate: share(each.won, each.decided),
        })),
      )
    },
  }),
  stockRoute(analytics),
  requestsRoute(analytics, requestLog),
]

const stockRoute = (analytics: Analytics): Route =>
  route({
    ...options('analyseStock', '/v1/analytics/stock', 'Show what stock turns over, and what will expire'),
    description: 'Of each product: what expires first stands first. Only the owner of stock sees it.',
    access: traders,
    query: StockQuery,
    reply: StockBody,
    async handle({ query, caller, intent }) {
      const period = checkedPeriod(query, intent.at)
      const { productId = null, limit = 100 } = query
      const found = await stockFigures(analytics, {
        ...scopeOf(caller, query.organisationId),
        ...period,
        today: intent.at.slice(0, 10),
        productId,
        limit,
      })
      return answer<typeof StockBody>(
        period,
        found.map((each) => ({
          ...each,
          turnover: each.averageOnHand > 0 ? each.dispatched / each.averageOnHand : null,
        })),
      )
    },
  })

const requestsRoute = (analytics: Analytics, { lost }: Pick<RequestLog, 'lost'>): Route =>
  route({
    ...options('analyseRequests', '/v1/analytics/requests', 'Show how fast the exchange answers'),
    access: { kind: 'staff' },
    query: RequestsQuery,
    reply: RequestsBody,
    async handle({ query, intent }) {
      const period = checkedPeriod(query, intent.at)
      const found = await requestFigures(analytics, { ...period, by: query.groupBy ?? 'route' })
      return { body: { from: period.from, to: period.to, lost: lost(), items: found } }
    },
  })

type FiguresBody = typeof OrdersBody | typeof QuotesBody | typeof StockBody

const answer = <Body extends FiguresBody>({ from, to }: Period, items: Static<Body>['items']): Reply => ({
  body: { from, to, items },
})

function checkedPeriod(given: { readonly from?: string; readonly to?: string }, now: string): Period {
  const period = periodOf(given, now)
  if (!period.ok) throw new Rejected(period.rejection)
  return period.value
}

/** Whose rows are read: the one place where that is decided. */
function scopeOf(caller: MemberCaller | StaffCaller, named: string | undefined): Scope {
  if (caller.kind === 'staff') return { organisationId: named ?? null }
  const own = actingOrganisation(caller)
  if (own === undefined || (named !== undefined && named !== own)) throw new Rejected(notYours)
  return { organisationId: own }
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

const notYours: Rejection = {
  kind: 'forbidden',
  code: 'analytics/other-organisation',
  detail: 'An organisation’s figures are its own: leave `organisationId` out, or name the one you act for.',
}

/** What questions to analytics and their answers look like. */
import { Type, type TSchema } from 'typebox'
import { orderKeyNames, quoteKeyNames, requestKeyNames } from './analytics-queries.ts'

const Day = (description: string) => Type.String({ format: 'date', description: `${description} YYYY-MM-DD, UTC.` })
const Count = (description?: string) => Type.Integer({ minimum: 0, ...(description !== undefined && { description }) })
const oneOf = <const Name extends string>(names: readonly Name[], description: string) =>
  Type.Enum([...names], { description })

const period = {
  from: Type.Optional(Day('The first day; 30 days before the last where it is left out.')),
  to: Type.Optional(Day('The last day; today where it is left out.')),
}
const scope = {
  organisationId: Type.Optional(
    Type.String({ maxLength: 40, description: 'For platform staff: whose side. Members see their own.' }),
  ),
}
const Side = oneOf(
  ['buyer', 'supplier'],
  'As what: who bought, or who sold. The supplier’s side unless said otherwise.',
)

export const OrdersQuery = Type.Object({
  ...period,
  ...scope,
  side: Type.Optional(Side),
  groupBy: Type.Optional(oneOf(orderKeyNames, 'By day unless said otherwise.')),
})
export const QuotesQuery = Type.Object({
  ...period,
  ...scope,
  side: Type.Optional(Side),
  groupBy: Type.Optional(oneOf(quoteKeyNames, 'By supplier unless said otherwise.')),
})
export const StockQuery = Type.Object({
  ...period,
  ...scope,
  productId: Type.Optional(Type.String({ maxLength: 40 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '100 unless said otherwise.' })),
})
export const RequestsQuery = Type.Object({
  ...period,
  groupBy: Type.Optional(oneOf(requestKeyNames, 'By route unless said otherwise.')),
})

const figures = <Item extends TSchema>(title: string, item: Item) =>
  Type.Object(
    { from: Day('The first day.'), to: Day('The last day.'), items: Type.Array(item, { maxItems: 1_000 }) },
    { title },
  )
const Key = Type.String({ description: 'The day, id or name that was grouped by.' })
const Rate = (description: string) =>
  Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], { description: `${description} Null of none.` })

export const OrdersBody = figures(
  'OrderFigures',
  Type.Object({
    key: Key,
    orders: Count(),
    lines: Count(),
    value: Type.Object(
      { amount: Type.Integer({ description: 'Minor units.' }), currency: Type.String({ pattern: '^[A-Z]{3}$' }) },
      { description: 'Goods without charges, of what was not cancelled.' },
    ),
  }),
)
export const QuotesBody = figures(
  'QuoteFigures',
  Type.Object({
    key: Key,
    invitations: Count(),
    answered: Count('Invitations with a quote that was not withdrawn.'),
    quoteRate: Rate('Answered of invitations.'),
    quotes: Count('Also those on open requests.'),
    decided: Count('Accepted or rejected.'),
    won: Count('Accepted, in whole or in part.'),
    winRate: Rate('Won of decided.'),
    responseSeconds: Type.Union([Type.Object({ median: Type.Number(), p90: Type.Number() }), Type.Null()], {
      description: 'From the publishing of the request to the first version of the quote.',
    }),
  }),
)
const Quantity = Type.Integer({ description: 'Base units.' })
export const StockBody = figures(
  'StockFigures',
  Type.Object({
    ownerId: Type.String(),
    productId: Type.String(),
    unit: Type.String({ description: 'Of the quantities: piece, gram or millilitre; empty where no lot is known.' }),
    onHand: Quantity,
    exposure: Type.Object(
      {
        expired: Quantity,
        within7Days: Quantity,
        within30Days: Quantity,
        within90Days: Quantity,
        later: Quantity,
        undated: Quantity,
      },
      { description: 'What is on hand now, by the days until its date mark.' },
    ),
    dispatched: Quantity,
    averageOnHand: Type.Number({ description: 'Over the days of the period, each at its end.' }),
    turnover: Type.Union([Type.Number(), Type.Null()], {
      description: 'Dispatched in the period, of what was on hand on average. Null of none.',
    }),
  }),
)
const RequestItem = Type.Object({
  key: Key,
  requests: Count(),
  refused: Count('Answered with 4xx.'),
  failed: Count('Answered with 5xx.'),
  ms: Type.Object(
    { p50: Type.Number(), p95: Type.Number(), p99: Type.Number(), slowest: Type.Number() },
    { description: 'Milliseconds; the quantiles within some hundredths of their rank.' },
  ),
})
export const RequestsBody = Type.Object(
  {
    ...figures('', RequestItem).properties,
    lost: Count('Requests that this process has left out since it started, because there were too many to keep.'),
  },
  { title: 'RequestFigures' },
)

/** The REST face of exchange rates: set by the platform, read by everybody who trades. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { parseCurrency } from '../../../kernel/currency.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { exchangeRatesAggregate, rateTables, type RateTableDocument } from './exchange-rate-view.ts'
import { ratesMax, type RateTable } from './exchange-rates.ts'
import { CurrencyText, DecimalText, InstantText } from '../request/rfq-schemas.ts'

const tag = 'RFQs'
const Table = {
  base: CurrencyText,
  asOf: InstantText,
  rates: Type.Array(
    Type.Object({
      currency: CurrencyText,
      rate: DecimalText('What one unit of the currency is worth in the base: 0.92 for a dollar in euro.'),
    }),
    { maxItems: ratesMax },
  ),
}
const RatesBody = Type.Object(Table, { title: 'ExchangeRates' })

const shown = ({ base, asOf, rates }: Extract<RateTable, { status: 'set' }>) => ({ base, asOf, rates })

export const exchangeRateRoutes = ({ execute, documents }: { execute: Execute; documents: Documents }): Route[] => [
  route({
    method: 'PUT',
    path: '/v1/exchange-rates',
    operationId: 'setExchangeRates',
    tag,
    summary: 'Set the exchange rates of a base currency',
    description:
      'Replaces the base’s table. Two currencies are joined by their own table, by its inverse, or through the euro; others stay unknown.',
    access: { kind: 'staff' },
    guard: 'optional',
    body: RatesBody,
    reply: RatesBody,
    refusals: ['currency/unknown', 'rates/not-positive', 'rates/currency-twice', 'rates/not-yet'],
    async handle({ body, caller, intent, ifMatch }) {
      const base = parseCurrency(body.base)
      const done = await execute(exchangeRatesAggregate, intent, async (unit) => {
        // What is no currency is refused by the decider, which names the field; its stream is never written.
        const id = base.ok ? base.value : 'none'
        const snapshot = await unit.load(exchangeRatesAggregate, id)
        requireVersion(snapshot, ifMatch)
        await unit.decide(exchangeRatesAggregate, id, { type: 'set', at: unit.at, by: caller.staffId, ...body })
        return id
      })
      if (done.state.status === 'absent') throw new Error('Rates that were just set are absent.')
      return { body: shown(done.state), version: done.version, replayed: done.replayed }
    },
  }),
  listRoute({
    path: '/v1/exchange-rates',
    operationId: 'listExchangeRates',
    tag,
    summary: 'List the exchange rates',
    access: { kind: 'member-or-staff' },
    query: Type.Object({ base: Type.Optional(CurrencyText) }),
    reply: RatesBody,
    async handle({ query, page }) {
      const equals = query.base === undefined ? [] : [query.base]
      const found = await documents.find(rateTables, { index: 'byBase', equals, ...page })
      return { ...found, items: found.items.map(({ body }) => shown(JSON.parse(body) as RateTableDocument)) }
    },
  }),
]

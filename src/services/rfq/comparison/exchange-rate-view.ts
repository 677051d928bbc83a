/** How exchange rates are kept: one stream for each base currency. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { readModel, type Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import type { Reader } from '../../organisation/contract.ts'
import {
  exchangeRates,
  rateSnapshot,
  tablesFor,
  type RateSnapshot,
  type RatesSet,
  type RateTable,
  type SetRates,
} from './exchange-rates.ts'

export type RateTableDocument = Extract<RateTable, { status: 'set' }> & { readonly id: string }

export const rateTables = collection<RateTableDocument>()({
  name: 'exchangerates',
  indexes: { byBase: ({ base }) => [[base]] },
})

export const exchangeRatesAggregate: Aggregate<RateTable, SetRates, RatesSet> = {
  kind: 'exchangerates',
  decider: exchangeRates,
  organisations: () => [],
  readModels: [
    readModel({
      collection: rateTables,
      project: ({ id }, state: RateTable) =>
        state.status === 'absent' ? [] : [{ id, document: { ...state, id } satisfies RateTableDocument }],
    }),
  ],
}

/** One snapshot of the rates into a currency, fresh from the streams: for all of one comparison, or one award. */
export async function readRates(
  reader: Reader,
  to: CurrencyCode,
  froms: readonly CurrencyCode[],
): Promise<RateSnapshot> {
  const tables = await Promise.all(
    tablesFor(to, froms).map(async (base) => (await reader.read(exchangeRatesAggregate, base)).state),
  )
  return rateSnapshot(to, froms, tables)
}

/** What currencies are worth in one another: tables of rates set by the platform, and one snapshot for a whole decision. */
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { currency as knownCurrency, parseCurrency, type CurrencyCode } from '../../../kernel/currency.ts'
import type { Decider } from '../../../kernel/decider.ts'
import {
  decimal,
  divideDecimals,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  signOf,
  type Decimal,
} from '../../../kernel/decimal.ts'
import { convertMoney, type Money } from '../../../kernel/money.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseInstant, type Instant } from '../../../kernel/time.ts'

export const ratesMax = 200

/** Through this currency two others meet that no table joins: central banks publish against it. */
export const pivotCurrency = knownCurrency('EUR')

export type Rate = { readonly currency: CurrencyCode; readonly rate: Decimal }

/** `rate`: how many units of the table's base currency one unit of `currency` is worth. */
export type RateTable =
  | { readonly status: 'absent' }
  | {
      readonly status: 'set'
      readonly base: CurrencyCode
      readonly asOf: Instant
      readonly rates: readonly Rate[]
    }

export type SetRates = {
  readonly type: 'set'
  readonly at: string
  readonly by: string
  readonly base: string
  readonly asOf: string
  readonly rates: readonly { readonly currency: string; readonly rate: string }[]
}
export type RatesSet = {
  readonly type: 'exchangerates/set'
  readonly at: string
  readonly by: string
  readonly base: CurrencyCode
  readonly asOf: Instant
  readonly rates: readonly Rate[]
}

export const exchangeRates: Decider<RateTable, SetRates, RatesSet> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly RatesSet[]> {
    const checked = checkedTable(command)
    if (!checked.ok) return checked
    if (state.status === 'set') {
      const { status: _status, ...known } = state
      if (canonicalJson(known) === canonicalJson(checked.value)) return accept([])
    }
    const { at, by } = command
    return accept([{ type: 'exchangerates/set', at, by, ...checked.value }])
  },
  evolve(_state, { base, asOf, rates }): RateTable {
    return { status: 'set', base, asOf, rates }
  },
}

function checkedTable({ at, ...given }: SetRates): Result<Pick<RatesSet, 'base' | 'asOf' | 'rates'>> {
  const base = parseCurrency(given.base)
  if (!base.ok) return reject(named('/base', base.rejection))
  const asOf = parseInstant(given.asOf)
  if (!asOf.ok) return reject(named('/asOf', asOf.rejection))
  if (asOf.value > at) return reject(invalidField('rates/not-yet', '/asOf', 'Rates are of a moment that has been.'))
  const rates: Rate[] = []
  for (const [index, each] of given.rates.entries()) {
    const pointer = `/rates/${index}`
    const currency = parseCurrency(each.currency)
    if (!currency.ok) return reject(named(`${pointer}/currency`, currency.rejection))
    if (currency.value === base.value || rates.some((rate) => rate.currency === currency.value))
      return reject(invalidField('rates/currency-twice', `${pointer}/currency`, 'Each currency has one rate.'))
    const rate = parseDecimal(each.rate)
    if (!rate.ok) return reject(named(`${pointer}/rate`, rate.rejection))
    if (signOf(rate.value) <= 0) return reject(invalidField('rates/not-positive', `${pointer}/rate`, 'Above zero.'))
    rates.push({ currency: currency.value, rate: rate.value })
  }
  const sorted = rates.toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
  return accept({ base: base.value, asOf: asOf.value, rates: sorted })
}

const named = (pointer: string, rejection: Rejection): Rejection => ({
  ...rejection,
  errors: [{ pointer, detail: rejection.detail }],
})

/** What was known of one pair: `rate` units of the snapshot's currency for one of `from`. */
export type UsedRate = { readonly from: CurrencyCode; readonly rate: Decimal; readonly asOf: Instant }

/** The rates of one moment into one currency: what a comparison or an award reckons with, and keeps. */
export type RateSnapshot = { readonly to: CurrencyCode; readonly rates: readonly UsedRate[] }

/** The tables that can say what `from` is worth in `to`. */
export const tablesFor = (to: CurrencyCode, froms: readonly CurrencyCode[]): readonly CurrencyCode[] => [
  ...new Set([to, ...froms.filter((from) => from !== to), pivotCurrency]),
]

/**
 * Takes the rates of currencies into one: from its own table, else the inverse from the other's, else through the
 * pivot. A currency that no table joins is left out: unknown, never one to one.
 */
export function rateSnapshot(
  to: CurrencyCode,
  froms: readonly CurrencyCode[],
  tables: readonly RateTable[],
): RateSnapshot {
  const rates: UsedRate[] = []
  for (const from of [...new Set(froms)].toSorted()) {
    if (from === to) continue
    const found = joined(from, to, tables) ?? throughPivot(from, to, tables)
    if (found) rates.push({ from, ...found })
  }
  return { to, rates }
}

type Found = { readonly rate: Decimal; readonly asOf: Instant }
const placesMax = 12

function joined(from: CurrencyCode, to: CurrencyCode, tables: readonly RateTable[]): Found | undefined {
  const direct = listed(from, to, tables)
  if (direct) return direct
  const inverse = listed(to, from, tables)
  if (!inverse) return undefined
  const rate = divideDecimals(decimal('1'), inverse.rate, placesMax, 'half-even')
  return rate.ok && signOf(rate.value) > 0 ? { rate: rate.value, asOf: inverse.asOf } : undefined
}

function throughPivot(from: CurrencyCode, to: CurrencyCode, tables: readonly RateTable[]): Found | undefined {
  const first = joined(from, pivotCurrency, tables)
  const second = joined(pivotCurrency, to, tables)
  if (!first || !second) return undefined
  const rate = roundDecimal(multiplyDecimals(first.rate, second.rate), placesMax, 'half-even')
  const asOf = first.asOf < second.asOf ? first.asOf : second.asOf
  return signOf(rate) > 0 ? { rate, asOf } : undefined
}

function listed(from: CurrencyCode, base: CurrencyCode, tables: readonly RateTable[]): Found | undefined {
  for (const table of tables) {
    if (table.status === 'absent' || table.base !== base) continue
    const rate = table.rates.find(({ currency }) => currency === from)
    if (rate) return { rate: rate.rate, asOf: table.asOf }
  }
  return undefined
}

/** How many units of the snapshot's currency one of `from` is; undefined where nobody said. */
export const rateOf = ({ to, rates }: RateSnapshot, from: CurrencyCode): Decimal | undefined =>
  from === to ? decimal('1') : rates.find((rate) => rate.from === from)?.rate

/** An amount in the snapshot's currency; undefined where no rate is known or money cannot hold it. */
export function inSnapshot(snapshot: RateSnapshot, amount: Money): Money | undefined {
  const rate = rateOf(snapshot, amount.currency)
  if (rate === undefined) return undefined
  const converted = convertMoney(amount, rate, snapshot.to)
  return converted.ok ? converted.value : undefined
}

/** What an invoice comes to by EN 16931: everything is a sum of rounded nets, and tax is rounded once a category and rate. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fromUnscaled, scaleOf, unscaled, type Decimal } from '../../../kernel/decimal.ts'
import {
  addMoney,
  multiplyMoney,
  multiplyUnitPrice,
  negateMoney,
  subtractMoney,
  sumMoney,
  zeroMoney,
  type Money,
} from '../../../kernel/money.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { taxKey, type TaxTreatment } from './tax-treatment.ts'

export type TaxedAmount = { readonly net: Money; readonly tax: TaxTreatment }

export type Reckoned = {
  readonly currency: CurrencyCode
  /** Negative where an advance is taken off. */
  readonly lines: readonly TaxedAmount[]
  /** Of the whole document, before tax (BG-20). */
  readonly allowances: readonly TaxedAmount[]
  /** Freight and the like (BG-21). */
  readonly charges: readonly TaxedAmount[]
}

/** One row of the tax breakdown (BG-23). */
export type TaxSubtotal = TaxTreatment & {
  /** BT-116. */
  readonly taxable: Money
  /** BT-117. */
  readonly tax: Money
}

/** The document totals (BG-22). BT-113, what was paid before, and BT-114, rounding to coins, are always zero here. */
export type Totals = {
  /** BT-106: the sum of line nets (BT-131). */
  readonly lines: Money
  /** BT-107. */
  readonly allowances: Money
  /** BT-108. */
  readonly charges: Money
  /** BT-109 = BT-106 − BT-107 + BT-108. */
  readonly net: Money
  /** BT-110 = the sum of BT-117. */
  readonly tax: Money
  /** BT-112 = BT-109 + BT-110. */
  readonly gross: Money
  /** BT-115 = BT-112 − BT-113 + BT-114. */
  readonly due: Money
  readonly breakdown: readonly TaxSubtotal[]
}

/** What a price is for; what is sold by weight is counted in grams, by volume in millilitres. */
export type PricedPer = 'piece' | 'kilogram' | 'litre'

/** BT-131: the item net price (BT-146) × the quantity (BT-129), rounded once, half up to the minor unit. */
export const lineNet = (
  { unitPrice, pricedPer }: { readonly unitPrice: Decimal; readonly pricedPer: PricedPer },
  measure: number,
  currency: CurrencyCode,
): Result<Money> =>
  multiplyUnitPrice(unitPrice, pricedPer === 'piece' ? measure : fromUnscaled(BigInt(measure), 3), currency)

/**
 * Adds a document up. Refuses two currencies, what money cannot hold, one category and rate with two reasons (BG-23 has
 * room for one), and what is not subject to tax beside what is (BR-O-11 to BR-O-14).
 */
export function reckon({ currency, lines, allowances, charges }: Reckoned): Result<Totals> {
  const lineSum = sumOf(currency, lines)
  if (!lineSum.ok) return reject(at('/lines', lineSum.rejection))
  const allowanceSum = sumOf(currency, allowances)
  if (!allowanceSum.ok) return reject(at('/allowances', allowanceSum.rejection))
  const chargeSum = sumOf(currency, charges)
  if (!chargeSum.ok) return reject(at('/charges', chargeSum.rejection))
  const net = sumMoney(currency, [lineSum.value, negateMoney(allowanceSum.value), chargeSum.value])
  if (!net.ok) return net
  const taken = allowances.map(({ net: amount, tax }) => ({ net: negateMoney(amount), tax }))
  const breakdown = breakdownOf([...lines, ...taken, ...charges], currency)
  if (!breakdown.ok) return breakdown
  const tax = sumMoney(
    currency,
    breakdown.value.map((row) => row.tax),
  )
  if (!tax.ok) return tax
  const gross = addMoney(net.value, tax.value)
  if (!gross.ok) return gross
  return accept({
    lines: lineSum.value,
    allowances: allowanceSum.value,
    charges: chargeSum.value,
    net: net.value,
    tax: tax.value,
    gross: gross.value,
    due: gross.value,
    breakdown: breakdown.value,
  })
}

const at = (pointer: string, rejection: Rejection): Rejection => ({
  ...rejection,
  errors: [{ pointer, detail: rejection.detail }],
})

const sumOf = (currency: CurrencyCode, amounts: readonly TaxedAmount[]): Result<Money> =>
  sumMoney(
    currency,
    amounts.map(({ net }) => net),
  )

function breakdownOf(amounts: readonly TaxedAmount[], currency: CurrencyCode): Result<readonly TaxSubtotal[]> {
  const groups = new Map<string, { treatment: TaxTreatment; taxable: Money }>()
  for (const { net, tax: treatment } of amounts) {
    const group = groups.get(taxKey(treatment)) ?? { treatment, taxable: zeroMoney(currency) }
    const { reason, reasonCode } = group.treatment
    if (reason !== treatment.reason || reasonCode !== treatment.reasonCode) return reject(twoReasons)
    const taxable = addMoney(group.taxable, net)
    if (!taxable.ok) return taxable
    groups.set(taxKey(treatment), { treatment, taxable: taxable.value })
  }
  const rows: TaxSubtotal[] = []
  for (const { treatment, taxable } of groups.values()) {
    const tax = taxOf(taxable, treatment)
    if (!tax.ok) return tax
    rows.push({ ...treatment, taxable, tax: tax.value })
  }
  return rows.length > 1 && rows.some(({ category }) => category === 'O') ? reject(mixedScope) : accept(rows)
}

/** BT-117 = BT-116 × BT-119 ÷ 100, half up to the minor unit; ties away from zero, so that a credit mirrors it. */
export function taxOf(taxable: Money, { ratePercent }: TaxTreatment): Result<Money> {
  if (ratePercent === undefined) return accept(zeroMoney(taxable.currency))
  const scale = scaleOf(ratePercent)
  return multiplyMoney(taxable, fromUnscaled(unscaled(ratePercent, scale), scale + 2))
}

/** What is left of totals once others were taken off, row by row; rows that come to nothing go. */
export function totalsLess(whole: Totals, less: Totals): Result<Totals> {
  const rows: TaxSubtotal[] = []
  for (const row of whole.breakdown) {
    const off = less.breakdown.find((each) => taxKey(each) === taxKey(row))
    const taxable = off ? subtractMoney(row.taxable, off.taxable) : accept(row.taxable)
    const tax = off ? subtractMoney(row.tax, off.tax) : accept(row.tax)
    if (!taxable.ok) return taxable
    if (!tax.ok) return tax
    if (taxable.value.amount !== 0 || tax.value.amount !== 0)
      rows.push({ ...row, taxable: taxable.value, tax: tax.value })
  }
  const minus = (a: Money, b: Money): Money => ({ amount: a.amount - b.amount, currency: a.currency })
  return accept({
    lines: minus(whole.lines, less.lines),
    allowances: minus(whole.allowances, less.allowances),
    charges: minus(whole.charges, less.charges),
    net: minus(whole.net, less.net),
    tax: minus(whole.tax, less.tax),
    gross: minus(whole.gross, less.gross),
    due: minus(whole.due, less.due),
    breakdown: rows,
  })
}

const twoReasons = invalidField(
  'invoice/tax-reason',
  '/tax/reason',
  'One category at one rate has one reason on an invoice. Invoice what is exempt for another reason apart.',
)
const mixedScope = invalidField(
  'invoice/out-of-scope-alone',
  '/tax/category',
  'What is not subject to tax (O) stands on an invoice of its own.',
)

/** What goods cost: exact, rounded once a line, in the currency of the order. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fromUnscaled, type Decimal } from '../../../kernel/decimal.ts'
import { money, multiplyUnitPrice, sumMoney, type Money } from '../../../kernel/money.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { reject, type Result } from '../../../kernel/result.ts'
import type { Charge, PricedPer } from './order-details.ts'

/** What a price counts for goods that are sold so; catch weight is counted in pieces and paid by the kilogram. */
/** How goods are measured for their price. */
export type Measured = {
  readonly pricedPer: PricedPer
  /** Catch weight: grams expected of a piece. */
  readonly nominalGrams?: number
}

/**
 * The price of a quantity in base units (pieces, grams, millilitres), half up to the minor unit. Catch weight is
 * reckoned by its expected weight; what was weighed is for the invoice. Refuses what money cannot hold.
 */
export function lineNet(
  goods: Measured & { readonly unitPrice: Decimal },
  quantity: number,
  currency: CurrencyCode,
): Result<Money> {
  const { pricedPer, nominalGrams, unitPrice } = goods
  if (pricedPer === 'piece') return multiplyUnitPrice(unitPrice, quantity, currency)
  const thousandths = BigInt(quantity) * BigInt(nominalGrams ?? 1)
  return multiplyUnitPrice(unitPrice, fromUnscaled(thousandths, 3), currency)
}

type Priced = { readonly unitPrice: Decimal; readonly quantity: number }

/** A line over its deliveries: those at one price are rounded together, so that splitting a line costs nothing. */
export function netOfDeliveries(goods: Measured, deliveries: readonly Priced[], currency: CurrencyCode): Result<Money> {
  const quantities = new Map<Decimal, number>()
  for (const { unitPrice, quantity } of deliveries)
    quantities.set(unitPrice, (quantities.get(unitPrice) ?? 0) + quantity)
  const nets: Money[] = []
  for (const [unitPrice, quantity] of quantities) {
    const net = lineNet({ ...goods, unitPrice }, quantity, currency)
    if (!net.ok) return net
    nets.push(net.value)
  }
  return sumMoney(currency, nets)
}

export type PricedLine = Measured & { readonly id: string }

/**
 * The sum of lines and charges. Refuses, by the field of the line, what money cannot hold, and charges in another
 * currency.
 */
export function totalOf(order: {
  readonly currency: CurrencyCode
  readonly lines: readonly PricedLine[]
  readonly deliveries: readonly (Priced & { readonly lineId: string })[]
  readonly charges: readonly Charge[]
}): Result<Money> {
  const { currency, lines, deliveries, charges } = order
  let total = 0
  for (const [index, line] of lines.entries()) {
    const net = netOfDeliveries(
      line,
      deliveries.filter(({ lineId }) => lineId === line.id),
      currency,
    )
    if (!net.ok) return reject(atField(net.rejection, `/lines/${index}`))
    total += net.value.amount
    if (!Number.isSafeInteger(total)) return reject(tooMuch(`/lines/${index}`))
  }
  for (const [index, { amount }] of charges.entries()) {
    if (amount.currency !== currency) return reject(otherCurrency(`/charges/${index}/amount/currency`, currency))
    total += amount.amount
    if (!Number.isSafeInteger(total)) return reject(tooMuch(`/charges/${index}`))
  }
  return money(total, currency)
}

const atField = (rejection: Rejection, pointer: string): Rejection => ({
  ...rejection,
  errors: [{ pointer, detail: rejection.detail }],
})
const tooMuch = (pointer: string): Rejection =>
  invalidField('money/overflow', pointer, `An amount has at most ${Number.MAX_SAFE_INTEGER} minor units.`)
const otherCurrency = (pointer: string, currency: string): Rejection =>
  invalidField('order/mixed-terms', pointer, `This order is in ${currency}; all of it is.`)

/** For values that were accepted before: what was checked when it was decided cannot be refused now. */
export function mustHold<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`An order holds what it should have refused: ${result.rejection.detail}`)
}

/** Money is a count of the currency's smallest unit: exact, never a float, never without its currency. */
import { minorUnitsOf } from './currency.ts'
import type { CurrencyCode } from './currency.ts'
import { divideRounded, fromUnscaled, parseDecimal, powerOfTen, scaleOf, unscaled } from './decimal.ts'
import type { Decimal } from './decimal.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** `amount` is a safe integer of minor units (cents for EUR, yen for JPY, fils for KWD); it may be negative. */
export type Money = { readonly amount: number; readonly currency: CurrencyCode }

export type MoneyRejection = Rejection & {
  readonly code:
    | 'money/overflow'
    | 'money/not-an-integer'
    | 'money/too-precise'
    | 'money/currency-mismatch'
    | 'money/no-shares'
    | 'money/malformed'
}

/** The most portions one amount is allocated to. */
export const sharesMax = 10_000

/** Money of so many minor units. Refuses fractions and amounts beyond 2^53 - 1. */
export const money = (amount: number, currency: CurrencyCode): Result<Money, MoneyRejection> => {
  if (Number.isSafeInteger(amount)) return accept({ amount: amount === 0 ? 0 : amount, currency })
  return reject(Number.isInteger(amount) ? overflow : notAnInteger)
}

/** No money of a currency. */
export const zeroMoney = (currency: CurrencyCode): Money => ({ amount: 0, currency })

/** Money from a decimal of major units ('12.5' EUR is 1250). Refuses more decimals than the currency has. */
export const moneyFromDecimal = (major: Decimal, currency: CurrencyCode): Result<Money, MoneyRejection> => {
  const places = minorUnitsOf(currency)
  if (scaleOf(major) > places) {
    return reject({
      kind: 'invalid',
      code: 'money/too-precise',
      detail: `An amount in ${currency} has at most ${places} decimals.`,
    })
  }
  return fromMinor(unscaled(major, places), currency)
}

/** The amount in major units: 1250 of EUR is '12.5'. */
export const moneyToDecimal = ({ amount, currency }: Money): Decimal =>
  fromUnscaled(BigInt(amount), minorUnitsOf(currency))

/** The sum. Refuses two currencies and overflow. */
export const addMoney = (a: Money, b: Money): Result<Money, MoneyRejection> =>
  a.currency === b.currency ? money(a.amount + b.amount, a.currency) : mismatch(a.currency, b.currency)

/** The difference. Refuses two currencies and overflow. */
export const subtractMoney = (a: Money, b: Money): Result<Money, MoneyRejection> =>
  a.currency === b.currency ? money(a.amount - b.amount, a.currency) : mismatch(a.currency, b.currency)

/** The sum of any number of amounts, zero for none. Refuses another currency and a total that overflows. */
export const sumMoney = (currency: CurrencyCode, amounts: Iterable<Money>): Result<Money, MoneyRejection> => {
  let total = 0
  for (const each of amounts) {
    if (each.currency !== currency) return mismatch(currency, each.currency)
    total += each.amount
    if (!Number.isSafeInteger(total)) return reject(overflow)
  }
  return accept({ amount: total, currency })
}

/** Negative, zero or positive, fit for `sort`. Refuses two currencies. */
export const compareMoney = (a: Money, b: Money): Result<number, MoneyRejection> =>
  a.currency === b.currency ? accept(a.amount - b.amount) : mismatch(a.currency, b.currency)

/** The same amount the other way, as on a credit note. */
export const negateMoney = ({ amount, currency }: Money): Money => ({ amount: amount === 0 ? 0 : -amount, currency })

/**
 * A line's net: unit price in major units × quantity, rounded once, half up to the minor unit (EN 16931).
 * A quantity given as a number must be a safe integer; fractions come as a Decimal.
 */
export const multiplyUnitPrice = (
  unitPrice: Decimal,
  quantity: Decimal | number,
  currency: CurrencyCode,
): Result<Money, MoneyRejection> => {
  if (typeof quantity === 'number') {
    if (!Number.isSafeInteger(quantity)) return reject(notAnInteger)
    const scale = scaleOf(unitPrice)
    return rescaled(unscaled(unitPrice, scale) * BigInt(quantity), scale, currency)
  }
  const scale = scaleOf(unitPrice)
  const quantityScale = scaleOf(quantity)
  return rescaled(unscaled(unitPrice, scale) * unscaled(quantity, quantityScale), scale + quantityScale, currency)
}

/** An amount × a factor such as a tax rate or an advance ('0.3'), half up to the minor unit. */
export const multiplyMoney = ({ amount, currency }: Money, factor: Decimal): Result<Money, MoneyRejection> => {
  const scale = scaleOf(factor)
  return fromMinor(divideRounded(BigInt(amount) * unscaled(factor, scale), powerOfTen(scale), 'half-up'), currency)
}

/** The amount in another currency; `rate` is how many major units of `to` one major unit buys. Half up. */
export const convertMoney = (from: Money, rate: Decimal, to: CurrencyCode): Result<Money, MoneyRejection> => {
  const scale = scaleOf(rate)
  return rescaled(BigInt(from.amount) * unscaled(rate, scale), scale + minorUnitsOf(from.currency), to)
}

/**
 * Splits an amount by shares (integers ≥ 0, such as quantities) so that the parts sum to it exactly: each gets its
 * part rounded down towards zero, then the units left over go to the largest remainders, the first one on a tie.
 * Refuses shares that are negative, broken, all zero, or more than `sharesMax`.
 */
export const allocateMoney = (whole: Money, shares: readonly number[]): Result<readonly Money[], MoneyRejection> => {
  let total = 0n
  for (const share of shares) {
    if (!Number.isSafeInteger(share) || share < 0) return reject(noShares)
    total += BigInt(share)
  }
  if (total === 0n || shares.length > sharesMax) return reject(noShares)

  const sign = whole.amount < 0 ? -1 : 1
  const amount = BigInt(Math.abs(whole.amount))
  const parts = shares.map((share, index) => {
    const product = amount * BigInt(share)
    return { index, units: Number(product / total), remainder: product % total }
  })
  let left = Math.abs(whole.amount) - parts.reduce((sum, part) => sum + part.units, 0)
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const part of byRemainder) {
    if (left === 0) break
    part.units += 1
    left -= 1
  }
  return accept(parts.map(({ units }) => ({ amount: units === 0 ? 0 : sign * units, currency: whole.currency })))
}

/** For people and logs, in every decimal of the currency: '124081.60 EUR', '-500 JPY'. Not for a locale. */
export const formatMoney = ({ amount, currency }: Money): string => {
  const places = minorUnitsOf(currency)
  const digits = String(Math.abs(amount)).padStart(places + 1, '0')
  const point = digits.length - places
  const fraction = places === 0 ? '' : `.${digits.slice(point)}`
  return `${amount < 0 ? '-' : ''}${digits.slice(0, point)}${fraction} ${currency}`
}

/** Money from text in major units such as '12.50'. Refuses what `parseDecimal` and `moneyFromDecimal` refuse. */
export const parseMoney = (text: string, currency: CurrencyCode): Result<Money, MoneyRejection> => {
  const major = parseDecimal(text)
  if (major.ok) return moneyFromDecimal(major.value, currency)
  return reject({ kind: 'invalid', code: 'money/malformed', detail: major.rejection.detail })
}

const overflow = {
  kind: 'invalid',
  code: 'money/overflow',
  detail: `An amount has at most ${Number.MAX_SAFE_INTEGER} minor units.`,
} as const
const notAnInteger = {
  kind: 'invalid',
  code: 'money/not-an-integer',
  detail: 'Amounts in minor units and counted quantities are whole numbers.',
} as const
const noShares = {
  kind: 'invalid',
  code: 'money/no-shares',
  detail: `An amount is split by 1 to ${sharesMax} shares: whole numbers, none negative, not all zero.`,
} as const

const mismatch = (a: CurrencyCode, b: CurrencyCode): Result<never, MoneyRejection> =>
  reject({
    kind: 'invalid',
    code: 'money/currency-mismatch',
    detail: `${a} and ${b} do not add up; convert one of them first.`,
    facts: { currencies: [a, b] },
  })

const largest = BigInt(Number.MAX_SAFE_INTEGER)

const fromMinor = (minor: bigint, currency: CurrencyCode): Result<Money, MoneyRejection> =>
  minor > largest || minor < -largest ? reject(overflow) : accept({ amount: Number(minor), currency })

/** `digits × 10^-scale` major units, half up to the minor unit. */
const rescaled = (digits: bigint, scale: number, currency: CurrencyCode): Result<Money, MoneyRejection> => {
  const places = minorUnitsOf(currency)
  if (places >= scale) return fromMinor(digits * powerOfTen(places - scale), currency)
  return fromMinor(divideRounded(digits, powerOfTen(scale - places), 'half-up'), currency)
}

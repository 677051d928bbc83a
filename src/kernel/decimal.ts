/** Prices and rates are exact: a decimal is a text in one canonical form, reckoned in integers, never in floats. */
import type { Branded } from './brand.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/**
 * An exact decimal as text: '12.3456', '0', '-0.5'. No exponent, no plus, no leading or trailing zeros, no '-0',
 * so that equal numbers are equal texts.
 */
export type Decimal = Branded<string, 'Decimal'>

/**
 * How a digit is dropped. 'half-up' and 'half-even' go to the nearest; on a tie 'half-up' goes away from zero
 * (so that a credit note mirrors its invoice). 'down' goes towards zero, 'up' away from it, 'floor' and 'ceiling'
 * towards minus and plus infinity.
 */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up' | 'floor' | 'ceiling'

export type DecimalRejection = Rejection & {
  readonly code: 'decimal/malformed' | 'decimal/too-long' | 'decimal/division-by-zero'
}

/** The most digits before and after the point that `parseDecimal` takes. */
export const integerDigitsMax = 18
export const fractionDigitsMax = 12

// Longer texts are refused unread: leading and trailing zeros may pad a number, but not without end.
const textLengthMax = 64
const DECIMAL = /^-?[0-9]+(?:\.[0-9]+)?$/
const POWERS_OF_TEN = Array.from({ length: 49 }, (_, exponent) => 10n ** BigInt(exponent))

/**
 * Reads a decimal: an optional minus, digits, optionally a point and digits. '007' and '1.50' become '7' and '1.5'.
 * Refuses all else ('NaN', '1e5', '', ' 1', '0x1', '.5', '1.', '1,5', '+1'), and more than 18 digits before or 12
 * after the point.
 */
export const parseDecimal = (text: string): Result<Decimal, DecimalRejection> => {
  if (text.length > textLengthMax) return reject(tooLong)
  if (!DECIMAL.test(text)) return reject(malformed)
  const canonical = canonicalForm(text)
  const point = canonical.indexOf('.')
  const integerDigits = (point < 0 ? canonical.length : point) - (canonical.charCodeAt(0) === MINUS ? 1 : 0)
  const fractionDigits = point < 0 ? 0 : canonical.length - point - 1
  if (integerDigits > integerDigitsMax || fractionDigits > fractionDigitsMax) return reject(tooLong)
  return accept(canonical)
}

/** A decimal that the program itself knows, such as `decimal('0.3')` or an integer. Throws RangeError on any other. */
export const decimal = (known: string | number): Decimal => {
  const text = typeof known === 'number' && Number.isSafeInteger(known) ? String(known) : known
  const parsed = typeof text === 'string' ? parseDecimal(text) : reject(malformed)
  if (!parsed.ok) throw new RangeError(`${String(known)}: ${parsed.rejection.detail}`)
  return parsed.value
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; fit for `sort`. */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  if (a === b) return 0
  const scale = Math.max(scaleOf(a), scaleOf(b))
  return unscaled(a, scale) < unscaled(b, scale) ? -1 : 1
}

/** The exact sum. */
export const addDecimals = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  return fromUnscaled(unscaled(a, scale) + unscaled(b, scale), scale)
}

/** The exact difference. */
export const subtractDecimals = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  return fromUnscaled(unscaled(a, scale) - unscaled(b, scale), scale)
}

/** The exact product; its places are the sum of both, so round it before it is stored. */
export const multiplyDecimals = (a: Decimal, b: Decimal): Decimal => {
  const scaleA = scaleOf(a)
  const scaleB = scaleOf(b)
  return fromUnscaled(unscaled(a, scaleA) * unscaled(b, scaleB), scaleA + scaleB)
}

/** `a / b` to `scale` places (0–24). Refuses a zero divisor. */
export const divideDecimals = (
  a: Decimal,
  b: Decimal,
  scale: number,
  rounding: Rounding,
): Result<Decimal, DecimalRejection> => {
  if (b === '0') return reject(divisionByZero)
  const shared = Math.max(scaleOf(a), scaleOf(b))
  const numerator = unscaled(a, shared) * powerOfTen(scale)
  return accept(fromUnscaled(divideRounded(numerator, unscaled(b, shared), rounding), scale))
}

/** To at most `scale` places. */
export const roundDecimal = (a: Decimal, scale: number, rounding: Rounding): Decimal => {
  const places = scaleOf(a)
  if (places <= scale) return a
  return fromUnscaled(divideRounded(unscaled(a, places), powerOfTen(places - scale), rounding), scale)
}

/** -1, 0 or 1. */
export const signOf = (a: Decimal): -1 | 0 | 1 => (a === '0' ? 0 : a.charCodeAt(0) === MINUS ? -1 : 1)

/** The nearest double: for scores, sorting and charts, never for money. */
export const decimalToNumber = (a: Decimal): number => Number(a)

/** How many digits stand behind the point. */
export const scaleOf = (a: Decimal): number => {
  const point = a.indexOf('.')
  return point < 0 ? 0 : a.length - point - 1
}

/** `a × 10^scale`, an integer when `scale >= scaleOf(a)`, which the caller sees to. */
export const unscaled = (a: Decimal, scale: number): bigint => {
  const point = a.indexOf('.')
  if (point < 0) return BigInt(a) * powerOfTen(scale)
  const missing = scale - (a.length - point - 1)
  const digits = BigInt(a.slice(0, point) + a.slice(point + 1))
  return missing === 0 ? digits : digits * powerOfTen(missing)
}

/** `digits × 10^-scale` as a decimal. */
export const fromUnscaled = (digits: bigint, scale: number): Decimal => {
  if (scale === 0) return digits.toString() as Decimal
  const negative = digits < 0n
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0')
  const split = text.length - scale
  return canonicalForm(`${negative ? '-' : ''}${text.slice(0, split)}.${text.slice(split)}`)
}

/** The integer quotient, rounded as asked. The divisor must not be zero. */
export const divideRounded = (numerator: bigint, divisor: bigint, rounding: Rounding): bigint => {
  const quotient = numerator / divisor
  const remainder = numerator % divisor
  if (remainder === 0n) return quotient
  const negative = numerator < 0n !== divisor < 0n
  const away = negative ? quotient - 1n : quotient + 1n
  switch (rounding) {
    case 'half-up':
      return twiceAgainst(remainder, divisor) >= 0 ? away : quotient
    case 'half-even': {
      const side = twiceAgainst(remainder, divisor)
      return side > 0 || (side === 0 && quotient % 2n !== 0n) ? away : quotient
    }
    case 'down':
      return quotient
    case 'up':
      return away
    case 'floor':
      return negative ? away : quotient
    case 'ceiling':
      return negative ? quotient : away
  }
}

/** 10 to a power, from a table for every power that prices need. */
export const powerOfTen = (exponent: number): bigint => POWERS_OF_TEN[exponent] ?? 10n ** BigInt(exponent)

const MINUS = 45
const ZERO = 48

const malformed = {
  kind: 'invalid',
  code: 'decimal/malformed',
  detail: 'Write a decimal number as digits with an optional point, such as 12.3456, without exponent or spaces.',
} as const
const tooLong = {
  kind: 'invalid',
  code: 'decimal/too-long',
  detail: `A decimal has at most ${integerDigitsMax} digits before and ${fractionDigitsMax} after the point.`,
} as const
const divisionByZero = {
  kind: 'invalid',
  code: 'decimal/division-by-zero',
  detail: 'Nothing divides by zero.',
} as const

const twiceAgainst = (remainder: bigint, divisor: bigint): number => {
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const against = divisor < 0n ? -divisor : divisor
  return twice < against ? -1 : twice > against ? 1 : 0
}

const canonicalForm = (text: string): Decimal => {
  const negative = text.charCodeAt(0) === MINUS
  const point = text.indexOf('.')
  const integerEnd = point < 0 ? text.length : point
  let start = negative ? 1 : 0
  while (start < integerEnd - 1 && text.charCodeAt(start) === ZERO) start++
  let end = text.length
  if (point >= 0) {
    while (text.charCodeAt(end - 1) === ZERO) end--
    if (end === point + 1) end = point
  }
  const digits = text.slice(start, end)
  return (negative && digits !== '0' ? `-${digits}` : digits) as Decimal
}

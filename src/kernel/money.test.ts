/** The worked examples of the trade, and that money is neither made nor lost. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from './currency.ts'
import { decimal } from './decimal.ts'
import {
  addMoney,
  allocateMoney,
  compareMoney,
  convertMoney,
  formatMoney,
  money,
  moneyFromDecimal,
  moneyToDecimal,
  multiplyMoney,
  multiplyUnitPrice,
  negateMoney,
  parseMoney,
  subtractMoney,
  sumMoney,
  zeroMoney,
} from './money.ts'
import type { Money } from './money.ts'
import type { Result } from './result.ts'

const EUR = currency('EUR')
const USD = currency('USD')
const JPY = currency('JPY')
const KWD = currency('KWD')

const euros = (amount: number): Money => ({ amount, currency: EUR })
const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.rejection.detail)
  return result.value
}
const codeOf = (result: Result<unknown>): string | undefined => (result.ok ? undefined : result.rejection.code)
const line = (unitPrice: string, quantity: number | string, code = EUR): string =>
  formatMoney(
    valueOf(multiplyUnitPrice(decimal(unitPrice), typeof quantity === 'string' ? decimal(quantity) : quantity, code)),
  )

test('an award over two suppliers and two currencies costs €124,081.60 with its freight', () => {
  const a = valueOf(multiplyUnitPrice(decimal('12.3456'), 6000, EUR))
  const b = valueOf(multiplyUnitPrice(decimal('13.10'), 4000, USD))
  const converted = valueOf(convertMoney(b, decimal('0.92'), EUR))
  expect(formatMoney(a)).toBe('74073.60 EUR')
  expect(formatMoney(b)).toBe('52400.00 USD')
  expect(formatMoney(converted)).toBe('48208.00 EUR')
  expect(formatMoney(valueOf(sumMoney(EUR, [a, converted, euros(180_000)])))).toBe('124081.60 EUR')
})

test('an advance of 30 % and a short second delivery leave €8,500.00 by receipt, €8,750.00 by handover', () => {
  const price = decimal('12.50')
  const whole = valueOf(multiplyUnitPrice(price, 1000, EUR))
  const advance = valueOf(multiplyMoney(whole, decimal('0.3')))
  expect(formatMoney(advance)).toBe('3750.00 EUR')
  const received = valueOf(multiplyUnitPrice(price, 600 + 380, EUR))
  expect(formatMoney(valueOf(subtractMoney(received, advance)))).toBe('8500.00 EUR')
  expect(formatMoney(valueOf(subtractMoney(whole, received)))).toBe('250.00 EUR')
  expect(formatMoney(valueOf(subtractMoney(whole, advance)))).toBe('8750.00 EUR')
})

test('a line is rounded once, half up, in the smallest unit of its currency', () => {
  expect(line('0.627', 45_000)).toBe('28215.00 EUR')
  expect(line('0.005', 1)).toBe('0.01 EUR')
  expect(line('0.004999', 1)).toBe('0.00 EUR')
  expect(line('1.115', 1)).toBe('1.12 EUR')
  expect(line('-0.005', 1)).toBe('-0.01 EUR')
  expect(line('1.5', 3, JPY)).toBe('5 JPY')
  expect(line('0.0005', 1, KWD)).toBe('0.001 KWD')
  expect(line('7.89', '12.345')).toBe('97.40 EUR')
  expect(line('1000000', 3, KWD)).toBe('3000000.000 KWD')
})

test('an amount beyond 2^53 - 1 is refused, never rounded', () => {
  const largest = euros(Number.MAX_SAFE_INTEGER)
  expect(codeOf(addMoney(largest, euros(1)))).toBe('money/overflow')
  expect(codeOf(subtractMoney(negateMoney(largest), euros(1)))).toBe('money/overflow')
  expect(codeOf(sumMoney(EUR, [largest, largest, negateMoney(largest)]))).toBe('money/overflow')
  expect(codeOf(multiplyUnitPrice(decimal('999999999999999999'), 1, EUR))).toBe('money/overflow')
  expect(codeOf(multiplyMoney(largest, decimal('1.0001')))).toBe('money/overflow')
  expect(codeOf(convertMoney(largest, decimal('2'), USD))).toBe('money/overflow')
  expect(codeOf(money(2 ** 53, EUR))).toBe('money/overflow')
  expect(valueOf(addMoney(euros(Number.MAX_SAFE_INTEGER - 1), euros(1)))).toEqual(largest)
})

test('broken amounts and quantities are refused', () => {
  for (const amount of [0.5, Number.NaN, Infinity]) expect(codeOf(money(amount, EUR))).toBe('money/not-an-integer')
  for (const quantity of [1.5, Number.NaN, 2 ** 53]) {
    expect(codeOf(multiplyUnitPrice(decimal('1'), quantity, EUR))).toBe('money/not-an-integer')
  }
  expect(valueOf(money(-0, EUR))).toEqual(zeroMoney(EUR))
})

test('two currencies never add up', () => {
  const dollar = { amount: 1, currency: USD }
  const results = [
    addMoney(euros(1), dollar),
    subtractMoney(euros(1), dollar),
    compareMoney(euros(1), dollar),
    sumMoney(EUR, [dollar]),
  ]
  expect(results.map(codeOf)).toEqual(Array(4).fill('money/currency-mismatch'))
})

test('major units become minor ones and back, with no more decimals than the currency has', () => {
  expect(valueOf(moneyFromDecimal(decimal('12.5'), EUR))).toEqual(euros(1250))
  expect(moneyToDecimal(euros(1250))).toBe('12.5')
  expect(moneyToDecimal(euros(-5))).toBe('-0.05')
  expect(codeOf(moneyFromDecimal(decimal('12.505'), EUR))).toBe('money/too-precise')
  expect(codeOf(moneyFromDecimal(decimal('0.5'), JPY))).toBe('money/too-precise')
  expect(valueOf(parseMoney('12.50', EUR))).toEqual(euros(1250))
  expect(codeOf(parseMoney('12,50', EUR))).toBe('money/malformed')
})

test('money is converted between currencies of two, none and three decimals', () => {
  expect(formatMoney(valueOf(convertMoney(euros(1000), decimal('163.25'), JPY)))).toBe('1633 JPY')
  expect(formatMoney(valueOf(convertMoney({ amount: 1633, currency: JPY }, decimal('0.0061'), EUR)))).toBe('9.96 EUR')
  expect(formatMoney(valueOf(convertMoney(euros(1000), decimal('0.335'), KWD)))).toBe('3.350 KWD')
})

test('parts of an amount sum to it exactly, and each is within one unit of its share', () => {
  const shares = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.maxSafeInteger(), shares, (amount, weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      fc.pre(total > 0)
      const parts = valueOf(allocateMoney(euros(amount), weights))
      expect(parts.reduce((sum, part) => sum + BigInt(part.amount), 0n)).toBe(BigInt(amount))
      for (const [index, part] of parts.entries()) {
        const error = BigInt(part.amount) * BigInt(total) - BigInt(amount) * BigInt(weights[index]!)
        expect(error < BigInt(total) && error > -BigInt(total)).toBe(true)
        if (weights[index] === 0) expect(part.amount).toBe(0)
      }
    }),
  )
})

test('the units left over go to the largest remainders, the first on a tie', () => {
  const split = (amount: number, shares: readonly number[]): number[] =>
    valueOf(allocateMoney(euros(amount), shares)).map((part) => part.amount)
  expect(split(100, [1, 1, 1])).toEqual([34, 33, 33])
  expect(split(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  expect(split(10, [1, 5, 5])).toEqual([1, 5, 4])
  expect(split(0, [1, 2])).toEqual([0, 0])
})

test.each([[[]], [[0, 0]], [[-1, 2]], [[0.5, 0.5]], [[Number.NaN]], [Array<number>(10_001).fill(1)]])(
  'an amount is not split by impossible shares',
  (shares) => {
    expect(codeOf(allocateMoney(euros(100), shares))).toBe('money/no-shares')
  },
)

test('an amount is written with every decimal of its currency', () => {
  expect(formatMoney(euros(5))).toBe('0.05 EUR')
  expect(formatMoney(euros(-1250))).toBe('-12.50 EUR')
  expect(formatMoney({ amount: -500, currency: JPY })).toBe('-500 JPY')
  expect(formatMoney({ amount: 0, currency: KWD })).toBe('0.000 KWD')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import { parseMoney } from '../../../kernel/money.ts'
import { eur, eur$, goods, major, must, shown, standard, zeroRated } from '../invoice-core.fixture.ts'
import { lineNet, reckon, taxOf, type Reckoned } from './totals.ts'
import { taxTreatment, type TaxTreatment } from './tax-treatment.ts'

const totals = (more: Partial<Reckoned>) =>
  shown(must(reckon({ currency: eur, lines: [], allowances: [], charges: [], ...more })))
const amount = (text: string, tax: TaxTreatment) => ({ net: eur$(text), tax })

test('two rates, a charge and an allowance: every sum is of rounded nets, tax is rounded once a rate', () => {
  // Lines: 45,000 × 0.627 = 28,215.00 at 9 %; 120 × 3.995 = 479.40 at 21 %. Together 28,694.40 (BT-106).
  // Allowance 282.15 at 9 %, freight 1,800.00 at 21 %: 28,694.40 − 282.15 + 1,800.00 = 30,212.25 (BT-109).
  // 9 %: (28,215.00 − 282.15) × 0.09 = 27,932.85 × 0.09 = 2,513.9565 → 2,513.96.
  // 21 %: (479.40 + 1,800.00) × 0.21 = 2,279.40 × 0.21 = 478.674 → 478.67. Tax 2,992.63 (BT-110).
  const lines = [goods(45_000, '0.627', { tax: standard('9') }), goods(120, '3.995', { tax: standard('21') })]
  const charges = [amount('1800', standard('21'))]
  const allowances = [amount('282.15', standard('9'))]
  expect(totals({ lines, charges, allowances })).toEqual({
    lines: '28694.40',
    allowances: '282.15',
    charges: '1800.00',
    net: '30212.25',
    tax: '2992.63',
    gross: '33204.88',
    due: '33204.88',
    breakdown: [
      ['27932.85', '2513.96'],
      ['2279.40', '478.67'],
    ],
  })
})

test('tax is rounded once a category and rate, not once a line', () => {
  // By line: 0.35 × 0.10 = 0.035 → 0.04, three times 0.12. Once: 1.05 × 0.10 = 0.105 → 0.11.
  const line = amount('0.35', standard('10'))
  expect(totals({ lines: [line, line, line] })).toMatchObject({ net: '1.05', tax: '0.11', gross: '1.16' })
})

test('a currency without decimals and one with three round to their own minor unit', () => {
  // 333 × 12.5 = 4,162.5 → 4,163 yen; 8 %: 333.04 → 333; together 4,496.
  const yen = currency('JPY')
  const inYen = must(lineNet({ unitPrice: decimal('12.5'), pricedPer: 'piece' }, 333, yen))
  const ofYen = must(
    reckon({ currency: yen, lines: [{ net: inYen, tax: standard('8') }], allowances: [], charges: [] }),
  )
  expect(shown(ofYen)).toMatchObject({ net: '4163', tax: '333', gross: '4496' })
  // 7 × 1.2345 = 8.6415 → 8.642 dinars; 5 %: 0.4321 → 0.432; together 9.074.
  const dinar = currency('KWD')
  const inDinars = must(lineNet({ unitPrice: decimal('1.2345'), pricedPer: 'piece' }, 7, dinar))
  const lines = [{ net: inDinars, tax: standard('5') }]
  expect(shown(must(reckon({ currency: dinar, lines, allowances: [], charges: [] })))).toMatchObject({
    net: '8.642',
    tax: '0.432',
    gross: '9.074',
  })
})

test('half a cent goes up, below zero down: what is taken back mirrors what was asked for', () => {
  // 1 × 0.125 = 0.125 → 0.13; 0.50 × 0.05 = 0.025 → 0.03, and the same below zero.
  expect(major(goods(1, '0.125').net)).toBe('0.13')
  expect(major(must(taxOf(eur$('0.50'), standard('5'))))).toBe('0.03')
  expect(major(must(taxOf(eur$('-0.50'), standard('5'))))).toBe('-0.03')
})

test('rates with decimals are exact', () => {
  // 1,234.56 × 0.055 = 67.9008 → 67.90.
  expect(totals({ lines: [amount('1234.56', standard('5.5'))] })).toMatchObject({ tax: '67.90', gross: '1302.46' })
})

test('goods by the kilogram and the litre are reckoned from grams and millilitres', () => {
  // 1,234.567 l × 0.89 = 1,098.76463 → 1,098.76; 50.4 kg × 12.3456 = 622.21824 → 622.22.
  expect(major(goods(1_234_567, '0.89', { pricedPer: 'litre' }).net)).toBe('1098.76')
  expect(major(goods(10, '12.3456', { pricedPer: 'kilogram', grams: 50_400 }).net)).toBe('622.22')
})

test('an advance is taxed when it is asked for and taken off before tax: the tax of both is that of the goods', () => {
  // Advance 3,750.00 × 0.21 = 787.50. Goods 12,250.00 − 3,750.00 = 8,500.00; × 0.21 = 1,785.00.
  // 787.50 + 1,785.00 = 2,572.50 = 12,250.00 × 0.21.
  const advance = amount('3750', standard('21'))
  expect(totals({ lines: [advance] })).toMatchObject({ tax: '787.50', gross: '4537.50' })
  const lines = [goods(980, '12.50', { tax: standard('21') }), { ...advance, net: eur$('-3750') }]
  expect(totals({ lines })).toMatchObject({ net: '8500.00', tax: '1785.00', due: '10285.00' })
})

test('of one category and rate there is one reason; what is not subject to tax stands alone', () => {
  const because = (reason: string): TaxTreatment => ({ category: 'E', ratePercent: decimal('0'), reason })
  const twice = [amount('1', because('Article 132')), amount('1', because('Article 135'))]
  const reckoned = { currency: eur, allowances: [], charges: [] }
  expect(reckon({ ...reckoned, lines: twice })).toMatchObject({ rejection: { code: 'invoice/tax-reason' } })
  const mixed = [amount('1', { category: 'O' }), amount('1', zeroRated)]
  expect(reckon({ ...reckoned, lines: mixed })).toMatchObject({ rejection: { code: 'invoice/out-of-scope-alone' } })
  const other = [amount('1', zeroRated), { net: must(parseMoney('1', currency('USD'))), tax: zeroRated }]
  expect(reckon({ ...reckoned, lines: other })).toMatchObject({ rejection: { code: 'money/currency-mismatch' } })
})

describe('a treatment', () => {
  const given = (treatment: TaxTreatment) => taxTreatment(treatment, '/tax')
  test('is completed by the rate and the reason that its category has', () => {
    expect(must(given({ category: 'K' }))).toEqual({ category: 'K', ratePercent: '0', reasonCode: 'VATEX-EU-IC' })
    expect(must(given({ category: 'O' }))).toEqual({ category: 'O', reasonCode: 'VATEX-EU-O' })
    expect(must(given(standard('21')))).toEqual({ category: 'S', ratePercent: '21' })
  })
  test.each<[TaxTreatment, string]>([
    [{ category: 'S' }, 'invoice/tax-rate'],
    [standard('0'), 'invoice/tax-rate'],
    [standard('100.1'), 'invoice/tax-rate'],
    [{ category: 'K', ratePercent: decimal('21') }, 'invoice/tax-rate'],
    [{ category: 'O', ratePercent: decimal('0') }, 'invoice/tax-rate'],
    [{ category: 'E' }, 'invoice/tax-reason'],
    [{ ...standard('21'), reason: 'Because' }, 'invoice/tax-reason'],
  ])('%j is refused with %s', (treatment, code) => {
    expect(given(treatment)).toMatchObject({ ok: false, rejection: { code } })
  })
})

const money = fc.integer({ min: 0, max: 10_000_000 }).map((minor) => ({ amount: minor, currency: eur }))
const treatment = fc.constantFrom(standard('21'), standard('9'), standard('5.5'), standard('7'), zeroRated)
const amounts = fc.array(fc.record({ net: money, tax: treatment }), { maxLength: 12 })

test('whatever is added up, each total is the sum of what it names and no minor unit is lost', () => {
  fc.assert(
    fc.property(amounts, amounts, amounts, (lines, allowances, charges) => {
      const found = must(reckon({ currency: eur, lines, allowances, charges }))
      const sum = (all: readonly { amount: number }[]) => all.reduce((total, each) => total + each.amount, 0)
      expect(found.lines.amount).toBe(sum(lines.map(({ net }) => net)))
      expect(found.net.amount).toBe(found.lines.amount - found.allowances.amount + found.charges.amount)
      expect(sum(found.breakdown.map(({ taxable }) => taxable))).toBe(found.net.amount)
      expect(sum(found.breakdown.map(({ tax }) => tax))).toBe(found.tax.amount)
      expect(found.gross.amount).toBe(found.net.amount + found.tax.amount)
      // Each row is off by half a minor unit at most, by the naive reckoning in floating point.
      for (const { taxable, tax, ratePercent } of found.breakdown)
        expect(Math.abs(tax.amount - (taxable.amount * Number(ratePercent)) / 100)).toBeLessThanOrEqual(0.5 + 1e-6)
    }),
  )
})

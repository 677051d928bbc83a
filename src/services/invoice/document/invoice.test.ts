import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LocalDate } from '../../../kernel/time.ts'
import {
  after,
  at,
  by,
  credited,
  detailsOf,
  eur$,
  goods,
  issuedWith,
  issuing,
  major,
  shown,
  standard,
} from '../invoice-core.fixture.ts'
import { dueDateOf, warningsOf } from './due-date.ts'
import { actionsIn, invoice, type InvoiceAction } from './invoice.ts'
import { openAmount, paymentStatus, type Invoice, type InvoiceCommand, type IssuedInvoice } from './invoice-state.ts'

const one = (quantity: number) => ({ lines: [{ lineId: '1', quantity }], charges: [] })
const day = (text: string) => text as LocalDate
const refused = (command: InvoiceCommand, state: Invoice) => {
  const decision = invoice.decide(command, state)
  return decision.ok ? undefined : decision.rejection
}
const creditOf = (wish: Extract<InvoiceCommand, { type: 'credit' }>['wish']): InvoiceCommand => ({
  type: 'credit',
  at,
  by,
  note: { id: 'crn_1', number: 'CN-1', issuedOn: day('2027-03-11'), reason: 'Short.' },
  wish,
})

test('20 of 1,000 at 12.50 credited are 250.00, and what was issued stays as it was', () => {
  const before = issuedWith({ lines: [goods(1_000, '12.50')] })
  const state = credited(before, one(20))
  expect(state.credits[0]!.totals).toMatchObject({ gross: eur$('250') })
  expect({ ...state, credits: [] }).toEqual(before)
  expect(major(openAmount(state))).toBe('12250.00')
})

test('credited piece by piece, a line comes to what it was asked for, net and tax', () => {
  // 3 × 0.335 = 1.005 → 1.01; tax 0.2121 → 0.21. One: 0.335 → 0.34, tax 0.0714 → 0.07. Two: 0.67, tax 0.1407 → 0.14.
  // So the three notes are 0.34, 0.33, 0.34 and 0.07 each: 1.01 and 0.21.
  let state = issuedWith({ lines: [goods(3, '0.335', { tax: standard('21') })] })
  for (let n = 0; n < 3; n += 1) state = credited(state, one(1))
  const sums = state.credits.map(({ totals }) => [major(totals.net), major(totals.tax)])
  expect(sums).toEqual([
    ['0.34', '0.07'],
    ['0.33', '0.07'],
    ['0.34', '0.07'],
  ])
  expect(refused(creditOf(one(1)), state)).toMatchObject({ code: 'credit-note/more-than-invoiced' })
  expect(refused(creditOf('rest'), state)).toMatchObject({ code: 'credit-note/nothing' })
})

test('catch weight is credited by its pieces’ share of the weight, or by grams alone', () => {
  // 10 pieces, 50.400 kg × 12.3456 = 622.22. Two pieces: 10.080 kg, 124.443648 → 124.44.
  // Then 600 g: 10.680 kg × 12.3456 = 131.851008 → 131.85, less 124.44: 7.41.
  let state = issuedWith({ lines: [goods(10, '12.3456', { pricedPer: 'kilogram', grams: 50_400 })] })
  state = credited(state, one(2))
  state = credited(state, { lines: [{ lineId: '1', quantity: 0, grams: 600 }], charges: [] })
  expect(state.credits.map(({ lines }) => [lines[0]!.grams, major(lines[0]!.net)])).toEqual([
    [10_080, '124.44'],
    [600, '7.41'],
  ])
})

test('the rest takes charges, allowances and the advance back with it, to the last cent', () => {
  // 980 × 12.50 = 12,250.00, freight 100.00, allowance 50.00, advance 3,750.00: 8,550.00; 21 %: 1,795.50.
  const tax = standard('21')
  const charges = [{ id: 'c1', kind: 'freight', net: eur$('100'), tax }]
  const allowances = [{ reason: 'Loyalty', net: eur$('50'), tax }]
  const deductions = [{ invoiceId: 'inv_0', number: 'INV-0', net: eur$('3750'), tax }]
  const before = issuedWith({ lines: [goods(980, '12.50', { tax })], charges, allowances, deductions })
  expect(shown(before.totals)).toMatchObject({ net: '8550.00', tax: '1795.50', due: '10345.50' })
  const whole = credited(before, 'rest')
  expect(whole.credits[0]!.totals).toEqual(before.totals)
  const some = credited(before, {
    lines: [{ lineId: '1', quantity: 80 }],
    charges: [{ chargeId: 'c1', amount: eur$('40') }],
  })
  expect(shown(some.credits[0]!.totals)).toMatchObject({ lines: '1000.00', charges: '40.00', tax: '218.40' })
  expect(openAmount(credited(some, 'rest')).amount).toBe(0)
  // All goods without what was taken off them would be more than the invoice came to.
  expect(refused(creditOf(one(980)), before)).toMatchObject({ code: 'credit-note/more-than-invoiced' })
})

test('however it is cut, what is credited of an invoice adds up to it', () => {
  const price = fc
    .integer({ min: 1, max: 999_999 })
    .map((digits) => `${Math.floor(digits / 10_000)}.${String(digits % 10_000).padStart(4, '0')}`)
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 })
  fc.assert(
    fc.property(
      price,
      fc.integer({ min: 1, max: 200 }),
      cuts,
      fc.constantFrom('21', '5.5', '9'),
      (unitPrice, quantity, sizes, rate) => {
        let state = issuedWith({ lines: [goods(quantity, unitPrice, { tax: standard(rate) })] })
        let left = quantity
        for (const size of sizes) {
          if (size >= left) break
          left -= size
          const decision = invoice.decide(creditOf(one(size)), state)
          if (decision.ok) state = decision.value.reduce(invoice.evolve, state as Invoice) as IssuedInvoice
          else expect(decision.rejection.code).toBe('credit-note/nothing')
        }
        state = credited(state, 'rest')
        const sum = (pick: (totals: IssuedInvoice['totals']) => number) =>
          state.credits.reduce((total, { totals }) => total + pick(totals), 0)
        expect(sum(({ net }) => net.amount)).toBe(state.totals.net.amount)
        expect(sum(({ tax }) => tax.amount)).toBe(state.totals.tax.amount)
        expect(openAmount(state).amount).toBe(0)
      },
    ),
  )
})

test('payments are recorded up to what is open; credits count', () => {
  let state: Invoice = credited(issuedWith({ lines: [goods(1_000, '12.50')] }), one(20))
  const pay = (amount: string, paidOn = '2027-03-10'): InvoiceCommand => ({
    type: 'record-payment',
    at,
    by,
    payment: { amount: eur$(amount), paidOn: day(paidOn) },
    orderedOn: day('2027-03-02'),
  })
  expect(refused(pay('12250.01'), state)).toMatchObject({ code: 'invoice/more-than-due', facts: { open: 1_225_000 } })
  expect(refused(pay('1', '2027-03-11'), state)).toMatchObject({ code: 'invoice/paid-ahead' })
  expect(refused(pay('1', '2027-02-28'), state)).toMatchObject({ code: 'invoice/paid-before-order' })
  // The order was sent on 2 March in UTC, while it was still the first in the west.
  state = after([pay('250', '2027-03-01')], state)
  expect(paymentStatus(state as IssuedInvoice)).toBe('part-paid')
  state = after([pay('12000')], state)
  expect(paymentStatus(state as IssuedInvoice)).toBe('paid')
})

test('every command that a state does not take is refused, and says what it takes', () => {
  const states: readonly Invoice[] = [
    { status: 'absent' },
    after([{ type: 'draft', at, by, details: detailsOf({}) }]),
    issuedWith({}),
    after([
      { type: 'draft', at, by, details: detailsOf({}) },
      { type: 'discard', at, by },
    ]),
  ]
  const commands: Readonly<Record<InvoiceAction, InvoiceCommand>> = {
    draft: { type: 'draft', at, by, details: detailsOf({}) },
    discard: { type: 'discard', at, by },
    issue: { type: 'issue', at, by, issued: issuing },
    credit: creditOf('rest'),
    'record-payment': {
      type: 'record-payment',
      at,
      by,
      payment: { amount: eur$('1'), paidOn: day('2027-03-01') },
      orderedOn: day('2027-03-01'),
    },
  }
  for (const state of states)
    for (const [action, command] of Object.entries(commands)) {
      const allowed = actionsIn(state)
      const rejection = refused(command, state)
      if (allowed.includes(action as InvoiceAction)) expect(rejection).toBeUndefined()
      else if (state.status === 'absent') expect(rejection).toMatchObject({ code: 'invoice/unknown' })
      else
        expect(rejection).toMatchObject({
          kind: 'conflict',
          code: 'invoice/not-in-this-state',
          facts: { status: state.status, allowed },
        })
    }
})

test('a due date says what it counts from, and stays open while that has not happened', () => {
  const issuedOn = day('2028-02-10')
  const on = { issuedOn, dispatchedOn: day('2028-02-08'), deliveredOn: day('2028-02-12') }
  const due = (from: Parameters<typeof dueDateOf>[0]['from'], days = on) => dueDateOf({ days: 30, from }, days)
  expect(due('invoice')).toEqual({ days: 30, countsFrom: 'invoice', countedFrom: '2028-02-10', dueOn: '2028-03-11' })
  expect(due('dispatch')).toMatchObject({ countedFrom: '2028-02-08', dueOn: '2028-03-09' })
  expect(due('delivery')).toMatchObject({ countedFrom: '2028-02-12', dueOn: '2028-03-13' })
  // 2028 is a leap year: its February ends on the 29th.
  expect(due('end-of-month')).toMatchObject({ countedFrom: '2028-02-29', dueOn: '2028-03-30' })
  expect(dueDateOf({ days: 30, from: 'delivery' }, { issuedOn })).toEqual({ days: 30, countsFrom: 'delivery' })
})

test('perishables over 30 days and other food over 60 get a warning, counted from delivery where that is later', () => {
  const on = { issuedOn: day('2027-03-01'), deliveredOn: day('2027-03-05') }
  const codes = (days: number, shelfLifeDays: number) =>
    warningsOf(dueDateOf({ days, from: 'invoice' }, on), on, [{ shelfLifeDays, dateMark: 'best-before' }]).map(
      ({ code }) => code,
    )
  // Counted from the delivery, 34 days from the invoice are 30.
  expect([codes(34, 30), codes(35, 30)]).toEqual([[], ['perishable-over-30-days']])
  expect([codes(64, 31), codes(65, 31)]).toEqual([[], ['food-over-60-days']])
  expect(warningsOf({ days: 45, countsFrom: 'delivery' }, on, [{ dateMark: 'use-by' }])).toHaveLength(1)
  expect(warningsOf({ days: 90, countsFrom: 'invoice' }, on, [])).toEqual([])
})

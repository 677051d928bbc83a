import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { Instant, LocalDate } from '../../../kernel/time.ts'
import { notJudged } from '../shipment/shipment-state.ts'
import type { ReceiptLine } from '../shipment/shipment-details.ts'
import { creditFor } from './claim-credit.ts'
import { claimDeadline } from './claim-deadline.ts'
import type { ClaimDetails } from './claim-details.ts'
import {
  acceptIt,
  at,
  claimAfter,
  claimBy,
  creditIt,
  detailsOf,
  lineOf,
  receivedAt,
  receiveReturn,
  rejectIt,
  submit,
  withdrawIt,
} from './claim-under-test.ts'
import { claim } from './claim.ts'
import { receivedLine } from './received-line.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const day = (text: string) => text as LocalDate
const received = receivedAt as Instant

test('a claim is taken up to its last moment, and a millisecond later refused with the deadline named', () => {
  const submitAt = (when: string) => claim.decide({ ...submit(), at: when }, claim.initialState)
  expect(submitAt(claimBy).ok).toBe(true)
  expect(submitAt('2027-03-04T08:00:00.001Z')).toMatchObject({
    ok: false,
    rejection: {
      kind: 'conflict',
      code: 'claim/too-late',
      detail: expect.stringContaining(claimBy),
      facts: { kind: 'damaged', receivedAt, claimBy },
    },
  })
})

test('what can be seen is claimed within 3 days where goods are perishable, 7 where not', () => {
  const until = (lot: Parameters<typeof claimDeadline>[2]) => claimDeadline('damaged', received, lot)
  expect(until({ dateMark: 'use-by', markedOn: day('2027-06-01') })).toBe('2027-03-04T08:00:00.000Z')
  expect(until({ dateMark: 'best-before', markedOn: day('2027-06-01') })).toBe('2027-03-08T08:00:00.000Z')
  expect(until({ dateMark: 'none' })).toBe('2027-03-08T08:00:00.000Z')
  const made = { markedOn: day('2027-03-31'), producedOn: day('2027-03-01') }
  // 30 days are perishable whatever the mark is called, 31 are not.
  expect(until({ dateMark: 'best-before', ...made })).toBe('2027-03-04T08:00:00.000Z')
  expect(until({ dateMark: 'use-by', ...made, markedOn: day('2027-04-01') })).toBe('2027-03-08T08:00:00.000Z')
})

test('a hidden defect is claimed within 30 days, and not after the lot’s last day', () => {
  const until = (markedOn?: string) =>
    claimDeadline('hidden-defect', received, {
      dateMark: markedOn === undefined ? 'none' : 'best-before',
      ...(markedOn !== undefined && { markedOn: day(markedOn) }),
    })
  expect(until()).toBe('2027-03-31T08:00:00.000Z')
  expect(until('2027-06-01')).toBe('2027-03-31T08:00:00.000Z')
  expect(until('2027-03-10')).toBe('2027-03-10T23:59:59.999Z')
})

test('the order’s terms may say other days; after its last day nothing is claimed of a lot as a hidden defect', () => {
  const lot = { dateMark: 'use-by', markedOn: day('2027-03-31') } as const
  expect(claimDeadline('damaged', received, lot, { visible: 1 })).toBe('2027-03-02T08:00:00.000Z')
  expect(claimDeadline('damaged', received, lot, { hidden: 10 })).toBe('2027-03-04T08:00:00.000Z')
  expect(claimDeadline('hidden-defect', received, lot, { hidden: 10 })).toBe('2027-03-11T08:00:00.000Z')
  expect(claimDeadline('hidden-defect', received, lot, { hidden: 90 })).toBe('2027-03-31T23:59:59.999Z')
})

test('a credit is the quantity at the agreed price, half up to the minor unit; a replacement owes no money', () => {
  // 40 × 12.345 = 493.80; 33 × 12.345 = 407.385.
  expect(claimAfter(submit(), acceptIt())).toMatchObject({
    status: 'accepted',
    granted: { quantity: 40, amountDue: eur(49_380) },
  })
  expect(claimAfter(submit({ quantity: 33 }), acceptIt())).toMatchObject({ granted: { amountDue: eur(40_739) } })
  const replaced = claimAfter(submit({ remedy: 'replacement' }), acceptIt())
  expect(replaced).toMatchObject({ status: 'accepted', granted: { quantity: 40 } })
  expect(replaced).not.toHaveProperty('granted.amountDue')
})

test('catch weight is credited by its share of the weight, at the price per kilogram', () => {
  const price = { unitPrice: decimal('9.99'), pricedPer: 'kilogram', currency: currency('EUR') } as const
  const of = lineOf({ quantity: 10, grams: 50_401 })
  // Three of ten pieces: 15,120.3 g, hence 15,120 g × 9.99 = 151.0488.
  expect(creditFor({ of, price }, 3)).toEqual({ ok: true, value: eur(15_105) })
})

test('less than claimed is accepted with a reason, more never', () => {
  expect(claimAfter(submit(), acceptIt({ quantity: 25, reason: 'The rest is sound.' }))).toMatchObject({
    status: 'part-accepted',
    granted: { quantity: 25, amountDue: eur(30_863) },
    reason: 'The rest is sound.',
  })
  expect(claimAfter(submit(), acceptIt({ quantity: 25 }))).toBe('claim/reason-missing')
  expect(claimAfter(submit(), acceptIt({ quantity: 41 }))).toBe('claim/quantity')
})

test('goods that shall go back are expected, then returned, and only what came back is due', () => {
  const back = submit({ remedy: 'return' })
  expect(claimAfter(back, acceptIt())).toMatchObject({ status: 'return-expected', granted: { quantity: 40 } })
  expect(claimAfter(back, acceptIt(), receiveReturn())).toMatchObject({ status: 'returned', returnedAt: at })
  expect(claimAfter(back, acceptIt(), receiveReturn({ quantity: 30 }))).toMatchObject({
    status: 'returned',
    granted: { quantity: 30, amountDue: eur(37_035) },
  })
  expect(claimAfter(back, acceptIt(), receiveReturn({ quantity: 41 }))).toBe('claim/quantity')
  expect(claimAfter(back, acceptIt(), withdrawIt)).toMatchObject({ status: 'withdrawn' })
  expect(claimAfter(submit(), acceptIt(), receiveReturn())).toBe('claim/not-in-this-state')
})

test('credit notes answer a claim as far as it was conceded, and no further', () => {
  const part = acceptIt({ quantity: 25, reason: 'The rest is sound.' })
  expect(claimAfter(submit(), part, creditIt(20), creditIt(5))).toMatchObject({
    status: 'part-accepted',
    credits: [{ quantity: 20 }, { quantity: 5 }],
  })
  expect(claimAfter(submit(), part, creditIt(20), creditIt(6))).toBe('claim/more-than-conceded')
  const pieces = submit({ of: lineOf({ quantity: 60 }), quantity: 60 })
  const fifty = Array.from({ length: 50 }, () => creditIt(1))
  expect(claimAfter(pieces, acceptIt(), ...fifty, creditIt(1))).toBe('claim/too-many-credits')
  expect(claimAfter(submit(), part, creditIt(0))).toBe('claim/credit-mismatch')
  expect(claimAfter(submit(), creditIt(1))).toBe('claim/no-credit-due')
  expect(claimAfter(submit({ remedy: 'replacement' }), acceptIt(), creditIt(1))).toBe('claim/no-credit-due')
  const back = submit({ remedy: 'return' })
  expect(claimAfter(back, acceptIt(), creditIt(1))).toBe('claim/no-credit-due')
  expect(claimAfter(back, acceptIt(), receiveReturn({ quantity: 30 }), creditIt(31))).toBe('claim/more-than-conceded')
  expect(claimAfter(back, acceptIt(), receiveReturn({ quantity: 30 }), creditIt(30))).toMatchObject({
    status: 'returned',
    credits: [{ creditNoteId: 'crn_1', quantity: 30 }],
  })
})

test('a claim is answered once', () => {
  expect(claimAfter(submit(), rejectIt)).toMatchObject({ status: 'rejected', reason: 'Not ours.' })
  for (const answer of [acceptIt(), rejectIt, withdrawIt]) {
    expect(claimAfter(submit(), rejectIt, answer)).toBe('claim/not-in-this-state')
    expect(claimAfter(submit(), acceptIt(), answer)).toBe('claim/not-in-this-state')
    expect(claimAfter(submit(), withdrawIt, answer)).toBe('claim/not-in-this-state')
  }
})

test('a kind fits what the receipt says, and goods the buyer does not have cannot go back', () => {
  const claimed = (outcome: ReceiptLine['outcome'], wish: Partial<ClaimDetails>) => {
    const after = claimAfter(submit({ of: lineOf({ outcome }), ...wish }))
    return typeof after === 'string' ? after : after.status
  }
  expect(claimed('short', { kind: 'short' })).toBe('submitted')
  expect(claimed('short', { kind: 'damaged' })).toBe('claim/kind-mismatch')
  expect(claimed('accepted', { kind: 'short' })).toBe('claim/kind-mismatch')
  expect(claimed('accepted', { kind: 'hidden-defect', remedy: 'return' })).toBe('submitted')
  expect(claimed('damaged', { kind: 'hidden-defect' })).toBe('claim/kind-mismatch')
  expect(claimed('damaged', { kind: 'wrong-goods' })).toBe('submitted')
  expect(claimed('damaged', { remedy: 'return' })).toBe('claim/nothing-to-return')
  expect(claimed('short', { kind: 'short', remedy: 'return' })).toBe('claim/nothing-to-return')
})

const shipped = (lines: readonly Omit<ReceiptLine, 'deliveryId' | 'lotId'>[], grams?: number) => ({
  receipts: [
    {
      id: 'rcp_1',
      at: receivedAt,
      by: 'usr_ann',
      lines: lines.map((line) => ({ deliveryId: '1.1', lotId: 'lot_a', ...line })),
    },
  ],
  portions: [
    {
      deliveryId: '1.1',
      lotId: 'lot_a',
      siteId: 'sit_1',
      lotCode: 'A',
      quantity: 100,
      ...(grams !== undefined && { grams }),
      judged: notJudged,
    },
  ],
  lines: [{ deliveryId: '1.1', productId: 'prd_1', quantity: 100 }],
})
const read = (lines: Parameters<typeof shipped>[0], line = 1, grams?: number) => {
  const found = receivedLine(shipped(lines, grams), { shipmentId: 'shp_1', receiptId: 'rcp_1', line })
  return found.ok ? found.value : found.rejection.code
}

test('a claim is over what a receipt has judged for good', () => {
  const accepted = { outcome: 'accepted', quantity: 100 } as const
  expect(read([accepted])).toEqual(detailsOf().of)
  expect(read([accepted], 2)).toBe('claim/unknown-line')
  expect(read([{ outcome: 'held', quantity: 5 }])).toBe('claim/not-judged')
  expect(read([{ outcome: 'damaged', of: 'held', quantity: 5 }])).toMatchObject({ outcome: 'damaged', quantity: 5 })
  expect(read([{ outcome: 'over', quantity: 5 }])).toBe('claim/not-judged')
  expect(read([{ outcome: 'accepted', of: 'over', quantity: 5 }])).toMatchObject({ quantity: 5 })
  expect(read([{ outcome: 'damaged', of: 'over', quantity: 5 }])).toBe('claim/not-judged')
})

test('a line weighs what was weighed at dispatch, or on arrival where that differs by more than 1 %', () => {
  const weighed = (grams?: number) => read([{ outcome: 'accepted', quantity: 50, ...(grams && { grams }) }], 1, 100_000)
  expect(weighed()).toMatchObject({ grams: 50_000 })
  expect(weighed(49_500)).toMatchObject({ grams: 50_000 })
  expect(weighed(49_499)).toMatchObject({ grams: 49_499 })
})

import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import { defaultWeights, type GivenRfqDetails } from './rfq-details.ts'
import type { RfqCommand, RfqEvent } from './rfq-events.ts'
import { rfqStatusAt, type KnownRfq, type Rfq } from './rfq-state.ts'
import { rfq } from './rfq.ts'

const by = 'usr_1'
const before = { at: '2026-08-01T09:00:00.000Z', by }
const during = { at: '2026-08-02T09:00:00.000Z', by }
const deadline = '2026-08-10T12:00:00.000Z'
const after = { at: deadline, by }
const euros = (amount: number) => ({ amount, currency: currency('EUR') })

const details: GivenRfqDetails = {
  lines: [
    {
      id: '1',
      item: { kind: 'specification', description: 'Butter' },
      quantity: 100,
      unit: 'piece',
      requiredCertificates: [],
      allergenExclusions: [],
      minimumRemainingLifeDays: 0,
    },
  ],
  deliverTo: { siteId: 'sit_1' },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: '2026-09-01' }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline,
  visibility: { kind: 'invited', supplierIds: ['org_s'] },
  weights: defaultWeights,
  shareTargetPrices: false,
}
const draft: RfqCommand = { type: 'draft', ...before, rfqId: 'rfq_1', number: 1, buyerId: 'org_b', details }
const publish: RfqCommand = { type: 'publish', ...before }
const receive: RfqCommand = { type: 'receive-quote', ...during, quoteId: 'qte_1', supplierId: 'org_s', version: 1 }
const close: RfqCommand = { type: 'close', ...during }
const award = (awardId: string, quantity: number, final = false): RfqCommand => ({
  type: 'propose-award',
  ...after,
  awardId,
  total: euros(1),
  lines: [{ line: '1', quantity }],
  final,
})
const settle = (awardId: string, outcome: 'approved' | 'rejected' = 'approved'): RfqCommand => ({
  type: 'settle-award',
  ...after,
  awardId,
  outcome,
})

const run = (...commands: RfqCommand[]): Rfq =>
  commands.reduce<Rfq>((state, command) => {
    const decided = rfq.decide(command, state)
    if (!decided.ok) throw new Error(`${command.type}: ${decided.rejection.code}`)
    return fold<Rfq, RfqEvent>(rfq.evolve, state, decided.value)
  }, rfq.initialState)

const outcome = (state: Rfq, command: RfqCommand): string => {
  const decided = rfq.decide(command, state)
  return decided.ok ? decided.value.map(({ type }) => type).join(' ') : decided.rejection.code
}

const states = {
  absent: () => run(),
  draft: () => run(draft),
  open: () => run(draft, publish),
  answered: () => run(draft, publish, receive),
  closed: () => run(draft, publish, receive, close),
  pending: () => run(draft, publish, receive, close, award('awd_1', 40)),
  'part-awarded': () => run(draft, publish, receive, close, award('awd_1', 40), settle('awd_1')),
  awarded: () => run(draft, publish, receive, close, award('awd_1', 100), settle('awd_1')),
  cancelled: () => run(draft, publish, { type: 'cancel', ...during, reason: 'no need' }),
}

const later = '2026-08-20T12:00:00.000Z'
const commands = {
  draft,
  change: { type: 'change', ...during, details: { ...details, title: 'New' } },
  publish: { ...publish, ...during },
  extend: { type: 'extend', ...during, deadline: later, reason: 'holidays' },
  close,
  cancel: { type: 'cancel', ...during, reason: 'no need' },
  receive: { ...receive, quoteId: 'qte_1', version: 2 },
  award: award('awd_2', 10),
  settle: settle('awd_1'),
} satisfies Record<string, RfqCommand>

const no = 'rfq/wrong-status'
const shut = 'rfq/not-open'
const idle = 'award/not-pending'
const fixed = 'rfq/not-a-draft'
const twice = 'rfq/already-drafted'
const got = 'rfq/quote-received'
const proposed = 'rfq/award-proposed'
/** Columns in the order of `commands`. Times: `award` and `settle` come at the deadline, all others before it. */
const matrix: Record<keyof typeof states, readonly string[]> = {
  absent: ['rfq/drafted', ...Array.from({ length: 8 }, () => 'rfq/unknown')],
  draft: [twice, 'rfq/changed', 'rfq/published', no, no, 'rfq/cancelled', shut, no, idle],
  open: [twice, fixed, no, 'rfq/deadline-extended', 'rfq/closed', 'rfq/cancelled', got, no, idle],
  answered: [twice, fixed, no, 'rfq/deadline-extended', 'rfq/closed', 'rfq/cancelled', got, proposed, idle],
  closed: [twice, fixed, no, no, no, 'rfq/cancelled', shut, proposed, idle],
  pending: [twice, fixed, no, no, no, 'rfq/award-pending', shut, proposed, 'rfq/award-approved'],
  'part-awarded': [twice, fixed, no, no, no, no, shut, proposed, idle],
  awarded: [twice, fixed, no, no, no, no, shut, no, idle],
  cancelled: [twice, fixed, no, no, no, no, shut, no, idle],
}

test.each(Object.entries(states))('an RFQ that is %s takes these commands and refuses those', (name, given) => {
  const state = given()
  expect(Object.values(commands).map((command) => outcome(state, command))).toEqual(matrix[name as keyof typeof states])
})

const statusAt = (state: Rfq, { at }: { at: string }) => rfqStatusAt(state as KnownRfq, at)

test('nothing but the clock ends an RFQ at its deadline: closed where somebody answered, else expired', () => {
  expect([statusAt(states.open(), during), statusAt(states.open(), after)]).toEqual(['published', 'expired'])
  expect(statusAt(states.answered(), after)).toBe('closed')
  const withdrawn = run(draft, publish, receive, { type: 'take-back-quote', ...during, quoteId: 'qte_1' })
  expect(statusAt(withdrawn, after)).toBe('expired')
  expect(outcome(states.answered(), { ...receive, ...after })).toBe('rfq/not-open')
})

test('after the deadline it is extended only where nobody answered: answers may have been read', () => {
  const extend = { type: 'extend', ...after, deadline: later, reason: 'again' } as const
  expect(outcome(states.open(), extend)).toBe('rfq/deadline-extended')
  expect(outcome(states.answered(), extend)).toBe('rfq/wrong-status')
  expect(outcome(states.open(), { ...extend, ...during, deadline: '2026-08-09T00:00:00Z' })).toBe(
    'rfq/deadline-not-later',
  )
})

test('a deadline that has passed cannot be published', () => {
  expect(outcome(states.draft(), { ...publish, ...after })).toBe('rfq/deadline-passed')
})

test('what waits for approval counts as taken, what was rejected does not', () => {
  expect(outcome(states.pending(), award('awd_2', 61))).toBe('award/more-than-asked')
  expect(outcome(states.pending(), award('awd_2', 60))).toBe('rfq/award-proposed')
  const rejected = run(draft, publish, receive, close, award('awd_1', 40), settle('awd_1', 'rejected'))
  expect(outcome(rejected, award('awd_2', 100))).toBe('rfq/award-proposed')
})

test('a final award settles what it leaves over', () => {
  const state = run(draft, publish, receive, close, award('awd_1', 40, true), settle('awd_1'))
  expect(statusAt(state, after)).toBe('awarded')
})

test('one supplier has one quote', () => {
  expect(outcome(states.answered(), { ...receive, quoteId: 'qte_2' } as RfqCommand)).toBe('rfq/one-quote-each')
})

import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import { award, type ApprovalStep, type Award, type AwardCommand, type AwardEvent } from './award.ts'

const at = '2026-08-01T09:00:00.000Z'
const total = { amount: 12_408_160, currency: currency('EUR') }
const approver: ApprovalStep = { kind: 'role', role: 'approver' }
const propose = (chain: readonly ApprovalStep[]): AwardCommand => ({
  type: 'propose',
  at,
  by: 'usr_buyer',
  content: {
    rfqId: 'rfq_1',
    buyerId: 'org_b',
    lines: [],
    quotes: [],
    total,
    judged: total,
    rates: { to: currency('EUR'), rates: [] },
    chain,
    final: false,
  },
})
const approve = (by: string, entitled = true): AwardCommand => ({ type: 'approve', at, by, entitled })
const order: AwardCommand = { type: 'order', at, orders: [{ orderId: 'ord_1', supplierId: 'org_s', total }] }
const refuse = (by: string, entitled = true): AwardCommand => ({ type: 'reject', at, by, entitled, reason: 'dear' })

const run = (...commands: AwardCommand[]): Award =>
  commands.reduce<Award>((state, command) => {
    const decided = award.decide(command, state)
    if (!decided.ok) throw new Error(`${command.type}: ${decided.rejection.code}`)
    return fold<Award, AwardEvent>(award.evolve, state, decided.value)
  }, award.initialState)
const outcome = (state: Award, command: AwardCommand): string => {
  const decided = award.decide(command, state)
  return decided.ok ? decided.value.map(({ type }) => type).join(' ') : decided.rejection.code
}

const states = {
  absent: () => run(),
  'asked of two': () => run(propose([approver, approver])),
  'half way': () => run(propose([approver, approver]), approve('usr_1')),
  'asked of nobody': () => run(propose([])),
  approved: () => run(propose([approver]), approve('usr_1'), order),
  rejected: () => run(propose([approver]), refuse('usr_1')),
}
const commands = [
  propose([]),
  approve('usr_2'),
  approve('usr_buyer'),
  approve('usr_3', false),
  order,
  refuse('usr_2'),
  refuse('usr_buyer', false),
  refuse('usr_3', false),
]
const twice = 'award/already-proposed'
const self = 'award/self-approval'
const not = 'award/not-an-approver'
const over = 'award/not-pending'
const given = 'award/approval-given'
const away = 'award/rejected'
const matrix: Record<keyof typeof states, readonly string[]> = {
  absent: ['award/proposed', ...Array.from({ length: 7 }, () => 'award/unknown')],
  'asked of two': [twice, given, self, not, 'award/not-yet-approved', away, away, not],
  'half way': [twice, given, self, not, 'award/not-yet-approved', away, away, not],
  'asked of nobody': [twice, not, self, not, 'award/approved', away, away, not],
  approved: [twice, over, over, over, over, over, over, over],
  rejected: [twice, over, over, over, over, over, over, over],
}

test.each(Object.entries(states))('an award that is %s takes these commands and refuses those', (name, make) => {
  const state = make()
  expect(commands.map((command) => outcome(state, command))).toEqual(matrix[name as keyof typeof states])
})

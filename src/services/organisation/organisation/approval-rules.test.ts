import { expect, test } from 'vitest'
import type { Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import {
  approvalRight,
  requiredApprovals,
  type ApprovalQuestion,
  type ApprovalRules,
  type ApprovalStep,
} from './approval-rules.ts'

const euro = 'EUR' as CurrencyCode
const dollar = 'USD' as CurrencyCode
const step: ApprovalStep = { kind: 'role', role: 'approver' }
const boss: ApprovalStep = { kind: 'user', userId: 'ann' }
const day = (text: string) => text as LocalDate
const rules: ApprovalRules = {
  thresholds: [
    { currency: euro, from: 10_000_000, chain: [step, boss] },
    { currency: euro, from: 1_000_000, chain: [step] },
  ],
  delegations: [{ fromUserId: 'ann', toUserId: 'bob', from: day('2026-08-01'), until: day('2026-08-31') }],
}
const members: Record<string, Role> = { ann: 'approver', bob: 'buyer', cid: 'approver', dan: 'owner', eve: 'buyer' }
const { delegations } = rules
const asks = { delegations, step, requesterIds: ['eve'], approvedBy: [], members, on: day('2026-08-15') }

const mayApprove = (question: ApprovalQuestion): boolean => approvalRight(question) !== undefined

test('the highest threshold that the total reaches gives the chain', () => {
  const chainOf = (amount: number, currency = euro) => requiredApprovals(rules, { amount, currency }).length
  expect([chainOf(999_999), chainOf(1_000_000), chainOf(9_999_999), chainOf(12_408_160)]).toEqual([0, 1, 1, 2])
})

test('a currency without thresholds takes the longest chain: paying in another one evades nothing', () => {
  expect(requiredApprovals(rules, { amount: 1, currency: dollar })).toEqual([step, boss])
  expect(requiredApprovals({ thresholds: [], delegations: [] }, { amount: 1e12, currency: dollar })).toEqual([])
})

test('a step is taken by whoever has the role, by an owner, by nobody else', () => {
  const may = (userId: string) => mayApprove({ ...asks, userId })
  expect([may('cid'), may('dan'), may('eve'), may('stranger')]).toEqual([true, true, false, false])
})

test('nobody approves their own, nor through somebody they delegated to, nor twice', () => {
  expect(mayApprove({ ...asks, userId: 'dan', requesterIds: ['dan'] })).toBe(false)
  expect(mayApprove({ ...asks, userId: 'bob', step: boss })).toBe(true)
  expect(mayApprove({ ...asks, userId: 'bob', step: boss, requesterIds: ['ann'] })).toBe(false)
  expect(mayApprove({ ...asks, userId: 'bob', step: boss, requesterIds: ['eve', 'ann'] })).toBe(false)
  expect(mayApprove({ ...asks, userId: 'cid', approvedBy: ['cid'] })).toBe(false)
  expect(mayApprove({ ...asks, userId: 'bob', step: boss, approvedBy: ['ann'] })).toBe(false)
})

test('who approves for somebody else says so, and only where it is not their own right', () => {
  expect(approvalRight({ ...asks, userId: 'bob' })).toEqual({ inSteadOf: 'ann' })
  expect(approvalRight({ ...asks, userId: 'bob', members: { ...members, bob: 'approver' } })).toEqual({})
  const next = [...delegations, { ...delegations[0]!, fromUserId: 'bob', toUserId: 'eve' }]
  const lentOn = { ...asks, delegations: next, userId: 'eve', requesterIds: ['cid'] }
  expect(mayApprove(lentOn)).toBe(false)
  expect(mayApprove({ ...asks, step: boss, userId: 'bob', members: { bob: 'buyer', dan: 'owner' } })).toBe(false)
})

test('who stands in for somebody may approve on the days named, both included', () => {
  const on = (date: string) => mayApprove({ ...asks, userId: 'bob', step: boss, on: day(date) })
  expect(['2026-07-31', '2026-08-01', '2026-08-31', '2026-09-01'].map(on)).toEqual([false, true, true, false])
})

test('a step whose named person has left, asked for it or took a step before falls to any approver but these', () => {
  const gone: ApprovalStep = { kind: 'user', userId: 'gone' }
  const may = (userId: string, more: Partial<ApprovalQuestion> = {}) =>
    mayApprove({ ...asks, step: gone, userId, ...more })
  // For August Bob stands in for Ann, who is an approver.
  for (const userId of ['ann', 'cid', 'dan', 'bob']) expect([userId, may(userId)]).toEqual([userId, true])
  for (const userId of ['eve', 'gone']) expect([userId, may(userId)]).toEqual([userId, false])
  expect(may('bob', { on: day('2026-09-01') })).toBe(false)
  expect(may('cid', { requesterIds: ['cid'] })).toBe(false)
  expect(may('cid', { approvedBy: ['cid'] })).toBe(false)
  expect(mayApprove({ ...asks, step: boss, userId: 'cid', requesterIds: ['ann'] })).toBe(true)
  expect(mayApprove({ ...asks, step: boss, userId: 'cid', approvedBy: ['ann'] })).toBe(true)
})

test('a step that names somebody who can take it is nobody else’s, and is theirs whatever their role is now', () => {
  const { ann: _ann, ...others } = members
  expect(mayApprove({ ...asks, step: boss, userId: 'cid' })).toBe(false)
  expect(mayApprove({ ...asks, step: boss, userId: 'dan' })).toBe(false)
  expect(mayApprove({ ...asks, step: boss, userId: 'ann', members: { ...others, ann: 'viewer' } })).toBe(true)
})

import { expect, test } from 'vitest'
import type { Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import {
  delegations,
  delegationsMax,
  type DelegationCommand,
  type DelegationEvent,
  type Delegations,
  type GivenDelegation,
} from './delegation.ts'

const at = '2026-08-10T08:00:00.000Z'
const day = (text: string) => text as LocalDate
const members: Record<string, Role> = { ann: 'approver', bob: 'buyer', cid: 'viewer', dan: 'admin', qui: 'quality' }
const insiders = {
  members,
  rules: {
    thresholds: [{ currency: 'EUR' as CurrencyCode, from: 0, chain: [{ kind: 'user', userId: 'cid' } as const] }],
    delegations: [],
  },
}
const given = (more: Partial<GivenDelegation> = {}): GivenDelegation => ({
  id: 'dlg_1',
  fromUserId: 'ann',
  toUserId: 'bob',
  from: day('2026-08-11'),
  until: day('2026-08-20'),
  reason: 'Holiday.',
  givenBy: more.fromUserId ?? 'ann',
  givenAt: at,
  ...more,
})
const give = (more: Partial<GivenDelegation> = {}, when = at): DelegationCommand => ({
  type: 'give',
  at: when,
  organisationId: 'org_1',
  delegation: given(more),
  insiders,
})
const revoke = (by: string, delegationId = 'dlg_1'): DelegationCommand => ({
  type: 'revoke',
  at,
  by,
  delegationId,
  insiders,
})
const stateOf = (...events: readonly DelegationEvent[]): Delegations =>
  fold(delegations.evolve, delegations.initialState, events)
const decided = (command: DelegationCommand, state = delegations.initialState) => {
  const result = delegations.decide(command, state)
  return result.ok ? result.value : (result.rejection.errors?.[0]?.pointer ?? result.rejection.code)
}
const ofAnn: DelegationEvent = { type: 'delegation/given', at, organisationId: 'org_1', delegation: given() }

test('people delegate what they approve themselves, by role or by name; owners and admins do it for others', () => {
  expect(decided(give())).toEqual([ofAnn])
  expect(decided(give({ fromUserId: 'cid' }))).toHaveLength(1)
  expect(decided(give({ givenBy: 'dan' }))).toHaveLength(1)
  const refused = 'organisation/delegation-not-yours'
  expect([decided(give({ givenBy: 'bob' })), decided(give({ fromUserId: 'qui' }))]).toEqual([refused, refused])
  expect(decided(give({ fromUserId: 'bob', toUserId: 'cid' }), stateOf(ofAnn))).toBe(refused)
  expect(decided(give({ fromUserId: 'gone' }))).toBe(refused)
})

test('a delegation is to another member, of days that are not over, at most 366 of them', () => {
  expect(decided(give({ toUserId: 'gone' }))).toBe('/toUserId')
  expect(decided(give({ toUserId: 'ann' }))).toBe('/toUserId')
  expect(decided(give({ fromUserId: 'bob', givenBy: 'dan' }))).toBe('/fromUserId')
  expect(decided(give({ until: day('2026-08-10') }))).toBe('/until')
  expect(decided(give({ from: day('2026-08-01'), until: day('2026-08-09') }))).toBe('/until')
  expect(decided(give({ from: day('2026-08-10'), until: day('2026-08-10') }))).toHaveLength(1)
  expect(decided(give({ until: day('2027-08-11') }))).toHaveLength(1)
  expect(decided(give({ until: day('2027-08-12') }))).toBe('/until')
})

test('it is ended by either of the two, or by an owner or admin; to others it is not there, or not theirs', () => {
  const state = stateOf(ofAnn)
  for (const by of ['ann', 'bob', 'dan'])
    expect(decided(revoke(by), state)).toEqual([{ type: 'delegation/revoked', at, by, delegationId: 'dlg_1' }])
  expect(decided(revoke('cid'), state)).toBe('organisation/unknown-delegation')
  expect(decided(revoke('ann', 'dlg_2'), state)).toBe('organisation/unknown-delegation')
  const bobs: DelegationEvent = { ...ofAnn, delegation: given({ fromUserId: 'dan', toUserId: 'bob' }) }
  expect(decided(revoke('ann'), stateOf(bobs))).toBe('organisation/delegation-not-yours')
})

test('what is over is not ended once more, whether anybody has delegated since or not', () => {
  const later = '2026-08-21T00:00:00.000Z'
  const over = stateOf(ofAnn)
  const since = stateOf(ofAnn, { ...ofAnn, at: later, delegation: given({ id: 'dlg_2', until: day('2026-08-30') }) })
  for (const state of [over, since]) {
    expect(decided({ ...revoke('ann'), at: later }, state)).toBe('organisation/unknown-delegation')
    expect(decided({ type: 'end-with-member', at: later, userId: 'bob' }, over)).toEqual([])
  }
  expect(decided({ ...revoke('ann'), at: '2026-08-20T23:59:59.999Z' }, over)).toHaveLength(1)
})

test('who leaves takes theirs along, on both sides, and nobody else’s', () => {
  const other: DelegationEvent = { ...ofAnn, delegation: given({ id: 'dlg_2', fromUserId: 'cid', toUserId: 'dan' }) }
  const state = stateOf(ofAnn, other)
  const leaves = (userId: string) => decided({ type: 'end-with-member', at, userId }, state)
  expect(leaves('bob')).toEqual([{ type: 'delegation/ended', at, delegationId: 'dlg_1' }])
  expect(leaves('dan')).toEqual([{ type: 'delegation/ended', at, delegationId: 'dlg_2' }])
  expect(leaves('qui')).toEqual([])
})

test('there are only so many at a time, and what is over makes room', () => {
  const full = stateOf(
    ...Array.from({ length: delegationsMax }, (_, n) => ({ ...ofAnn, delegation: given({ id: `dlg_${n}` }) })),
  )
  expect(decided(give({ id: 'dlg_x' }), full)).toBe('organisation/too-many-delegations')
  const later = '2026-08-21T00:00:00.000Z'
  const next = given({ id: 'dlg_x', from: day('2026-08-21'), until: day('2026-08-22') })
  const made = decided(give(next, later), full) as readonly DelegationEvent[]
  expect(Object.keys(fold(delegations.evolve, full, made).given)).toEqual(['dlg_x'])
})

/** What approvals rest on, budgets and who stands in for whom, at each of their states. */
import type { Role } from '../../src/kernel/caller.ts'
import { currency } from '../../src/kernel/currency.ts'
import type { LocalDate } from '../../src/kernel/time.ts'
import { noApprovalRules } from '../../src/services/organisation/organisation/approval-rules.ts'
import type { BudgetCommand } from '../../src/services/organisation/approval/budget.ts'
import type { DelegationCommand } from '../../src/services/organisation/approval/delegation.ts'
import { budgetAggregate, delegationsAggregate } from '../../src/services/organisation/approval/approval-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
const organisationId = 'org_1'

const ofBudget = {
  set: () => ({ type: 'set', at, key: { organisationId, currency: currency('EUR'), period: '2026' }, limit: 1_000 }),
  lift: () => ({ type: 'lift', at }),
  take: () => ({ type: 'take', at, orderId: 'ord_1', amount: 1_000, beyond: false }),
  'give-back': () => ({ type: 'give-back', at, orderId: 'ord_1', amount: 1_000 }),
} as const satisfies EachCommand<BudgetCommand>
const spent = (...names: readonly (keyof typeof ofBudget)[]) =>
  reach(budgetAggregate, at, ...names.map((name) => ofBudget[name]()))

export const budgetMachine: Machine = {
  name: 'budget',
  aggregate: budgetAggregate,
  states: {
    absent: spent(),
    set: spent('set'),
    'used up': spent('set', 'take'),
    lifted: spent('set', 'lift'),
  },
  commands: ofBudget,
  variants: { 'take, as who may go beyond': () => ({ ...ofBudget.take(), beyond: true }) },
  inner: ['take', 'give-back'],
  gone: ['lifted'],
  besides: { 'organisation/beyond-budget': 'As much as is left would be taken.' },
}

const members: Record<string, Role> = { ann: 'approver', bob: 'buyer', cid: 'viewer', dan: 'admin', eve: 'approver' }
const insiders = { members, rules: noApprovalRules }
const delegation = {
  id: 'dlg_1',
  fromUserId: 'ann',
  toUserId: 'bob',
  from: '2026-08-01' as LocalDate,
  until: '2026-08-20' as LocalDate,
  reason: 'Holiday.',
  givenAt: at,
}
const give = (givenBy: string) => (): DelegationCommand => ({
  type: 'give',
  at,
  organisationId,
  delegation: { ...delegation, givenBy },
  insiders,
})
const revoke =
  (by: string) =>
  (when: string): DelegationCommand => ({ type: 'revoke', at: when, by, delegationId: 'dlg_1', insiders })
const memberLeft = (when: string): DelegationCommand => ({ type: 'end-with-member', at: when, userId: 'bob' })
const lent = (...given: readonly DelegationCommand[]) => reach(delegationsAggregate, at, ...given)

/** From Ann, an approver, to Bob. */
export const delegationMachine: Machine = {
  name: 'delegation',
  aggregate: delegationsAggregate,
  states: {
    absent: lent(),
    given: lent(give('ann')()),
    over: { ...lent(give('ann')()), at: '2026-08-21T00:00:00.000Z' },
    revoked: lent(give('ann')(), revoke('bob')(at)),
    'ended with its member': lent(give('ann')(), memberLeft(at)),
  },
  commands: {
    give: give('ann'),
    revoke: revoke('ann'),
    'end-with-member': memberLeft,
  },
  variants: {
    'give, as an admin': give('dan'),
    'give, as another approver': give('eve'),
    'give, as who would stand in': give('bob'),
    'revoke, as who stands in': revoke('bob'),
    'revoke, as an admin': revoke('dan'),
    'revoke, as another approver': revoke('eve'),
    'revoke, as who does not see it': revoke('cid'),
  },
  inner: ['end-with-member'],
  gone: ['over', 'revoked', 'ended with its member'],
  besides: {
    'organisation/delegation-not-yours': 'Whose approvals they are may do it, and an owner or admin.',
    'organisation/unknown-delegation': 'Who may not see it is told that there is none.',
  },
}

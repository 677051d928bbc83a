/** Who stands in for whom when approvals are asked: for some days and a reason, until it is taken back. */
import { hasRole, type Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { daysBetween, utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { ApprovalRules, Delegation } from '../organisation/approval-rules.ts'

export type GivenDelegation = Delegation & {
  readonly id: string
  readonly reason: string
  /** Whoever is stood in for, or an owner or admin in their absence. */
  readonly givenBy: string
  readonly givenAt: string
}

/** All of one organisation that are not over and were not taken back, in the order in which they were given. */
export type Delegations = {
  readonly organisationId: string | null
  readonly given: Readonly<Record<string, GivenDelegation>>
}

/** The organisation as it is now: its members decide what each of them may give away. */
export type Insiders = { readonly members: Readonly<Record<string, Role>>; readonly rules: ApprovalRules }

export type DelegationCommand =
  | {
      readonly type: 'give'
      readonly at: string
      readonly organisationId: string
      readonly delegation: GivenDelegation
      readonly insiders: Insiders
    }
  | {
      readonly type: 'revoke'
      readonly at: string
      readonly by: string
      readonly delegationId: string
      readonly insiders: Insiders
    }
  /** Somebody has left the organisation: who comes back later stands in for nobody. */
  | { readonly type: 'end-with-member'; readonly at: string; readonly userId: string }

export type DelegationEvent =
  | {
      readonly type: 'delegation/given'
      readonly at: string
      readonly organisationId: string
      readonly delegation: GivenDelegation
    }
  | { readonly type: 'delegation/revoked'; readonly at: string; readonly by: string; readonly delegationId: string }
  | { readonly type: 'delegation/ended'; readonly at: string; readonly delegationId: string }

export const delegationsMax = 200
export const delegationDaysMax = 366

type Decision = Result<readonly DelegationEvent[]>

export const delegations: Decider<Delegations, DelegationCommand, DelegationEvent> = {
  initialState: { organisationId: null, given: {} },
  decide(command, state): Decision {
    switch (command.type) {
      case 'give':
        return give(command, state)
      case 'revoke':
        return revoke(command, state)
      case 'end-with-member': {
        const { at, userId } = command
        const theirs = runningOn(at, state).filter((each) => isParty(each, userId))
        return accept(theirs.map(({ id: delegationId }) => ({ type: 'delegation/ended', at, delegationId })))
      }
    }
  },
  evolve(state, event): Delegations {
    switch (event.type) {
      case 'delegation/given': {
        const { at, organisationId, delegation } = event
        // What is over matters to nobody any more; the log keeps it.
        const today = utcDate(at as Instant)
        const running = Object.entries(state.given).filter(([, { until }]) => until >= today)
        return { organisationId, given: { ...Object.fromEntries(running), [delegation.id]: delegation } }
      }
      case 'delegation/revoked':
      case 'delegation/ended': {
        const { [event.delegationId]: _gone, ...given } = state.given
        return { ...state, given }
      }
    }
  },
}

/** Those that are not over: their last day is still to come, or is this one. */
const runningOn = (at: string, { given }: Delegations): readonly GivenDelegation[] => {
  const today = utcDate(at as Instant)
  return Object.values(given).filter(({ until }) => until >= today)
}

type Of<T extends DelegationCommand['type']> = Extract<DelegationCommand, { type: T }>

function give({ at, organisationId, delegation, insiders }: Of<'give'>, state: Delegations): Decision {
  const { givenBy, fromUserId } = delegation
  if (!mayGive(givenBy, fromUserId, insiders)) return reject(notYoursToGive)
  const today = utcDate(at as Instant)
  const problem = problemOf(delegation, insiders, today)
  if (problem) return reject(problem)
  if (runningOn(at, state).length >= delegationsMax) return reject(tooManyDelegations)
  return accept([{ type: 'delegation/given', at, organisationId, delegation }])
}

/** One's own, by whoever approves at all; anybody's, by an owner or admin: people fall ill without notice. */
const mayGive = (by: string, fromUserId: string, insiders: Insiders): boolean => {
  const role = insiders.members[by]
  if (role === undefined) return false
  return hasRole(role, []) || (by === fromUserId && approves(by, insiders))
}

/** By role or by name; not because somebody delegated to them: nobody passes on what was lent to them. */
const approves = (userId: string, { members, rules }: Insiders): boolean => {
  const role = members[userId]
  if (role === undefined) return false
  const steps = rules.thresholds.flatMap(({ chain }) => chain)
  return (
    hasRole(role, ['approver']) || steps.some((step) => satisfiesByName(step, userId) || satisfiesByRole(step, role))
  )
}
type Step = ApprovalRules['thresholds'][number]['chain'][number]
const satisfiesByName = (step: Step, userId: string): boolean => step.kind === 'user' && step.userId === userId
const satisfiesByRole = (step: Step, role: Role): boolean => step.kind === 'role' && step.role === role

function problemOf(delegation: GivenDelegation, insiders: Insiders, today: LocalDate): Rejection | undefined {
  const { fromUserId, toUserId, from, until } = delegation
  if (!approves(fromUserId, insiders)) return notFit('/fromUserId', 'approves nothing here')
  if (insiders.members[toUserId] === undefined) return notFit('/toUserId', 'is not a member')
  if (toUserId === fromUserId) return notFit('/toUserId', 'is the same person')
  if (until < from) return notFit('/until', 'is before the first day')
  if (until < today) return notFit('/until', 'is over')
  if (daysBetween(from, until) >= delegationDaysMax)
    return notFit('/until', `is more than ${delegationDaysMax} days on`)
  return undefined
}

function revoke({ at, by, delegationId, insiders }: Of<'revoke'>, state: Delegations): Decision {
  const delegation = runningOn(at, state).find(({ id }) => id === delegationId)
  const role = insiders.members[by]
  if (!delegation || role === undefined || !maySee(delegation, by, role)) return reject(unknownDelegation)
  if (!isParty(delegation, by) && !hasRole(role, [])) return reject(notYoursToGive)
  return accept([{ type: 'delegation/revoked', at, by, delegationId }])
}

const isParty = ({ fromUserId, toUserId }: Delegation, userId: string): boolean =>
  userId === fromUserId || userId === toUserId

/** Approvers see all of them, anybody else those in which they are named. */
export const maySee = (delegation: Delegation, userId: string, role: Role): boolean =>
  hasRole(role, ['approver']) || isParty(delegation, userId)

const notFit = (pointer: string, detail: string): Rejection =>
  invalidField('organisation/delegation-does-not-fit', pointer, detail)
const notYoursToGive: Rejection = {
  kind: 'forbidden',
  code: 'organisation/delegation-not-yours',
  detail: 'People delegate approvals of their own, and end what names them; owners and admins do it for others.',
}
const unknownDelegation: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown-delegation',
  detail: 'The organisation has no such delegation, or it is over.',
}
const tooManyDelegations: Rejection = {
  kind: 'conflict',
  code: 'organisation/too-many-delegations',
  detail: `An organisation has at most ${delegationsMax} delegations that are not over. End some first.`,
}

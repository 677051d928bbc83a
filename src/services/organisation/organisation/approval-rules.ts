/** Who has to agree before an organisation commits itself: thresholds, an ordered chain, nobody for themselves. */
import { hasRole, type Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'

/**
 * One link of the chain: any member with the role (owner and admin always have it), or one person by name, in whose
 * place any approver stands where that person cannot take it.
 */
export type ApprovalStep =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'user'; readonly userId: string }

export type ApprovalThreshold = {
  readonly currency: CurrencyCode
  /** Minor units: totals of this much and more take the chain. */
  readonly from: number
  readonly chain: readonly ApprovalStep[]
}

/** From one person to another, both days included, in UTC. */
export type Delegation = {
  readonly fromUserId: string
  readonly toUserId: string
  readonly from: LocalDate
  readonly until: LocalDate
}

export type ApprovalRules = {
  readonly thresholds: readonly ApprovalThreshold[]
  readonly delegations: readonly Delegation[]
}

export const noApprovalRules: ApprovalRules = { thresholds: [], delegations: [] }

/**
 * The steps a total (with freight and charges) has to pass, in order; none when nobody needs to be asked. A currency
 * for which an organisation with rules has none takes its longest chain, so that paying in another one evades nothing.
 */
export function requiredApprovals({ thresholds }: ApprovalRules, total: Money): readonly ApprovalStep[] {
  const own = thresholds.filter(({ currency }) => currency === total.currency)
  if (own.length === 0) return longestOf(thresholds.map(({ chain }) => chain))
  const reached = own.filter(({ from }) => total.amount >= from)
  return (
    reached.reduce<ApprovalThreshold | undefined>((a, b) => (a && a.from >= b.from ? a : b), undefined)?.chain ?? []
  )
}

const longestOf = (chains: readonly (readonly ApprovalStep[])[]): readonly ApprovalStep[] =>
  chains.reduce((a, b) => (b.length > a.length ? b : a), [])

export type ApprovalQuestion = {
  /** All that there are; those of other days say nothing. */
  readonly delegations: readonly Delegation[]
  readonly step: ApprovalStep
  /** Who would approve. */
  readonly userId: string
  /** Who asked for it: who drafted it, who submitted it. */
  readonly requesterIds: readonly string[]
  /** Who has approved earlier steps, and in whose stead: one person is one pair of eyes, also through another's. */
  readonly approvedBy: readonly string[]
  readonly members: Readonly<Record<string, Role>>
  readonly on: LocalDate
}

/** How somebody comes to take a step: on their own, or for who delegated to them. */
export type ApprovalRight = { readonly inSteadOf?: string }

/**
 * The right of a member to take a step of the chain, also in place of somebody who delegated to them for the day;
 * undefined where there is none. Neither a requester, nor anybody by a requester's own delegation, nor the same person
 * twice; what was delegated is not passed on. A step whose named person has left the organisation, asked for it or took
 * an earlier step falls to any approver, so that every chain has an end.
 */
export function approvalRight(question: ApprovalQuestion): ApprovalRight | undefined {
  const { delegations, userId, requesterIds, approvedBy, members, on } = question
  if (requesterIds.includes(userId) || approvedBy.includes(userId) || members[userId] === undefined) return undefined
  const step = standing(question)
  if (satisfies(step, userId, members)) return {}
  const lent = delegations.find(
    ({ fromUserId, toUserId, from, until }) =>
      toUserId === userId &&
      from <= on &&
      on <= until &&
      !requesterIds.includes(fromUserId) &&
      !approvedBy.includes(fromUserId) &&
      satisfies(step, fromUserId, members),
  )
  return lent && { inSteadOf: lent.fromUserId }
}

/** The step, or the one that stands in for a person who cannot take it. */
function standing({ step, requesterIds, approvedBy, members }: ApprovalQuestion): ApprovalStep {
  if (step.kind === 'role') return step
  const { userId } = step
  const canTake = members[userId] !== undefined && !requesterIds.includes(userId) && !approvedBy.includes(userId)
  return canTake ? step : { kind: 'role', role: 'approver' }
}

const satisfies = (step: ApprovalStep, userId: string, members: Readonly<Record<string, Role>>): boolean => {
  const role = members[userId]
  if (role === undefined) return false
  return step.kind === 'user' ? step.userId === userId : hasRole(role, [step.role])
}

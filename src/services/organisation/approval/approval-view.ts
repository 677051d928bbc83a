/** The streams of what an organisation may commit itself to, and of who stands in for whom. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { budget, type Budget, type BudgetCommand, type BudgetEvent, type BudgetKey } from './budget.ts'
import { delegations, type DelegationCommand, type DelegationEvent, type Delegations } from './delegation.ts'

/** One stream for each organisation's delegations; its id is the organisation's. Found by nothing else. */
export const delegationsAggregate: Aggregate<Delegations, DelegationCommand, DelegationEvent> = {
  kind: 'delegations',
  decider: delegations,
  organisations: ({ organisationId }) => (organisationId === null ? [] : [organisationId]),
  readModels: [],
}

export const budgetId = ({ organisationId, currency, period }: BudgetKey): string =>
  `${organisationId}~${currency}~${period}`

/** One stream for each currency and period that an organisation has set a budget for. */
export const budgetAggregate: Aggregate<Budget, BudgetCommand, BudgetEvent> = {
  kind: 'budget',
  decider: budget,
  organisations: (state) => (state.status === 'absent' ? [] : [state.organisationId]),
  readModels: [],
}

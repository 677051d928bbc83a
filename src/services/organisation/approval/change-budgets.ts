/** Participants by which orders are held against their buyer's budgets, in the commit that makes or ends them. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { sumMoney, type Money } from '../../../kernel/money.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { ApprovalStep } from '../organisation/approval-rules.ts'
import { isMoreThanLeft } from './budget.ts'
import { periodsOf } from './budget-period.ts'
import { budgetAggregate, budgetId } from './approval-view.ts'
import { organisationAggregate } from '../organisation/organisation-view.ts'

/** Which budgets an order is held against, and whether it is more than one of them has left. */
export type BudgetClaim = { readonly periods: readonly string[]; readonly beyond?: true }

/** Whether a chain ends or passes by an owner or admin, who may say yes to more than is left. */
export const asksWhoAnswersForBudgets = (steps: readonly ApprovalStep[]): boolean =>
  steps.some((step) => step.kind === 'role' && (step.role === 'owner' || step.role === 'admin'))

/** The chain, and after it an owner or admin where it asks none yet. */
export const withBeyondBudgetStep = (steps: readonly ApprovalStep[]): readonly ApprovalStep[] =>
  asksWhoAnswersForBudgets(steps) ? steps : [...steps, { kind: 'role', role: 'admin' }]

/**
 * How so much money stands to the budgets of today (UTC); undefined where the organisation has none for today. Where it
 * has some, but none in this currency, it is beyond them: paying in another currency evades nothing. The budgets are
 * loaded, so that what is found holds until the commit.
 */
export async function claimOnBudgets(
  unit: Unit,
  organisationId: string,
  total: Money,
): Promise<BudgetClaim | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'absent' || state.budgets.length === 0) return undefined
  const today = periodsOf(utcDate(unit.at as Instant))
  const running = state.budgets.filter(({ period }) => today.some((each) => each === period))
  if (running.length === 0) return undefined
  const periods = running.filter(({ currency }) => currency === total.currency).map(({ period }) => period)
  const isBeyond = periods.length === 0 || (await isBeyondAny(unit, organisationId, periods, total))
  return { periods, ...(isBeyond && { beyond: true }) }
}

/** Whether so much is more than one of these budgets has left. */
export async function isBeyondAny(
  unit: Unit,
  organisationId: string,
  periods: readonly string[],
  { amount, currency }: Money,
): Promise<boolean> {
  for (const period of periods) {
    const { state } = await unit.load(budgetAggregate, budgetId({ organisationId, currency, period }))
    if (isMoreThanLeft(state, amount)) return true
  }
  return false
}

/** Whether orders that come to these totals are together beyond the budgets of today. */
export async function isBeyondBudgets(unit: Unit, organisationId: string, totals: readonly Money[]): Promise<boolean> {
  for (const [currency, amounts] of Map.groupBy(totals, (total) => total.currency)) {
    const total = sumMoney(currency, amounts)
    if (!total.ok) throw new Rejected(total.rejection)
    if ((await claimOnBudgets(unit, organisationId, total.value))?.beyond) return true
  }
  return false
}

export type BudgetChange = {
  readonly organisationId: string
  readonly currency: CurrencyCode
  readonly periods: readonly string[]
  readonly orderId: string
  /** Minor units: more than before is taken, less is given back. */
  readonly change: number
  /** Whether an owner or admin has said yes to more than is left. */
  readonly beyond: boolean
}

/** Takes from budgets, or gives back; throws `Rejected` (`organisation/beyond-budget`) with what is left. */
export async function changeBudgets(unit: Unit, asked: BudgetChange): Promise<void> {
  const { organisationId, currency, periods, orderId, change, beyond } = asked
  if (change === 0) return
  const { at } = unit
  for (const period of periods)
    await unit.decide(
      budgetAggregate,
      budgetId({ organisationId, currency, period }),
      change > 0
        ? { type: 'take', at, orderId, amount: change, beyond }
        : { type: 'give-back', at, orderId, amount: -change },
    )
}

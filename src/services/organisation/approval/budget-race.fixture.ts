/** Orders that spend one budget at once, through several executors on one store, as several processes would. */
import { createExecutor } from '../../../infrastructure/store/commands/execute.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import { currency } from '../../../kernel/currency.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { testIntent } from '../../../../test/support/test-intent.ts'
import { changeBudgets } from './change-budgets.ts'
import { budgetAggregate, budgetId } from './approval-view.ts'

const key = { organisationId: 'org_1', currency: currency('EUR'), period: '2027-03' }
const id = budgetId(key)

export type Race = { readonly orders: number; readonly coversOrders: number; readonly executors: number }

/** How many orders were let through, how many were refused for want of money, and what the budget says of it. */
export async function spendAtOnce(store: Store, newId: NewId, { orders, coversOrders, executors }: Race) {
  const price = 123_456
  const running = Array.from({ length: executors }, () =>
    createExecutor({ store, newId, monotonicMs: () => performance.now(), random: Math.random }),
  )
  const intent = { ...testIntent(), timeoutMs: 20_000 }
  await running[0]!.execute(budgetAggregate, intent, async (unit) => {
    await unit.decide(budgetAggregate, id, { type: 'set', at: unit.at, key, limit: coversOrders * price + price - 1 })
    return id
  })
  const outcomes = await Promise.all(
    Array.from({ length: orders }, (_, n) =>
      running[n % executors]!.execute(budgetAggregate, intent, async (unit) => {
        const { organisationId, currency: code, period } = key
        const spent = { organisationId, currency: code, periods: [period], orderId: `ord_${n}`, change: price }
        await changeBudgets(unit, { ...spent, beyond: false })
        return id
      }).then(
        () => 'taken',
        (error: unknown) => (error instanceof Rejected ? error.rejection.code : String(error)),
      ),
    ),
  )
  const { state, version } = await running.at(-1)!.readState(budgetAggregate, id)
  const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length
  return {
    taken: count('taken'),
    refused: count('organisation/beyond-budget'),
    committedOrders: state.status === 'set' ? state.committed / price : 0,
    version,
  }
}

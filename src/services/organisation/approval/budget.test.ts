import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { budget, leftOf, type Budget, type BudgetCommand, type BudgetEvent, type KnownBudget } from './budget.ts'
import { budgetPeriodPattern, periodsOf } from './budget-period.ts'

const at = '2027-03-01T08:00:00.000Z'
const key = { organisationId: 'org_1', currency: currency('EUR'), period: '2027-03' }
const set = (limit: number): BudgetCommand => ({ type: 'set', at, key, limit })
const take = (amount: number, beyond = false): BudgetCommand => ({ type: 'take', at, orderId: 'ord_1', amount, beyond })
const giveBack = (amount: number): BudgetCommand => ({ type: 'give-back', at, orderId: 'ord_1', amount })

const stateAfter = (...commands: readonly BudgetCommand[]): Budget =>
  commands.reduce<Budget>((state, command) => {
    const decided = budget.decide(command, state)
    if (!decided.ok) throw new Error(decided.rejection.code)
    return fold(budget.evolve, state, decided.value)
  }, budget.initialState)
const refusal = (command: BudgetCommand, state: Budget) => {
  const decided = budget.decide(command, state)
  return decided.ok ? undefined : decided.rejection
}

test('a day is in its year, its quarter and its month, by the calendar', () => {
  const periods = (day: string) => periodsOf(day as LocalDate)
  expect(periods('2027-01-01')).toEqual(['2027', '2027-Q1', '2027-01'])
  expect(periods('2027-03-31')).toEqual(['2027', '2027-Q1', '2027-03'])
  expect(periods('2027-04-01')).toEqual(['2027', '2027-Q2', '2027-04'])
  expect(periods('2027-12-31')).toEqual(['2027', '2027-Q4', '2027-12'])
  const isPeriod = (text: string) => new RegExp(budgetPeriodPattern).test(text)
  expect(periods('2027-10-31').every(isPeriod)).toBe(true)
  expect(['2027-00', '2027-13', '2027-Q5', '2027-Q', '27', '2027-3'].filter(isPeriod)).toEqual([])
})

test('what is left is taken to the last cent, and the refusal of one more says how much that is', () => {
  const spent = stateAfter(set(100_000), take(60_000), take(40_000))
  expect(leftOf(spent as KnownBudget)).toBe(0)
  expect(refusal(take(1), spent)).toMatchObject({
    kind: 'conflict',
    code: 'organisation/beyond-budget',
    facts: { period: '2027-03', left: 0, asked: 1 },
  })
  expect(leftOf(stateAfter(set(100_000), take(60_000), take(60_000, true)) as KnownBudget)).toBe(-20_000)
})

test('a limit that is raised or lowered changes what is left, and nothing of what is committed', () => {
  const lowered = stateAfter(set(100_000), take(60_000), set(50_000))
  expect(lowered).toMatchObject({ limit: 50_000, committed: 60_000 })
  expect(refusal(take(1), lowered)?.facts).toMatchObject({ left: -10_000 })
  expect(refusal(take(40_000), stateAfter(set(50_000), take(20_000), set(60_000)))).toBeUndefined()
  expect(budget.decide(set(5), stateAfter(set(5)))).toEqual({ ok: true, value: [] })
})

test('a budget that is lifted holds nobody, takes back what was taken, and remembers it when it is set again', () => {
  const lifted = stateAfter(set(100), take(80), { type: 'lift', at }, take(500), giveBack(30))
  expect(lifted).toMatchObject({ status: 'lifted', committed: 550 })
  expect(refusal({ type: 'lift', at }, lifted)?.code).toBe('organisation/unknown-budget')
  const [again] = (budget.decide(set(600), lifted) as { value: readonly BudgetEvent[] }).value
  expect(budget.evolve(lifted, again!)).toMatchObject({ status: 'set', limit: 600, committed: 550 })
})

test('of a budget that nobody has set nothing is taken', () => {
  expect(refusal(take(1), budget.initialState)?.code).toBe('organisation/unknown-budget')
})

test('whatever is taken and given back in whatever order, no more than the limit is committed, and exactly what was', () => {
  const step = fc.oneof(
    fc.record({ take: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ giveBackNth: fc.nat(20) }),
    fc.record({ limit: fc.integer({ min: 500, max: 1_000 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [held, model] = [[] as number[], { limit: 500 }]
      let state = stateAfter(set(model.limit))
      for (const each of steps) {
        const index = 'giveBackNth' in each ? each.giveBackNth % Math.max(1, held.length) : 0
        const amount = held[index]
        const command = 'take' in each ? take(each.take) : 'limit' in each ? set(each.limit) : giveBack(amount ?? 0)
        const total = held.reduce((sum, part) => sum + part, 0)
        const fits = !('take' in each) || total + each.take <= model.limit
        expect(refusal(command, state) === undefined).toBe(fits)
        if (!fits) continue
        if ('take' in each) held.push(each.take)
        if ('limit' in each) model.limit = each.limit
        if ('giveBackNth' in each) held.splice(index, 1)
        const decided = budget.decide(command, state)
        if (decided.ok) state = fold(budget.evolve, state, decided.value)
        expect(state).toMatchObject({ limit: model.limit, committed: held.reduce((sum, part) => sum + part, 0) })
      }
    }),
  )
})

/**
 * What an organisation may commit itself to in one currency and one period: a stream of its own, which every order that
 * takes from it extends, so that no two orders spend the same money.
 */
import { currency, type CurrencyCode } from '../../../kernel/currency.ts'
import type { Decider } from '../../../kernel/decider.ts'
import { formatMoney } from '../../../kernel/money.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

/** Which one it is. */
export type BudgetKey = {
  readonly organisationId: string
  readonly currency: CurrencyCode
  /** `2027`, `2027-Q1` or `2027-03`. */
  readonly period: string
}

export type KnownBudget = BudgetKey & {
  /** `lifted`: it holds nobody any more, and still takes back what was taken from it. */
  readonly status: 'set' | 'lifted'
  /** Minor units. */
  readonly limit: number
  /** Minor units: of orders that were asked for, and neither refused nor cancelled since. */
  readonly committed: number
}
export type Budget = { readonly status: 'absent' } | KnownBudget

type At = { readonly at: string }
export type BudgetCommand = At &
  (
    | { readonly type: 'set'; readonly key: BudgetKey; readonly limit: number }
    | { readonly type: 'lift' }
    /** `beyond`: somebody who may has said yes to more than is left. */
    | { readonly type: 'take'; readonly orderId: string; readonly amount: number; readonly beyond: boolean }
    | { readonly type: 'give-back'; readonly orderId: string; readonly amount: number }
  )

export type BudgetEvent = At &
  (
    | { readonly type: 'budget/set'; readonly key: BudgetKey; readonly limit: number }
    | { readonly type: 'budget/lifted' }
    | { readonly type: 'budget/taken' | 'budget/given-back'; readonly orderId: string; readonly amount: number }
  )

export const budget: Decider<Budget, BudgetCommand, BudgetEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    const { at } = command
    if (command.type === 'set') {
      const { key, limit } = command
      if (state.status === 'set' && state.limit === limit) return accept([])
      return accept([{ type: 'budget/set', at, key, limit }])
    }
    if (state.status === 'absent') return reject(unknownBudget)
    if (command.type === 'lift')
      return state.status === 'set' ? accept([{ type: 'budget/lifted', at }]) : reject(unknownBudget)
    const { orderId, amount } = command
    switch (command.type) {
      case 'take':
        if (isMoreThanLeft(state, amount) && !command.beyond) return reject(beyondBudget(state, amount))
        if (!Number.isSafeInteger(state.committed + amount)) return reject(tooLarge)
        return accept([{ type: 'budget/taken', at, orderId, amount }])
      case 'give-back':
        return accept([{ type: 'budget/given-back', at, orderId, amount }])
    }
  },
  evolve(state, event): Budget {
    if (event.type === 'budget/set') {
      const { key, limit } = event
      return { status: 'set', ...key, limit, committed: state.status === 'absent' ? 0 : state.committed }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'budget/lifted':
        return { ...state, status: 'lifted' }
      case 'budget/taken':
        return { ...state, committed: state.committed + event.amount }
      case 'budget/given-back':
        return { ...state, committed: state.committed - event.amount }
    }
  },
}

/** Minor units; below zero where more was agreed to, or the limit was lowered. */
export const leftOf = ({ limit, committed }: KnownBudget): number => limit - committed

/** Of a budget that was never set, or was lifted, nothing is too much. */
export const isMoreThanLeft = (state: Budget, amount: number): boolean =>
  state.status === 'set' && amount > leftOf(state)

const beyondBudget = (state: KnownBudget, amount: number): Rejection => ({
  kind: 'conflict',
  code: 'organisation/beyond-budget',
  detail: `Of the budget for ${state.period}, ${inWords(state, leftOf(state))} is left, and this takes ${inWords(state, amount)}. An owner or admin may raise it.`,
  facts: { period: state.period, currency: state.currency, left: leftOf(state), asked: amount },
})
const inWords = ({ currency: code }: KnownBudget, amount: number): string =>
  formatMoney({ amount, currency: currency(code) })
export const unknownBudget: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown-budget',
  detail: 'The organisation has set no budget for this currency and period.',
}
const tooLarge: Rejection = {
  kind: 'invalid',
  code: 'money/overflow',
  detail: `An amount has at most ${Number.MAX_SAFE_INTEGER} minor units.`,
}

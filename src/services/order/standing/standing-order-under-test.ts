/** Standing orders made of a few words, for tests of the core: Tuesdays and Fridays of March, ordered two days before noon. */
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { StandingOrder, StandingOrderCommand, StandingOrderEvent } from './standing-order-state.ts'
import type { StandingTerms } from './standing-terms.ts'
import { standingOrder } from './standing-order.ts'

/** A Monday. */
export const at = '2027-03-01T08:00:00.000Z'
export const day = (text: string): LocalDate => text as LocalDate

export const termsOf = (more: Partial<StandingTerms> = {}): StandingTerms => ({
  lines: [{ productId: 'prd_1', quantities: { tuesday: 10, friday: 5 } }],
  from: day('2027-03-01'),
  until: day('2027-03-28'),
  pauses: [],
  leadDays: 2,
  cutOffHour: 12,
  shipTo: { siteId: 'sit_1' },
  ...more,
})

export const openedWith = (terms: StandingTerms = termsOf()): StandingOrderCommand => ({
  type: 'open',
  at,
  by: 'usr_ann',
  buyerId: 'org_b',
  supplierId: 'org_s',
  terms,
})

export const stateOf = (events: readonly StandingOrderEvent[]): StandingOrder =>
  fold(standingOrder.evolve, standingOrder.initialState, events)

/** A history made by commands; what one refuses is its code instead. */
export function given(...commands: readonly StandingOrderCommand[]): StandingOrderEvent[] | string {
  const events: StandingOrderEvent[] = []
  for (const command of commands) {
    const decision = standingOrder.decide(command, stateOf(events))
    if (!decision.ok) return decision.rejection.code
    events.push(...decision.value)
  }
  return events
}

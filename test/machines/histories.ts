/** The histories that are known of each kind of aggregate: those of the machines, and the stories beside them. */
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { fold } from '../../src/kernel/decider.ts'
import { triedOf, type Machine } from './machine.ts'
import { machines } from './machines.ts'
import { catalogueStories } from './stories/catalogue-stories.ts'
import { fulfilmentStories } from './stories/fulfilment-stories.ts'
import { invoiceStories } from './stories/invoice-stories.ts'
import { orderStories } from './stories/order-stories.ts'
import { organisationStories } from './stories/organisation-stories.ts'
import { sourcingStories } from './stories/sourcing-stories.ts'
import { stockStories } from './stories/stock-stories.ts'
import type { Story } from './stories/story.ts'

/** As today's deciders make them; the names are unique among those of a kind. */
export const historiesOfToday = (): readonly Story[] => [
  ...machines.flatMap(historiesOf),
  ...orderStories,
  ...fulfilmentStories,
  ...invoiceStories,
  ...stockStories,
  ...sourcingStories,
  ...catalogueStories,
  ...organisationStories,
]

/** Of each state, and of each command that it takes. */
const historiesOf = (machine: Machine): readonly Story[] =>
  Object.entries(machine.states).flatMap(([state, { events, at }]) => {
    const aggregate: AnyAggregate = machine.aggregate
    const { decide, evolve, initialState } = aggregate.decider
    const reached = fold(evolve, initialState, events)
    const name = `${machine.name}, ${state}`
    const next = Object.entries(triedOf(machine)).flatMap(([command, of]) => {
      const decision = decide(of(at), reached)
      if (!decision.ok || decision.value.length === 0) return []
      return [{ aggregate, name: `${name}: ${command}`, events: [...events, ...decision.value] }]
    })
    return events.length > 0 ? [{ aggregate, name, events }, ...next] : next
  })

/** A history that is told beside those of the machines, so that everything that an event may say is said in one, and left out in another. */
import type { AnyAggregate } from '../../../src/infrastructure/store/aggregate.ts'
import type { DomainEvent } from '../../../src/kernel/decider.ts'
import { reach, type AnyCommand } from '../machine.ts'

export type Story = {
  readonly aggregate: AnyAggregate
  readonly name: string
  readonly events: readonly DomainEvent[]
}

/** Tells stories of one kind, by commands that are all taken. */
export const storiesOf =
  <Command extends AnyCommand>(aggregate: AnyAggregate) =>
  (name: string, ...commands: readonly Command[]): Story => ({
    aggregate,
    name,
    events: reach(aggregate, '', ...commands).events,
  })

/** Knows the states of given histories by their digests: a snapshot of a state that is made otherwise now would be wrong. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyAggregate } from '../src/infrastructure/store/aggregate.ts'
import { canonicalJson } from '../src/kernel/canonical-json.ts'
import { fold, type DomainEvent } from '../src/kernel/decider.ts'
import { hold, lotFacts, receive, reserve } from '../src/services/inventory/book/stock-book.fixture.ts'
import type { StockCommand } from '../src/services/inventory/book/stock-commands.ts'
import { stockAggregate } from '../src/services/inventory/book/stock-view.ts'
import { reach } from '../test/machines/machine.ts'
import { machines } from '../test/machines/machines.ts'
import { root } from './tool.ts'

export const keptStatesFile = 'test/machines/kept-states.json'

type Known = { readonly stateRevision: number; readonly states: string }

const at = '2026-08-20T08:00:00.000Z'
const stockCommands: readonly StockCommand[] = [
  receive(lotFacts('lot_a', '2027-06-01'), 100),
  receive(lotFacts('lot_b', '2027-07-01'), 50, { siteId: 'ste_b' }),
  reserve('rsv_1', 120),
  hold('lot_a'),
  { type: 'pick', at, reservationId: 'rsv_1', quantity: 10 },
  { type: 'dispatch', at, reservationId: 'rsv_1' },
]

type Histories = { readonly aggregate: AnyAggregate; readonly histories: readonly (readonly DomainEvent[])[] }
const known: readonly Histories[] = [
  { aggregate: stockAggregate, histories: [reach(stockAggregate, at, ...stockCommands).events] },
  ...machines.map(({ aggregate, states }) => ({
    aggregate,
    histories: Object.values(states).map(({ events }) => events),
  })),
]

/** Every state on the way, of each kind. */
export function statesByKind(): ReadonlyMap<AnyAggregate, readonly unknown[]> {
  const byKind = new Map<AnyAggregate, readonly unknown[]>()
  for (const { aggregate, histories } of known) {
    const { evolve, initialState } = aggregate.decider
    const states = histories.flatMap((events) =>
      events.map((_, n) => fold<unknown, DomainEvent>(evolve, initialState, events.slice(0, n + 1))),
    )
    byKind.set(aggregate, [...(byKind.get(aggregate) ?? []), ...states])
  }
  return byKind
}

/** As it is to be written; throws where a kind's states are others than are written and its revision is not. */
export function keptStatesText(): string {
  const path = join(root, keptStatesFile)
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Known>) : {}
  const now: Record<string, Known> = {}
  for (const [aggregate, states] of statesByKind()) {
    const { kind, stateRevision = 0 } = aggregate
    // Without what is undefined, as a snapshot is.
    const text = canonicalJson(JSON.parse(JSON.stringify(states)))
    now[kind] = { stateRevision, states: createHash('sha256').update(text).digest('hex').slice(0, 16) }
    if (before[kind]?.stateRevision === stateRevision && before[kind].states !== now[kind].states)
      throw new Error(
        `States of "${kind}" are made otherwise than before: raise its stateRevision, so that no snapshot of before is read. Where only the histories are others, delete its entry in ${keptStatesFile}.`,
      )
  }
  return `${JSON.stringify(now, null, 2)}\n`
}

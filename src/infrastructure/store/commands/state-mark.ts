/** What tells that a kept state was made by this release's code: after a change of it, states are made from events again. */
import { createHash } from 'node:crypto'
import type { AnyAggregate } from '../aggregate.ts'

const known = new WeakMap<AnyAggregate, string>()

/**
 * A digest of how an aggregate's state is made: the text of `evolve` and `upcast` (without white space), the initial
 * state, the schema versions, and `stateRevision`, for what these functions call.
 */
export function markOfState(aggregate: AnyAggregate): string {
  const remembered = known.get(aggregate)
  if (remembered !== undefined) return remembered
  const { kind, decider, upcast, schemaVersions = {}, stateRevision = 0 } = aggregate
  const parts = [kind, stateRevision, textOf(decider.evolve), textOf(upcast), decider.initialState, schemaVersions]
  const mark = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
  known.set(aggregate, mark)
  return mark
}

const textOf = (made: unknown): string => String(made).replaceAll(/\s+/g, '')

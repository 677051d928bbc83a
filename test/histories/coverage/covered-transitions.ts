/** Which transitions a run's log has: what happened to a record, and how it stood before. Judges nothing; it says how far a run went. */
import { readEvent, type AnyAggregate } from '../../../src/infrastructure/store/aggregate.ts'
import type { DomainEvent } from '../../../src/kernel/decider.ts'
import { machines } from '../../machines/machines.ts'
import type { StoredCommit } from '../load/read-store.ts'

/** `event` happened `times` to records of a kind that stood at `status`. */
export type CoveredTransition = {
  readonly kind: string
  readonly status: string
  readonly event: string
  readonly times: number
}

/** How a record stands, in its own words: its status, and what is under way in it. What has none stands always alike. */
export function statusOf(state: unknown): string {
  if (typeof state !== 'object' || state === null) return '–'
  const { status, phase, stage, ...rest } = state as Readonly<Record<string, unknown>>
  if (typeof status === 'string') return status
  if (typeof phase === 'string') return phase
  if (typeof stage !== 'object' || stage === null) return '–'
  const { status: named, reason: _reason, ...underWay } = stage as Readonly<Record<string, unknown>>
  const parts = Object.keys(underWay).filter((name) => underWay[name] !== undefined)
  return [typeof named === 'string' ? named : statusOf(rest), ...parts].join('+')
}

export const transitionKey = ({ kind, status, event }: Omit<CoveredTransition, 'times'>): string =>
  [kind, status, event].join(' ')

const aggregates: ReadonlyMap<string, AnyAggregate> = new Map(
  machines.map(({ aggregate }) => [aggregate.kind, aggregate]),
)

/** @param commits  all of the log, in its order */
export function coveredTransitions(commits: readonly Pick<StoredCommit, 'extensions'>[]): readonly CoveredTransition[] {
  const states = new Map<string, unknown>()
  const covered = new Map<string, CoveredTransition>()
  for (const { extensions } of commits)
    for (const { stream, events } of extensions) {
      const kind = stream.slice(0, stream.indexOf('-'))
      const aggregate = aggregates.get(kind)
      if (!aggregate) continue
      let state: unknown = states.get(stream) ?? aggregate.decider.initialState
      for (const event of events) {
        const transition = { kind, status: statusOf(state), event: event.type }
        const key = transitionKey(transition)
        covered.set(key, { ...transition, times: (covered.get(key)?.times ?? 0) + 1 })
        state = aggregate.decider.evolve(state, readEvent<DomainEvent>(aggregate, event))
      }
      states.set(stream, state)
    }
  return [...covered.values()]
}

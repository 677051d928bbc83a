/**
 * Hands what a command decided to the log. Others may decide upon it at once; it is written when the log was asked
 * whether all that it rests on is still so. So a hot stream's commands ask together, and are one batch, instead of each
 * keeping the next from deciding while it asks.
 */
import type { NewId } from '../../../kernel/identifier.ts'
import type { AppendResult, CommitToAppend } from '../commit-log.ts'
import type { Store } from '../store.ts'
import type { StreamStates } from './stream-states.ts'
import type { Streams, UnitOfWork } from './unit-of-work.ts'

export type SubmitNeeds = {
  readonly store: Pick<Store, 'append'>
  readonly newId: NewId
  readonly states: Pick<StreamStates, 'announce' | 'areCurrent'>
}

export type Submitted = {
  readonly id: string
  /** Settles when it was handed to the log, or given up: what was only looked at may be let go of. Never rejects. */
  readonly submitted: Promise<boolean>
  /** Undefined where it was given up, since something that it rests on was not so. */
  readonly appended: Promise<AppendResult | undefined>
}

/** Announces in the same turn of the loop: whoever holds the streams may let go of them when it returns. */
export type SubmitCommit = (
  unit: UnitOfWork,
  finished: ReturnType<UnitOfWork['finish']>,
  told: Pick<CommitToAppend, 'actor' | 'cause' | 'at' | 'repeat'>,
) => Submitted

export function createSubmitCommit({ store, newId, states }: SubmitNeeds): SubmitCommit {
  return (unit, { extensions, upon, organisations, documents, changed }, told) => {
    const id = newId('cmt')
    const { promise: submitted, resolve: submit } = Promise.withResolvers<boolean>()
    const append = async (): Promise<AppendResult | undefined> => {
      try {
        if (!(await holds(states, unit, changed))) return undefined
        // Commits of one stream go to the log in the order in which they were decided.
        if (!(await unit.followsSubmitted())) return undefined
        const result = store.append({ id, extensions, upon, organisations, ...told }, documents)
        submit(true)
        return await result
      } finally {
        submit(false)
      }
    }
    const appended = append()
    states.announce({ id, submitted, appended }, changed)
    return { id, submitted, appended }
  }
}

/**
 * Whether what a unit was decided upon is so: what memory gave it, and commits under way. A stream that it extends
 * guards itself by its version: where there is no other, nobody is asked; one that was only loaded is waited for.
 */
export const holds = async (
  states: Pick<StreamStates, 'areCurrent'>,
  unit: Pick<UnitOfWork, 'assumed' | 'restsOnLanded'>,
  guarded: Streams = nothing,
): Promise<boolean> => {
  const isGuarded = [...unit.assumed.keys()].every((stream) => guarded.has(stream))
  return (isGuarded || (await states.areCurrent(unit.assumed))) && (await unit.restsOnLanded(guarded))
}
const nothing: Streams = new Set()

/** Who stands behind an API key: the organisation it acts for, and the people who made its secrets. */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { apiKeyAggregate } from './api-key-view.ts'

type Reader = Pick<Unit, 'read'>

/** The one organisation that an API key acts for; undefined for what is no key. */
export async function organisationOfKey(readState: ReadState, keyId: string): Promise<string | undefined> {
  const { state } = await readState(apiKeyAggregate, keyId)
  return state.status === 'absent' ? undefined : state.organisationId
}

/**
 * Whoever may stand behind an actor's id: of an API key, all who ever made a secret of it, the maker of the present one
 * last; else the actor alone. Never empty. Which of its secrets was used for what, nobody can tell afterwards: a secret
 * that was replaced is taken for a while longer, and what was asked for by it waits for its approval after that.
 */
export async function peopleBehind(unit: Reader, actorId: string): Promise<readonly string[]> {
  if (!actorId.startsWith('key_')) return [actorId]
  const { state } = await unit.read(apiKeyAggregate, actorId)
  return state.status === 'absent' ? [actorId] : state.makers
}

/** Whoever answers for what an actor does from now on: of an API key, the maker of its present secret; else the actor. */
export async function personAnsweringFor(unit: Reader, actorId: string): Promise<string> {
  return (await peopleBehind(unit, actorId)).at(-1)!
}

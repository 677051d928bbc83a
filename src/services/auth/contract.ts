/** All that other services may know of people. */
import type { ReadState } from '../../infrastructure/store/execute.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { apiKeyAggregate, userAggregate } from './auth-view.ts'

export { assertOwnSession } from './auth-view.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'

type Reader = Pick<Unit, 'read'>

export type Person = { readonly name: string; readonly email: string }

/** Names and addresses of people, for those who work with them; whoever was erased is left out. At most 1,000. */
export async function peopleOf(
  { readState, personalData }: { readState: ReadState; personalData: Pick<PersonalData, 'open'> },
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const people = await Promise.all(
    userIds.map(async (userId) => {
      const { state } = await readState(userAggregate, userId)
      if (state.status !== 'active' && state.status !== 'disabled') return []
      const [name, email] = await Promise.all([personalData.open(state.name), personalData.open(state.email)])
      return name === undefined || email === undefined ? [] : [[userId, { name, email }] as const]
    }),
  )
  return new Map(people.flat())
}

/** A participant: refuses what only somebody with a confirmed address may do, such as having us write to others. */
export async function assertEmailVerified(unit: Reader, userId: string): Promise<void> {
  const { state } = await unit.read(userAggregate, userId)
  if (state.status === 'active' && state.emailVerified) return
  throw new Rejected({
    kind: 'forbidden',
    code: 'auth/email-not-verified',
    detail: 'Confirm your e-mail address first: the mail we sent has a token for POST /v1/auth/verify-email.',
  })
}

/** The keyed digest of a user's address, to compare with another one. */
export async function emailDigestOf(unit: Reader, userId: string): Promise<string | undefined> {
  const { state } = await unit.read(userAggregate, userId)
  return state.status === 'active' ? state.emailDigest : undefined
}

/** The keyed digest of an address somebody typed: it differs in case to nobody but a few servers. */
export const digestOfEmail = (personalData: Pick<PersonalData, 'digest'>, email: string): string =>
  personalData.digest('email', email.trim().normalize('NFC').toLowerCase())

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

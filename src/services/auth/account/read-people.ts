/** What is known of people: their names and addresses, for those who work with them. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { userAggregate } from './account-view.ts'

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

/** Whether a key's maker could still give it its role: who made a key knows its secret, and may have kept it. */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { hasRole } from '../../../kernel/caller.ts'
import type { MembershipsOf } from '../../organisation/contract.ts'
import type { GoodSecret, KnownKey } from './api-key.ts'
import { userAggregate } from '../account/account-view.ts'

type KeyMakerNeeds = { readonly readState: ReadState; readonly memberships: MembershipsOf }

/** True for a secret that was made by an active user who has its role in its organisation now, or is an owner or admin there. */
export async function verifyKeyMaker(
  { readState, memberships }: KeyMakerNeeds,
  { organisationId, role }: Pick<KnownKey, 'organisationId' | 'role'>,
  { issuedBy }: GoodSecret,
): Promise<boolean> {
  const [{ state: maker }, held] = await Promise.all([readState(userAggregate, issuedBy), memberships(issuedBy)])
  const present = held.find((each) => each.organisationId === organisationId)
  return maker.status === 'active' && present !== undefined && hasRole(present.role, [role])
}

/** The streams that the answer rests on. */
export const keyMakerStreams = ({ issuedBy }: GoodSecret): readonly string[] => [
  `user-${issuedBy}`,
  `membership-${issuedBy}`,
]

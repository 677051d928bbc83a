/** Who may do what to an organisation, beyond what a route's roles say: pure. */
import type { Caller, MemberCaller, Role } from '../../../kernel/caller.ts'
import { actingOrganisation } from '../../../kernel/caller.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { unknownOrganisation } from './organisation.ts'

/** Roles of a route that only owners and admins may call: they satisfy every list, also the empty one. */
export const ownersAndAdmins: readonly Role[] = []

/** Another organisation's inside looks like no organisation at all. */
export const ownInside = (caller: Caller, organisationId: string): Result<true> =>
  caller.kind === 'staff' || actingOrganisation(caller) === organisationId ? accept(true) : reject(unknownOrganisation)

/** Who belongs to an organisation and what binds it is decided by people, not by their programs. */
export const ownPerson = (
  caller: MemberCaller,
  organisationId: string,
): Result<{ readonly userId: string; readonly role: Role }> => {
  if (caller.acting.organisationId !== organisationId) return reject(unknownOrganisation)
  if (caller.kind !== 'user') return reject(peopleOnly)
  return accept({ userId: caller.userId, role: caller.acting.role })
}

/** Owners invite anybody, admins anybody but owners; nobody else does, nor who has left. */
export const mayInvite = (inviter: Role | undefined, role: Role): boolean =>
  inviter === 'owner' || (inviter === 'admin' && role !== 'owner')

const peopleOnly: Rejection = {
  kind: 'forbidden',
  code: 'organisation/people-only',
  detail: 'This is for people; an API key cannot do it.',
}

/** Who may do what with an organisation's identity provider, beyond what a route's roles say: pure. */
import type { MemberCaller, StaffCaller } from '../../../kernel/caller.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { unknownProvider } from './identity-provider.ts'

/** Owners and admins of the organisation itself, and staff; to everybody else there is none. */
export const mayRead = (caller: MemberCaller | StaffCaller, organisationId: string): Result<true> =>
  caller.kind === 'staff' || caller.acting.organisationId === organisationId ? accept(true) : reject(unknownProvider)

/** Whom an organisation believes is decided by people of its own, not by their programs. Gives the user's id. */
export const mayChange = (caller: MemberCaller, organisationId: string): Result<string> => {
  if (caller.acting.organisationId !== organisationId) return reject(unknownProvider)
  return caller.kind === 'user' ? accept(caller.userId) : reject(peopleOnly)
}

const peopleOnly: Rejection = {
  kind: 'forbidden',
  code: 'auth/people-only',
  detail: 'This is for people; an API key cannot do it.',
}

/** Who may read whose trail: owners and admins their organisation's, platform staff any. */
import { actingOrganisation, type Caller } from '../../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { exchangeTrail } from '../trail/trails-of.ts'

/** Owners and admins may do what every role may. */
export const auditors = { kind: 'member-or-staff', roles: ['admin'] } as const

/** The trail that is asked for. @param named  by the caller, if any */
function trailFor(caller: Caller, named: string | undefined): Result<string, Rejection> {
  if (caller.kind === 'staff') return accept(named ?? exchangeTrail)
  const own = actingOrganisation(caller)
  return own === undefined || (named !== undefined && named !== own) ? reject(notYours) : accept(own)
}

/** The same; throws what refuses it. */
export function namedTrail(caller: Caller, named: string | undefined): string {
  const trail = trailFor(caller, named)
  if (!trail.ok) throw new Rejected(trail.rejection)
  return trail.value
}

const notYours: Rejection = {
  kind: 'forbidden',
  code: 'audit/other-organisation',
  detail: 'An organisation’s audit trail is its own: leave `organisationId` out, or name the one you act for.',
}

/** Asks whether somebody acted for an organisation: what was said to one's own is not for the other side. */
import type { Actor } from '../../../infrastructure/store/commit-log.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { organisationOfKey } from '../../auth/contract.ts'
import { wasMember } from '../../organisation/contract.ts'

export type ActedFor = (actor: Actor, organisationId: string, at: string) => Promise<boolean>

/** Platform staff and the exchange itself act for none. */
export const actedForReader =
  (readState: ReadState): ActedFor =>
  async ({ kind, id }, organisationId, at) => {
    switch (kind) {
      case 'user':
        return wasMember(readState, { userId: id, organisationId, at })
      case 'api-key':
        return (await organisationOfKey(readState, id)) === organisationId
      case 'staff':
      case 'system':
        return false
    }
  }

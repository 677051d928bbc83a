/** All that other services may know of organisations. */
import type { Role } from '../../kernel/caller.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { organisationAggregate, organisations, type OrganisationDocument } from './organisation-view.ts'

/** Gives the organisations a user belongs to, and as what; at most 100. */
export type MembershipsOf = (userId: string) => Promise<readonly { organisationId: string; role: Role }[]>

export const membershipsOf =
  (documents: Documents): MembershipsOf =>
  async (userId) => {
    const { items } = await documents.find(organisations, { index: 'byMember', equals: [userId], limit: 100 })
    return items.map(({ id, body }) => ({
      organisationId: id,
      role: (JSON.parse(body) as OrganisationDocument).members[userId]!,
    }))
  }

/** A participant: refuses a command of an organisation that the platform has not verified. Judged when decided. */
export async function assertVerified(unit: Unit, organisationId: string, toDo: string): Promise<void> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'registered' && state.verification === 'verified') return
  throw new Rejected({
    kind: 'forbidden',
    code: 'organisation/not-verified',
    detail: `Only a verified organisation may ${toDo}. Submit yours at POST /v1/organisations/{id}/verification.`,
    facts: { verification: state.status === 'registered' ? state.verification : 'unverified' },
  })
}

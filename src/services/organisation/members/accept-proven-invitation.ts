/** Who has proven the address that an organisation invited needs no mail to come in: its own identity provider knows them. */
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { mayInvite } from '../organisation/organisation-policies.ts'
import { invitationAggregate, invitations, type InvitationDocument } from './invitation-view.ts'
import { membershipAggregate, organisationAggregate } from '../organisation/organisation-view.ts'

export type ProvenAddress = {
  readonly organisationId: string
  readonly userId: string
  readonly emailDigest: string
}

/** Of one address the newest; who was invited more often asks for another one. */
const invitationsMax = 100

/**
 * A participant: makes somebody a member by an open invitation of the organisation to their address; false where there
 * is none. Throws `Rejected` where the organisation or the person has no room for one more.
 */
export async function acceptProvenInvitation(
  unit: Unit,
  documents: Documents,
  { organisationId, userId, emailDigest }: ProvenAddress,
): Promise<boolean> {
  const { at } = unit
  const sent = { index: 'byEmail', equals: [emailDigest], order: 'descending', limit: invitationsMax } as const
  for (const { id, body } of (await documents.find(invitations, sent)).items) {
    const document = JSON.parse(body) as InvitationDocument
    if (document.organisationId !== organisationId || document.status !== 'open') continue
    const { state: invited } = await unit.load(invitationAggregate, id)
    if (invited.status !== 'open' || at >= invited.expiresAt) continue
    const { state: organisation } = await unit.load(organisationAggregate, organisationId)
    const { role, invitedBy } = invited
    // Who is gone, or is less than they were, lets nobody in any more.
    if (organisation.status !== 'registered' || !mayInvite(organisation.members[invitedBy], role)) continue
    await unit.decide(invitationAggregate, id, { type: 'admit', at, userId, emailDigest })
    await unit.decide(organisationAggregate, organisationId, { type: 'join', at, userId, role, invitationId: id })
    await unit.decide(membershipAggregate, userId, { type: 'hold', at, organisationId, role })
    return true
  }
  return false
}

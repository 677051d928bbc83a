/** Who is erased leaves every organisation, in the erasure's own commit, and is found by whoever invited them. */
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { delegationsAggregate } from '../approval/approval-view.ts'
import { invitations } from './invitation-view.ts'
import { membershipAggregate, organisationAggregate } from '../organisation/organisation-view.ts'

/**
 * A participant: ends all memberships of a person, at most 100, and delegations from and to them. Throws `Rejected` for
 * the last owner of an organisation that has other members.
 */
export async function leaveOrganisations(unit: Unit, userId: string): Promise<void> {
  const { at } = unit
  const { roles } = (await unit.load(membershipAggregate, userId)).state
  for (const organisationId of Object.keys(roles)) {
    await unit.decide(organisationAggregate, organisationId, { type: 'leave', at, userId, by: 'erasure' })
    await unit.decide(membershipAggregate, userId, { type: 'end', at, organisationId })
    await unit.decide(delegationsAggregate, organisationId, { type: 'end-with-member', at, userId })
  }
}

/** Read at once; there is no limit to how many organisations write to one address. */
const pageSize = 100

/** The ids of all invitations that were ever sent to an address, by its digest: each keeps it sealed under its own id. */
export async function invitationsTo(documents: Documents, emailDigest: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const found = await documents.find(invitations, {
      index: 'byEmail',
      equals: [emailDigest],
      limit: pageSize,
      ...(after !== undefined && { after }),
    })
    ids.push(...found.items.map(({ id }) => id))
    after = found.next
  }
  return ids
}

/** How an organisation is kept for reading: one document of its own stream, found by member or by verification state. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { glnClaim, type GlnClaim, type GlnClaimCommand, type GlnClaimEvent } from './gln-claim.ts'
import { membership, type Membership, type MembershipCommand, type MembershipEvent } from './membership.ts'
import { organisation } from './organisation.ts'
import type { OrganisationCommand, OrganisationEvent } from './organisation-events.ts'
import type { Organisation, RegisteredOrganisation } from './organisation-state.ts'

export type OrganisationDocument = Omit<RegisteredOrganisation, 'status' | 'organisationId' | 'budgets'> & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const organisations = collection<OrganisationDocument>()({
  name: 'organisations',
  indexes: {
    byMember: ({ members }) => Object.keys(members).map((userId) => [userId]),
    byVerification: ({ verification, createdAt }) => [[verification, createdAt]],
  },
})

/** The read model of one organisation: pure. */
export const projectOrganisation = (
  { id, createdAt, updatedAt }: Subject,
  state: Organisation,
): { id: string; document: OrganisationDocument | null }[] => {
  if (state.status === 'absent') return []
  const { status: _status, organisationId: _id, budgets: _budgets, ...known } = state
  return [{ id, document: { id, ...known, createdAt, updatedAt } }]
}

export const organisationAggregate: Aggregate<Organisation, OrganisationCommand, OrganisationEvent> = {
  kind: 'organisation',
  decider: organisation,
  organisations: (state) => (state.status === 'registered' ? [state.organisationId] : []),
  readModels: [readModel({ collection: organisations, project: projectOrganisation })],
}

/** One stream for each person who belongs to an organisation; its id is the user's. */
export const membershipAggregate: Aggregate<Membership, MembershipCommand, MembershipEvent> = {
  kind: 'membership',
  decider: membership,
  // The organisation's own stream is in the same commit; a person's other organisations must not hear of it.
  organisations: () => [],
  readModels: [],
}

/** The stream of a GLN; its id is the number. */
export const glnAggregate: Aggregate<GlnClaim, GlnClaimCommand, GlnClaimEvent> = {
  kind: 'gln',
  decider: glnClaim,
  organisations: () => [],
  readModels: [],
}

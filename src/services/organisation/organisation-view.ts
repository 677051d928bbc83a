/** How an organisation is kept for reading: one document of its own stream, found by member or by verification state. */
import type { Role } from '../../kernel/caller.ts'
import { readModel, type Aggregate, type Subject } from '../../infrastructure/store/aggregate.ts'
import { collection } from '../../infrastructure/store/documents.ts'
import {
  organisation,
  type Organisation,
  type OrganisationCommand,
  type OrganisationDetails,
  type OrganisationEvent,
  type Verification,
} from './organisation.ts'

export type OrganisationDocument = OrganisationDetails & {
  readonly id: string
  readonly verification: Verification
  readonly members: Readonly<Record<string, Role>>
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
  const { legalName, country, kinds, verification, members } = state
  return [{ id, document: { id, legalName, country, kinds, verification, members, createdAt, updatedAt } }]
}

export const organisationAggregate: Aggregate<Organisation, OrganisationCommand, OrganisationEvent> = {
  kind: 'organisation',
  decider: organisation,
  organisations: () => [],
  readModels: [readModel({ collection: organisations, project: projectOrganisation })],
}

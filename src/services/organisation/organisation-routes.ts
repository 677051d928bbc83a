/** The REST face of organisations. */
import { Type, type Static } from 'typebox'
import { listRoute, route, type Route } from '../../gateway/route.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { actingOrganisation, type Caller } from '../../kernel/caller.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute } from '../../infrastructure/store/execute.ts'
import type { Snapshot } from '../../infrastructure/store/aggregate.ts'
import { unknownOrganisation } from './organisation.ts'
import type { Organisation } from './organisation-state.ts'
import {
  membershipAggregate,
  organisationAggregate,
  organisations,
  projectOrganisation,
  type OrganisationDocument,
} from './organisation-view.ts'

const OrganisationId = Type.String({ pattern: '^org_[0-9a-f]{32}$', description: 'An organisation’s id.' })
const Details = {
  legalName: Type.String({ minLength: 1, maxLength: 200, description: 'The name in the register of companies.' }),
  country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' }),
  kinds: Type.Array(Type.Enum(['buyer', 'supplier', 'logistics', 'laboratory']), { minItems: 1, maxItems: 4 }),
}
export const OrganisationBody = Type.Object(
  {
    id: OrganisationId,
    ...Details,
    verification: Type.Enum(['unverified', 'pending', 'verified', 'rejected', 'suspended']),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Organisation' },
)

/** What others may see of an organisation: never its members. */
const present = (document: OrganisationDocument): Static<typeof OrganisationBody> => {
  const { id, legalName, country, kinds, verification, createdAt, updatedAt } = document
  return { id, legalName, country, kinds: [...kinds], verification, createdAt, updatedAt }
}

const presentState = (snapshot: Snapshot<Organisation>): Static<typeof OrganisationBody> => {
  const document = projectOrganisation(snapshot, snapshot.state)[0]?.document
  if (!document) throw new Rejected(unknownOrganisation)
  return present(document)
}

const mayRead = (caller: Caller, organisationId: string): boolean =>
  caller.kind === 'staff' || actingOrganisation(caller) === organisationId

export const organisationRoutes = ({ execute, documents }: { execute: Execute; documents: Documents }): Route[] => [
  route({
    method: 'POST',
    path: '/v1/organisations',
    operationId: 'registerOrganisation',
    tag: 'Organisations',
    summary: 'Register an organisation',
    description: 'The caller becomes its owner. It starts unverified: it may draft, not trade.',
    access: { kind: 'account' },
    body: Type.Object(Details),
    reply: OrganisationBody,
    success: 201,
    async handle({ body, caller, intent }) {
      const done = await execute(organisationAggregate, intent, async (unit) => {
        const organisationId = unit.newId('org')
        await unit.decide(organisationAggregate, organisationId, {
          type: 'register',
          at: unit.at,
          organisationId,
          ownerId: caller.userId,
          details: body,
        })
        await unit.decide(membershipAggregate, caller.userId, {
          type: 'hold',
          at: unit.at,
          organisationId,
          role: 'owner',
        })
        return organisationId
      })
      const location = `/v1/organisations/${done.id}`
      return { body: presentState(done), version: done.version, location, replayed: done.replayed }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/organisations/{organisationId}',
    operationId: 'getOrganisation',
    tag: 'Organisations',
    summary: 'Read an organisation',
    access: { kind: 'member-or-staff' },
    params: Type.Object({ organisationId: OrganisationId }),
    reply: OrganisationBody,
    async handle({ params, caller }) {
      const found = mayRead(caller, params.organisationId)
        ? await documents.get(organisations, params.organisationId)
        : undefined
      if (!found) throw new Rejected(unknownOrganisation)
      return { body: present(JSON.parse(found.body) as OrganisationDocument), version: found.version }
    },
  }),
  listRoute({
    path: '/v1/organisations',
    operationId: 'listOrganisations',
    tag: 'Organisations',
    summary: 'List organisations by verification state',
    access: { kind: 'staff' },
    query: Type.Object({ verification: Type.Enum(['unverified', 'pending', 'verified', 'rejected', 'suspended']) }),
    reply: OrganisationBody,
    async handle({ query, page }) {
      const found = await documents.find(organisations, {
        index: 'byVerification',
        equals: [query.verification],
        ...page,
      })
      return { ...found, items: found.items.map(({ body }) => present(JSON.parse(body) as OrganisationDocument)) }
    },
  }),
]

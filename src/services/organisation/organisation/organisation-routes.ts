/** The REST face of organisations: registered by anybody, read by themselves in full, by others in outline. */
import { Type, type Static } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Reply, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { assertOwnSession } from '../../auth/contract.ts'
import { checkDetails } from './check-details.ts'
import { unknownOrganisation } from './organisation.ts'
import type { OrganisationDetails } from './organisation-details.ts'
import { ownersAndAdmins, ownInside } from './organisation-policies.ts'
import type { OrganisationProfiles } from './organisation-profiles-reader.ts'
import { accepted, presentOwn, presentProfile, presentSnapshot, registered } from './organisation-presenter.ts'
import {
  DetailsBody,
  DetailsChange,
  OrganisationBody,
  OrganisationParams,
  VerificationState,
} from './organisation-schemas.ts'
import {
  membershipAggregate,
  organisationAggregate,
  organisations,
  type OrganisationDocument,
} from './organisation-view.ts'
import { registerGln } from './register-gln.ts'

export type OrganisationRoutesNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly organisationProfiles: OrganisationProfiles
}

export const profileRoutes = (needs: OrganisationRoutesNeeds): Route[] => [
  registerRoute(needs),
  changeRoute(needs),
  ...readRoutes(needs),
]

const registerRoute = ({ execute }: OrganisationRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/organisations',
    operationId: 'registerOrganisation',
    tag: 'Organisations',
    summary: 'Register an organisation',
    description: 'The caller becomes its owner. It starts unverified: it may draft, not trade.',
    access: { kind: 'account' },
    body: DetailsBody,
    reply: OrganisationBody,
    success: 201,
    refusals: ['organisation/gln-taken', 'organisation/not-a-tax-id', 'auth/own-sign-in-needed'],
    async handle({ body, caller, intent }) {
      assertOwnSession(caller)
      const details = accepted(checkDetails(body))
      const done = await execute(organisationAggregate, intent, async (unit) => {
        const organisationId = unit.newId('org')
        const { at } = unit
        const ownerId = caller.userId
        await unit.decide(organisationAggregate, organisationId, {
          type: 'register',
          at,
          organisationId,
          ownerId,
          details,
        })
        await unit.decide(membershipAggregate, ownerId, { type: 'hold', at, organisationId, role: 'owner' })
        await registerGln(unit, organisationId, { after: details.gln })
        return organisationId
      })
      const location = `/v1/organisations/${done.id}`
      return { body: presentSnapshot(done), version: done.version, location, replayed: done.replayed }
    },
  })

const changeRoute = ({ execute }: OrganisationRoutesNeeds): Route =>
  route({
    method: 'PATCH',
    path: '/v1/organisations/{organisationId}',
    operationId: 'updateOrganisation',
    tag: 'Organisations',
    summary: 'Change what an organisation says of itself',
    description:
      'What is left out stays; `null` removes. Another legal name, country or tax number of a verified organisation, or a kind more, is verified again before it may trade on.',
    access: { kind: 'member', roles: ownersAndAdmins },
    params: OrganisationParams,
    body: DetailsChange,
    reply: OrganisationBody,
    refusals: ['organisation/gln-taken', 'organisation/not-a-tax-id'],
    async handle({ params: { organisationId }, body, caller, ifMatch, intent }) {
      accepted(ownInside(caller, organisationId))
      const done = await execute(organisationAggregate, intent, async (unit) => {
        const snapshot = await unit.load(organisationAggregate, organisationId)
        requireVersion(snapshot, ifMatch)
        const state = registered(snapshot.state)
        const details = accepted(checkDetails(changedDetails(state, body)))
        await registerGln(unit, organisationId, { before: state.gln, after: details.gln })
        await unit.decide(organisationAggregate, organisationId, { type: 'change-details', at: unit.at, details })
        return organisationId
      })
      return { body: presentSnapshot(done), version: done.version, replayed: done.replayed }
    },
  })

function changedDetails(before: OrganisationDetails, change: Static<typeof DetailsChange>): OrganisationDetails {
  const { legalName, country, kinds } = before
  const gln = change.gln === undefined ? before.gln : change.gln
  const address = change.address === undefined ? before.address : change.address
  const taxIds = change.taxIds ?? before.taxIds
  return {
    legalName: change.legalName ?? legalName,
    country: change.country ?? country,
    kinds: change.kinds ?? kinds,
    ...(gln && { gln }),
    ...(address && { address }),
    ...(taxIds && { taxIds }),
  }
}

const readRoutes = ({ documents, readState, organisationProfiles }: OrganisationRoutesNeeds): Route[] => [
  route({
    method: 'GET',
    path: '/v1/organisations/{organisationId}',
    operationId: 'getOrganisation',
    tag: 'Organisations',
    summary: 'Read an organisation',
    description: 'One’s own in full; another that is verified as its public profile; any other is unknown.',
    access: { kind: 'member-or-staff' },
    params: OrganisationParams,
    query: asOfQuery,
    reply: OrganisationBody,
    refusals: asOfRefusals,
    async handle({ params: { organisationId }, query, caller, intent }) {
      const isOwn = ownInside(caller, organisationId).ok
      if (isOwn || query.asOf !== undefined)
        return showAsOf(
          readState,
          { ...query, now: intent.at },
          {
            aggregate: organisationAggregate,
            id: organisationId,
            show: (snapshot) => ({
              body: isOwn ? presentSnapshot(snapshot) : presentProfile(snapshot),
              version: snapshot.version,
            }),
          },
        )
      const [profile] = await organisationProfiles.several([organisationId])
      if (!profile) throw new Rejected(unknownOrganisation)
      return profile
    },
    async many(requests) {
      const ids = requests.map(({ params }) => params.organisationId)
      const { caller } = requests[0]!
      const others = ids.filter((id) => !ownInside(caller, id).ok)
      const found = await organisationProfiles.several(others)
      const profiles = new Map(others.map((id, at) => [id, found[at]]))
      const own = async (id: string): Promise<Reply | undefined> => {
        const snapshot = await readState(organisationAggregate, id)
        if (snapshot.state.status === 'absent') return undefined
        return { body: presentSnapshot(snapshot), version: snapshot.version }
      }
      return Promise.all(ids.map((id) => (ownInside(caller, id).ok ? own(id) : profiles.get(id))))
    },
  }),
  listRoute({
    path: '/v1/organisations',
    operationId: 'listOrganisations',
    tag: 'Organisations',
    summary: 'List organisations by verification state',
    access: { kind: 'staff' },
    query: Type.Object({ verification: VerificationState }),
    reply: OrganisationBody,
    async handle({ query, page }) {
      const found = await documents.find(organisations, {
        index: 'byVerification',
        equals: [query.verification],
        ...page,
      })
      return { ...found, items: found.items.map(({ body }) => presentOwn(JSON.parse(body) as OrganisationDocument)) }
    },
  }),
]

/** The REST face of sites: the places goods come from and go to. Their version is the organisation's. */
import { Type, type Static } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf, stateAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { checkSite } from './check-details.ts'
import { unknownSite } from './organisation.ts'
import type { Site } from './organisation-details.ts'
import { ownersAndAdmins, ownInside } from './organisation-policies.ts'
import { accepted, registered } from './organisation-presenter.ts'
import { OrganisationParams, SiteBody, SiteDetailsBody, SiteId } from './organisation-schemas.ts'
import { organisationAggregate } from './organisation-view.ts'
import { registerGln } from './register-gln.ts'

export type SiteRoutesNeeds = { readonly execute: Execute; readonly readState: ReadState }

const SiteParams = Type.Object({ ...OrganisationParams.properties, siteId: SiteId })
const path = '/v1/organisations/{organisationId}/sites'
const present = (site: Site): Static<typeof SiteBody> => site as Static<typeof SiteBody>
const access = { kind: 'member', roles: ownersAndAdmins } as const

export const siteRoutes = (needs: SiteRoutesNeeds): Route[] => [
  ...readRoutes(needs),
  ...writeRoutes(needs),
  removeRoute(needs),
]

const readRoutes = ({ readState }: SiteRoutesNeeds): Route[] => [
  listRoute({
    path,
    operationId: 'listSites',
    tag: 'Organisations',
    summary: 'List the organisation’s sites',
    access: { kind: 'member-or-staff' },
    params: OrganisationParams,
    query: asOfQuery,
    reply: SiteBody,
    refusals: asOfRefusals,
    async handle({ params: { organisationId }, query, caller, intent, page: { limit, after = '' } }) {
      accepted(ownInside(caller, organisationId))
      const moment = { ...query, now: intent.at }
      const { state } = await stateAsOf(readState, moment, organisationAggregate, organisationId)
      const { sites } = registered(state)
      // Ids sort by when they were made.
      const later = Object.keys(sites)
        .filter((id) => id > after)
        .sort()
      const items = later.slice(0, limit).map((id) => present(sites[id]!))
      return { items, total: Object.keys(sites).length, ...(later.length > limit && { next: later[limit - 1]! }) }
    },
  }),
  route({
    method: 'GET',
    path: `${path}/{siteId}`,
    operationId: 'getSite',
    tag: 'Organisations',
    summary: 'Read a site',
    access: { kind: 'member-or-staff' },
    params: SiteParams,
    query: asOfQuery,
    reply: SiteBody,
    refusals: asOfRefusals,
    async handle({ params: { organisationId, siteId }, query, caller, intent }) {
      accepted(ownInside(caller, organisationId))
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: organisationAggregate,
          id: organisationId,
          // A site that was removed since has a past.
          assertTheirs: ({ state }) => void registered(state),
          show({ state, version }) {
            const site = registered(state).sites[siteId]
            if (!site) throw new Rejected(unknownSite)
            return { body: present(site), version }
          },
        },
      )
    },
  }),
]

const writeRoutes = ({ execute }: SiteRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path,
    operationId: 'addSite',
    tag: 'Organisations',
    summary: 'Add a site',
    access,
    params: OrganisationParams,
    body: SiteDetailsBody,
    reply: SiteBody,
    success: 201,
    async handle({ params: { organisationId }, body, caller, intent }) {
      accepted(ownInside(caller, organisationId))
      const details = accepted(checkSite(body))
      const done = await execute(organisationAggregate, intent, async (unit) => {
        const site = { id: unit.newId('sit'), ...details }
        await registerGln(unit, organisationId, { after: site.gln })
        await unit.decide(organisationAggregate, organisationId, { type: 'add-site', at: unit.at, site })
        return organisationId
      })
      // The newest of this version, also when the version is presented again.
      const site = Object.values(registered(done.state).sites).at(-1)!
      const location = `/v1/organisations/${organisationId}/sites/${site.id}`
      return { body: present(site), version: done.version, location, replayed: done.replayed }
    },
  }),
  route({
    method: 'PUT',
    path: `${path}/{siteId}`,
    operationId: 'replaceSite',
    tag: 'Organisations',
    summary: 'Change a site',
    access,
    params: SiteParams,
    body: SiteDetailsBody,
    reply: SiteBody,
    async handle({ params: { organisationId, siteId }, body, caller, ifMatch, intent }) {
      accepted(ownInside(caller, organisationId))
      const site = { id: siteId, ...accepted(checkSite(body)) }
      const done = await execute(organisationAggregate, intent, async (unit) => {
        const snapshot = await unit.load(organisationAggregate, organisationId)
        requireVersion(snapshot, ifMatch)
        const before = registered(snapshot.state).sites[siteId]?.gln
        await unit.decide(organisationAggregate, organisationId, { type: 'change-site', at: unit.at, site })
        await registerGln(unit, organisationId, { before, after: site.gln })
        return organisationId
      })
      return { body: present(site), version: done.version, replayed: done.replayed }
    },
  }),
]

const removeRoute = ({ execute }: SiteRoutesNeeds): Route =>
  route({
    method: 'DELETE',
    path: `${path}/{siteId}`,
    operationId: 'removeSite',
    tag: 'Organisations',
    summary: 'Remove a site',
    description: 'Lots and orders that name it keep its id.',
    access,
    params: SiteParams,
    async handle({ params: { organisationId, siteId }, caller, ifMatch, intent }) {
      accepted(ownInside(caller, organisationId))
      const { replayed } = await execute(organisationAggregate, intent, async (unit) => {
        const snapshot = await unit.load(organisationAggregate, organisationId)
        requireVersion(snapshot, ifMatch)
        const before = registered(snapshot.state).sites[siteId]?.gln
        await unit.decide(organisationAggregate, organisationId, { type: 'remove-site', at: unit.at, siteId })
        await registerGln(unit, organisationId, { before })
        return organisationId
      })
      return { replayed }
    },
  })

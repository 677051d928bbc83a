/** The REST face of an organisation's identity provider: connected by its own people, judged by staff, required or not. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { connectProvider, type ConnectProviderNeeds } from './connect-provider.ts'
import { isConnected, unknownProvider } from './identity-provider.ts'
import {
  identityProviderAggregate,
  identityProviders,
  mailDomainAggregate,
  type IdentityProviderDocument,
} from './provider-view.ts'
import { unlinkRoute } from './provider-link-routes.ts'
import { mayChange, mayRead } from './provider-policies.ts'
import { accepted, presentProvider, presentSnapshot } from './provider-presenter.ts'
import { ConnectBody, ProviderBody, ProviderParams, ProviderStatus } from './provider-schemas.ts'

export type ProviderRoutesNeeds = ConnectProviderNeeds & {
  readonly readState: ReadState
  readonly documents: Documents
  /** Pages that providers may send browsers back to. */
  readonly signInPages: readonly string[]
}

const path = '/v1/organisations/{organisationId}/identity-provider'
const tag = 'Organisations'
/** Owners and admins. */
const access = { kind: 'member', roles: [] } as const

export const providerRoutes = (needs: ProviderRoutesNeeds): Route[] => [
  ...readRoutes(needs),
  connectRoute(needs),
  requireRoute(needs),
  decideRoute(needs),
  removeRoute(needs),
  unlinkRoute(needs),
]

const readRoutes = (needs: ProviderRoutesNeeds): Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'getIdentityProvider',
    tag,
    summary: 'Read the organisation’s identity provider',
    access: { kind: 'member-or-staff', roles: [] },
    params: ProviderParams,
    query: asOfQuery,
    reply: ProviderBody,
    refusals: ['auth/unknown-provider', ...asOfRefusals],
    async handle({ params: { organisationId }, query, caller, intent }) {
      accepted(mayRead(caller, organisationId))
      return showAsOf(
        needs.readState,
        { ...query, now: intent.at },
        {
          aggregate: identityProviderAggregate,
          id: organisationId,
          assertTheirs({ version }) {
            if (version === 0) throw new Rejected(unknownProvider)
          },
          show: (snapshot) => ({ body: presentSnapshot(needs, snapshot), version: snapshot.version }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/identity-providers',
    operationId: 'listIdentityProviders',
    tag,
    summary: 'List identity providers by how they were judged',
    access: { kind: 'staff' },
    query: Type.Object({ status: Type.Optional(ProviderStatus) }),
    reply: ProviderBody,
    async handle({ query: { status = 'pending' }, page }) {
      const found = await needs.documents.find(identityProviders, { index: 'byStatus', equals: [status], ...page })
      return {
        ...found,
        items: found.items.map(({ body }) => presentProvider(needs, JSON.parse(body) as IdentityProviderDocument)),
      }
    },
  }),
]

function connectRoute(needs: ProviderRoutesNeeds): Route {
  const connect = connectProvider(needs)
  return route({
    method: 'PUT',
    path,
    operationId: 'connectIdentityProvider',
    tag,
    summary: 'Connect the organisation’s identity provider, or change it',
    description:
      'An OpenID Provider. Platform staff looks at another issuer and at further domains before anybody signs in by them; until then sessions opened through the one before are over. Register with it the address that POST /v1/auth/provider-sign-ins sends it: a page of FX_SIGN_IN_PAGES, a slash and the organisation’s id.',
    access,
    guard: 'optional',
    timeoutMs: 10_000,
    params: ProviderParams,
    body: ConnectBody,
    reply: ProviderBody,
    refusals: ['auth/provider-unusable', 'auth/provider-unreachable', 'auth/client-secret-needed'],
    async handle({ params: { organisationId }, body, caller, intent, ifMatch }) {
      const by = accepted(mayChange(caller, organisationId))
      const connecting = { organisationId, by, ...body, ...(ifMatch !== undefined && { ifMatch }) }
      const done = await connect(intent, connecting)
      return { body: presentSnapshot(needs, done), version: done.version, replayed: done.replayed }
    },
  })
}

const requireRoute = (needs: ProviderRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/requirement`,
    operationId: 'requireIdentityProvider',
    tag,
    summary: 'Have members sign in through the identity provider only, or no longer',
    description:
      'While it is approved. Owners may do without, so that somebody can mend it. Within five seconds sessions that members opened otherwise act for the organisation no more; API keys go on.',
    access,
    params: ProviderParams,
    body: Type.Object({ isRequired: Type.Boolean() }),
    reply: ProviderBody,
    refusals: ['auth/unknown-provider', 'auth/provider-not-in-this-state'],
    async handle({ params: { organisationId }, body: { isRequired }, caller, intent, ifMatch }) {
      const by = accepted(mayChange(caller, organisationId))
      const done = await needs.execute(identityProviderAggregate, intent, async (unit) => {
        requireVersion(await unit.load(identityProviderAggregate, organisationId), ifMatch)
        await unit.decide(identityProviderAggregate, organisationId, { type: 'require', at: unit.at, by, isRequired })
        return organisationId
      })
      const whatIsNew = isRequired ? 'Members but owners have to use it from now on.' : 'Members may do without it.'
      if (!done.replayed) needs.providerNotices.changed(organisationId, String(done.version), whatIsNew)
      return { body: presentSnapshot(needs, done), version: done.version, replayed: done.replayed }
    },
  })

const decideRoute = (needs: ProviderRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/decisions`,
    operationId: 'decideIdentityProvider',
    tag,
    summary: 'Approve, refuse or suspend an identity provider',
    description:
      'Whoever approves it has seen that the domains are the organisation’s own and that the issuer is theirs: it then says who signs in with those addresses. `suspended` ends every session that it opened.',
    access: { kind: 'staff' },
    guard: 'required',
    params: ProviderParams,
    body: Type.Object({
      outcome: Type.Enum(['approved', 'refused', 'suspended']),
      reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'Shown to the organisation.' }),
    }),
    reply: ProviderBody,
    refusals: ['auth/unknown-provider', 'auth/provider-not-in-this-state', 'auth/domain-taken'],
    async handle({ params: { organisationId }, body: { outcome, reason }, caller, intent, ifMatch }) {
      const done = await needs.execute(identityProviderAggregate, intent, async (unit) => {
        const { at } = unit
        requireVersion(await unit.load(identityProviderAggregate, organisationId), ifMatch)
        const judged = { type: 'judge', at, staffId: caller.staffId, outcome, reason } as const
        const state = await unit.decide(identityProviderAggregate, organisationId, judged)
        if (state.status === 'approved')
          for (const domain of state.domains)
            await unit.decide(mailDomainAggregate, domain, { type: 'claim', at, organisationId })
        return organisationId
      })
      if (!done.replayed)
        needs.providerNotices.changed(
          organisationId,
          String(done.version),
          `Platform staff has ${outcome} it: ${reason}`,
        )
      return { body: presentSnapshot(needs, done), version: done.version, replayed: done.replayed }
    },
  })

const removeRoute = ({ execute, personalData, providerNotices }: ProviderRoutesNeeds): Route =>
  route({
    method: 'DELETE',
    path,
    operationId: 'removeIdentityProvider',
    tag,
    summary: 'Remove the organisation’s identity provider',
    description: 'Its secret is destroyed, and sessions that it opened are over. Members sign in by their own means.',
    access,
    guard: 'optional',
    params: ProviderParams,
    refusals: ['auth/unknown-provider'],
    async handle({ params: { organisationId }, caller, intent, ifMatch }) {
      const by = accepted(mayChange(caller, organisationId))
      let secretId: string | undefined
      const { version, replayed } = await execute(identityProviderAggregate, intent, async (unit) => {
        const { at } = unit
        const snapshot = await unit.load(identityProviderAggregate, organisationId)
        const { state } = snapshot
        if (!isConnected(state)) throw new Rejected(unknownProvider)
        requireVersion(snapshot, ifMatch)
        secretId = state.secretId
        await unit.decide(identityProviderAggregate, organisationId, { type: 'remove', at, by })
        for (const domain of state.domains)
          await unit.decide(mailDomainAggregate, domain, { type: 'release', at, organisationId })
        return organisationId
      })
      if (secretId !== undefined) await personalData.erase(secretId)
      if (!replayed) providerNotices.changed(organisationId, String(version), 'It was removed.')
      return { replayed }
    },
  })

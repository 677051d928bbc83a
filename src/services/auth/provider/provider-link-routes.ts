/** The REST face of who of a provider a member is: forgotten by the organisation, never said. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { UserId } from '../account/account-schemas.ts'
import { linkIdOf, providerLinkAggregate, providerSubjectAggregate } from './provider-view.ts'
import { mayChange } from './provider-policies.ts'
import { accepted } from './provider-presenter.ts'
import { ProviderParams } from './provider-schemas.ts'

export type UnlinkNeeds = { readonly execute: Execute }

export const unlinkRoute = ({ execute }: UnlinkNeeds): Route =>
  route({
    method: 'DELETE',
    path: '/v1/organisations/{organisationId}/members/{userId}/identity',
    operationId: 'unlinkIdentity',
    tag: 'Organisations',
    summary: 'Forget which person of the identity provider a member is',
    description:
      'For whoever got another account there. Sessions that the link opened are over; the next sign-in links anew, by the address.',
    access: { kind: 'member', roles: [] },
    guard: 'none',
    params: Type.Object({ ...ProviderParams.properties, userId: UserId }),
    refusals: ['auth/not-linked'],
    async handle({ params: { organisationId, userId }, caller, intent }) {
      const by = accepted(mayChange(caller, organisationId))
      const id = linkIdOf(organisationId, userId)
      const { replayed } = await execute(providerLinkAggregate, intent, async (unit) => {
        const { at } = unit
        const { state } = await unit.load(providerLinkAggregate, id)
        await unit.decide(providerLinkAggregate, id, { type: 'unlink', at, by })
        if (state.status === 'linked')
          await unit.decide(providerSubjectAggregate, state.subject, { type: 'release', at, userId })
        return id
      })
      return { replayed }
    },
  })

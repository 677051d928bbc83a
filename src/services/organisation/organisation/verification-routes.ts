/** The REST face of verification: asked for by the organisation, decided by platform staff, with a reason. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { ownersAndAdmins, ownInside } from './organisation-policies.ts'
import { accepted, presentSnapshot } from './organisation-presenter.ts'
import { OrganisationBody, OrganisationParams } from './organisation-schemas.ts'
import { organisationAggregate } from './organisation-view.ts'

export const verificationRoutes = ({ execute }: { readonly execute: Execute }): Route[] => [
  route({
    method: 'POST',
    path: '/v1/organisations/{organisationId}/verification',
    operationId: 'submitForVerification',
    tag: 'Organisations',
    summary: 'Ask the platform to verify the organisation',
    access: { kind: 'member', roles: ownersAndAdmins },
    params: OrganisationParams,
    reply: OrganisationBody,
    refusals: ['organisation/verification-state'],
    async handle({ params: { organisationId }, caller, intent, ifMatch }) {
      accepted(ownInside(caller, organisationId))
      const done = await execute(organisationAggregate, intent, async (unit) => {
        requireVersion(await unit.load(organisationAggregate, organisationId), ifMatch)
        await unit.decide(organisationAggregate, organisationId, { type: 'submit-for-verification', at: unit.at })
        return organisationId
      })
      return { body: presentSnapshot(done), version: done.version, replayed: done.replayed }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/organisations/{organisationId}/verification/decisions',
    operationId: 'decideVerification',
    tag: 'Organisations',
    summary: 'Verify, reject or suspend an organisation',
    description:
      '`verified` and `rejected` answer a submission; `suspended` stops a verified one, `verified` lets it go on. With the ETag that was read as `If-Match`, nothing is verified that was changed meanwhile.',
    access: { kind: 'staff' },
    params: OrganisationParams,
    body: Type.Object({
      outcome: Type.Enum(['verified', 'rejected', 'suspended']),
      reason: Type.String({ minLength: 1, maxLength: 1_000, description: 'Shown to the organisation.' }),
    }),
    reply: OrganisationBody,
    refusals: ['organisation/verification-state'],
    async handle({ params: { organisationId }, body: { outcome, reason }, caller, intent, ifMatch }) {
      const done = await execute(organisationAggregate, intent, async (unit) => {
        requireVersion(await unit.load(organisationAggregate, organisationId), ifMatch)
        const judged = { staffId: caller.staffId, outcome, reason }
        await unit.decide(organisationAggregate, organisationId, { type: 'judge', at: unit.at, ...judged })
        return organisationId
      })
      return { body: presentSnapshot(done), version: done.version, replayed: done.replayed }
    },
  }),
]

/** The REST face of samples: asking for one, reading them, and what each side does with one. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { rolesFor } from '../order/order-policies.ts'
import { any } from '../order/order-view.ts'
import { createSample } from './create-sample.ts'
import { sampleCommandRoutes, sampleTag } from './sample-command-routes.ts'
import { presentSample, presentSnapshot } from './sample-presenter.ts'
import { RequestBody, SampleBody, SampleId, SampleStatusSchema } from './sample-schemas.ts'
import { sampleAggregate, samples, type SampleDocument } from './sample-view.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = sampleTag

export const sampleRoutes = (needs: Needs): Route[] => [
  requestRoute(needs),
  ...readRoutes(needs),
  ...sampleCommandRoutes(needs),
]

const requestRoute = ({ execute }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/samples',
    operationId: 'requestSample',
    tag,
    summary: 'Ask a supplier for a sample',
    description: 'It has no price and is no order. Its supplier accepts or declines.',
    access: { kind: 'member', roles: rolesFor.receiving },
    body: RequestBody,
    reply: SampleBody,
    success: 201,
    refusals: ['organisation/not-verified', 'order/no-such-supplier', 'order/other-supplier', 'sample/too-much'],
    async handle({ body, caller, intent }) {
      const buyerId = caller.acting.organisationId
      const done = await execute(sampleAggregate, intent, async (unit) => {
        const sampleId = unit.newId('smp')
        await createSample(unit, { sampleId, buyerId, by: actorId(caller), ...body })
        return sampleId
      })
      const { id, version, replayed } = done
      return { body: presentSnapshot(done, buyerId), version, location: `/v1/samples/${id}`, replayed }
    },
  })

const readRoutes = ({ readState, documents }: Needs): Route[] => [
  route({
    method: 'GET',
    path: '/v1/samples/{sampleId}',
    operationId: 'getSample',
    tag,
    summary: 'Read a sample',
    access: { kind: 'member' },
    params: Type.Object({ sampleId: SampleId }),
    query: asOfQuery,
    reply: SampleBody,
    refusals: ['sample/unknown', ...asOfRefusals],
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: sampleAggregate,
          id: params.sampleId,
          show: (snapshot) => ({
            body: presentSnapshot(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/samples',
    operationId: 'listSamples',
    tag,
    summary: 'List the samples that your organisation asked for or was asked for',
    description: 'The newest first.',
    access: { kind: 'member' },
    query: Type.Object({
      status: Type.Optional(SampleStatusSchema),
      role: Type.Optional(Type.Enum(['buyer', 'supplier'], { description: 'On which side you stand.' })),
    }),
    reply: SampleBody,
    async handle({ query: { status = any, role = any }, caller, page }) {
      const { organisationId } = caller.acting
      const equals = [organisationId, role, status]
      const found = await documents.find(samples, { index: 'byParticipant', equals, order: 'descending', ...page })
      const items = found.items.map(({ body }) => {
        // Written by the view alone.
        const document = JSON.parse(body) as SampleDocument
        return presentSample(document, document.buyerId === organisationId ? 'buyer' : 'supplier')
      })
      return { ...found, items }
    },
  }),
]

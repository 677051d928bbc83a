/** The REST face of what is asked for again: repeating an RFQ, and templates kept for it. */
import { Type, type Static } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId, type MemberCaller } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { ownRfq } from '../request/rfq-reader.ts'
import { shownRfq } from '../request/rfq-routes.ts'
import { RfqBody, RfqId } from '../request/rfq-schemas.ts'
import { rfqAggregate } from '../request/rfq-view.ts'
import { createRepeatedRfq } from './create-repeated-rfq.ts'
import { RepeatBody, SaveBody, TemplateBody, TemplateId } from './rfq-template-schemas.ts'
import { rfqTemplateAggregate, rfqTemplates, type TemplateDocument } from './rfq-template-view.ts'
import {
  templateOf,
  unknownTemplate,
  type KnownTemplate,
  type RfqTemplate,
  type TemplateContent,
} from './rfq-template.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = 'RFQs'
const buyers = { kind: 'member', roles: ['buyer'] } as const
const byId = Type.Object({ templateId: TemplateId })
const drafting = ['rfq/unknown-product', 'rfq/unknown-site', 'rfq/supplier-cannot-be-invited'] as const

export const rfqTemplateRoutes = (needs: Needs): Route[] => [
  ...repeatRoutes(needs),
  saveRoute(needs),
  ...readRoutes(needs),
  deleteRoute(needs),
]

const repeatRoutes = ({ execute }: Needs): Route[] => [
  route({
    method: 'POST',
    path: '/v1/rfqs/{rfqId}/repeat',
    operationId: 'repeatRfq',
    tag,
    summary: 'Draft an RFQ that asks for the same again',
    description:
      'Lines, terms, criteria and invited suppliers of any RFQ of yours, whatever became of it; its days are moved with the deadline.',
    access: buyers,
    params: Type.Object({ rfqId: RfqId }),
    body: RepeatBody,
    reply: RfqBody,
    success: 201,
    refusals: ['rfq/unknown', ...drafting],
    handle: ({ params, body, caller, intent }) =>
      repeat(execute, { body, caller, intent }, async (unit) =>
        templateOf(ownRfq(await unit.read(rfqAggregate, params.rfqId), caller.acting.organisationId).details),
      ),
  }),
  route({
    method: 'POST',
    path: '/v1/rfq-templates/{templateId}/rfqs',
    operationId: 'draftRfqFromTemplate',
    tag,
    summary: 'Draft an RFQ from a template',
    access: buyers,
    params: byId,
    body: RepeatBody,
    reply: RfqBody,
    success: 201,
    refusals: ['rfq-template/unknown', ...drafting],
    handle: ({ params, body, caller, intent }) =>
      repeat(execute, { body, caller, intent }, async (unit) => {
        const snapshot = await unit.read(rfqTemplateAggregate, params.templateId)
        return ownTemplate(snapshot, caller.acting.organisationId).content
      }),
  }),
]

type Asked = { readonly body: Static<typeof RepeatBody>; readonly caller: MemberCaller; readonly intent: Intent }

async function repeat(
  execute: Execute,
  { body, caller, intent }: Asked,
  contentOf: (unit: Unit) => Promise<TemplateContent>,
) {
  const buyerId = caller.acting.organisationId
  const done = await execute(rfqAggregate, intent, async (unit) =>
    createRepeatedRfq(unit, { buyerId, by: actorId(caller), content: await contentOf(unit), ...body }),
  )
  const shown = shownRfq(done, { viewer: 'buyer', organisationId: buyerId, at: intent.at })
  return { ...shown, location: `/v1/rfqs/${done.id}`, replayed: done.replayed }
}

const saveRoute = ({ execute }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/rfq-templates',
    operationId: 'saveRfqTemplate',
    tag,
    summary: 'Save an RFQ as a template',
    description: 'As it is now; what becomes of the RFQ changes nothing of it.',
    access: buyers,
    body: SaveBody,
    reply: TemplateBody,
    success: 201,
    refusals: ['rfq/unknown'],
    async handle({ body: { rfqId, name }, caller, intent }) {
      const buyerId = caller.acting.organisationId
      const done = await execute(rfqTemplateAggregate, intent, async (unit) => {
        const { details } = ownRfq(await unit.read(rfqAggregate, rfqId), buyerId)
        const templateId = unit.newId('rft')
        const content = templateOf(details)
        const save = { type: 'save', at: unit.at, by: actorId(caller), name, buyerId, rfqId, content } as const
        await unit.decide(rfqTemplateAggregate, templateId, save)
        return templateId
      })
      const { id, version, replayed } = done
      return { body: presentSnapshot(done, buyerId), version, location: `/v1/rfq-templates/${id}`, replayed }
    },
  })

/** Of what it deleted, too, an organisation may know how it stood. */
function assertBuyer(state: RfqTemplate, organisationId: string): void {
  if (state.phase === 'absent' || state.buyerId !== organisationId) throw new Rejected(unknownTemplate)
}

const readRoutes = ({ readState, documents }: Needs): Route[] => [
  route({
    method: 'GET',
    path: '/v1/rfq-templates/{templateId}',
    operationId: 'getRfqTemplate',
    tag,
    summary: 'Read a template',
    access: buyers,
    params: byId,
    query: asOfQuery,
    reply: TemplateBody,
    refusals: ['rfq-template/unknown', ...asOfRefusals],
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: rfqTemplateAggregate,
          id: params.templateId,
          assertTheirs: ({ state }) => assertBuyer(state, caller.acting.organisationId),
          show: (snapshot) => ({
            body: presentSnapshot(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/rfq-templates',
    operationId: 'listRfqTemplates',
    tag,
    summary: 'List your organisation’s templates',
    description: 'By name.',
    access: buyers,
    reply: TemplateBody,
    async handle({ caller, page }) {
      const equals = [caller.acting.organisationId]
      const found = await documents.find(rfqTemplates, { index: 'byBuyer', equals, ...page })
      // Written by the view alone.
      return { ...found, items: found.items.map(({ body }) => presentTemplate(JSON.parse(body) as TemplateDocument)) }
    },
  }),
]

const deleteRoute = ({ execute }: Needs): Route =>
  route({
    method: 'DELETE',
    path: '/v1/rfq-templates/{templateId}',
    operationId: 'deleteRfqTemplate',
    tag,
    summary: 'Delete a template',
    description: 'RFQs that came of it stay.',
    access: buyers,
    params: byId,
    refusals: ['rfq-template/unknown'],
    async handle({ params: { templateId }, caller, intent, ifMatch }) {
      const done = await execute(rfqTemplateAggregate, intent, async (unit) => {
        const snapshot = await unit.load(rfqTemplateAggregate, templateId)
        ownTemplate(snapshot, caller.acting.organisationId)
        requireVersion(snapshot, ifMatch)
        await unit.decide(rfqTemplateAggregate, templateId, { type: 'delete', at: unit.at, by: actorId(caller) })
        return templateId
      })
      return { replayed: done.replayed }
    },
  })

function ownTemplate({ state }: Snapshot<RfqTemplate>, organisationId: string): KnownTemplate {
  if (state.phase !== 'kept' || state.buyerId !== organisationId) throw new Rejected(unknownTemplate)
  return state
}

const presentSnapshot = (snapshot: Snapshot<RfqTemplate>, organisationId: string) =>
  presentTemplate({ ...ownTemplate(snapshot, organisationId), id: snapshot.id, createdAt: snapshot.createdAt })

function presentTemplate(document: TemplateDocument): Static<typeof TemplateBody> {
  const { id, name, rfqId, savedBy, content, createdAt } = document
  // Read-only lists of the core, shown as lists.
  return { id, name, rfqId, savedBy, ...content, createdAt } as unknown as Static<typeof TemplateBody>
}

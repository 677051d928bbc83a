/** The REST face of RFQs: the buyer's commands, and reading for whoever takes part. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId, type MemberCaller } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents, Found } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { changeRfq, createRfq } from './create-rfq.ts'
import type { RfqCommand } from './rfq-events.ts'
import { rfqViewerOf, type RfqViewer } from './rfq-policies.ts'
import { presentRfq, type Presented } from './rfq-presenter.ts'
import { isVerifiedSupplier, ownRfq, seenRfq } from './rfq-reader.ts'
import { InstantText, ReasonBody, RfqBody, RfqId, RfqInput } from './rfq-schemas.ts'
import { rfqStatuses, type Rfq, type RfqStatus } from './rfq-state.ts'
import { projectRfq, rfqAggregate, rfqs, statusRange, type RfqDocument } from './rfq-view.ts'
import { unknownRfq } from './rfq.ts'

export type RfqRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
}

const tag = 'RFQs'
const buyers = { kind: 'member', roles: ['buyer'] } as const
const byId = Type.Object({ rfqId: RfqId })

/** A snapshot as one organisation sees it. */
export function shownRfq(
  snapshot: Snapshot<Rfq>,
  as: { viewer: RfqViewer; organisationId: string; at: string },
): Presented {
  const document = projectRfq(snapshot, snapshot.state)[0]?.document
  if (!document) throw new Rejected(unknownRfq)
  return presentRfq(document, snapshot.version, as)
}

export const rfqRoutes = (needs: RfqRouteNeeds): Route[] => [
  ...writingRoutes(needs),
  ...commandRoutes(needs),
  readRoute(needs),
  listingRoute(needs),
]

function writingRoutes({ execute }: RfqRouteNeeds): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/rfqs',
      operationId: 'draftRfq',
      tag,
      summary: 'Draft an RFQ',
      description: 'Seen by your organisation only until it is published. It gets your next number, without gaps.',
      access: buyers,
      body: RfqInput,
      reply: RfqBody,
      success: 201,
      refusals: ['rfq/weights', 'rfq/unknown-product', 'rfq/unknown-site', 'rfq/supplier-cannot-be-invited'],
      async handle({ body, caller, intent }) {
        const buyerId = caller.acting.organisationId
        const done = await createRfq(execute, intent, { buyerId, by: actorId(caller), input: body })
        const shown = shownRfq(done, { viewer: 'buyer', organisationId: buyerId, at: intent.at })
        return { ...shown, location: `/v1/rfqs/${done.id}`, replayed: done.replayed }
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/rfqs/{rfqId}',
      operationId: 'replaceRfq',
      tag,
      summary: 'Describe a draft anew',
      access: buyers,
      params: byId,
      body: RfqInput,
      reply: RfqBody,
      refusals: ['rfq/not-a-draft'],
      async handle({ params, body, caller, intent, ifMatch }) {
        const buyerId = caller.acting.organisationId
        const draft = { ...params, buyerId, by: actorId(caller), input: body, ifMatch }
        const done = await changeRfq(execute, intent, draft)
        const shown = shownRfq(done, { viewer: 'buyer', organisationId: buyerId, at: intent.at })
        return { ...shown, replayed: done.replayed }
      },
    }),
  ]
}

function commandRoutes({ execute }: RfqRouteNeeds): Route[] {
  const reply = (done: Snapshot<Rfq> & { replayed: boolean }, caller: MemberCaller, at: string) => ({
    ...shownRfq(done, { viewer: 'buyer', organisationId: caller.acting.organisationId, at }),
    replayed: done.replayed,
  })
  const command = async (
    { rfqId, caller, ifMatch }: { rfqId: string; caller: MemberCaller; ifMatch?: number | undefined },
    intent: Intent,
    make: (by: { at: string; by: string }) => RfqCommand,
    verifiedTo?: string,
  ) => {
    const done = await execute(rfqAggregate, intent, async (unit) => {
      const snapshot = await unit.load(rfqAggregate, rfqId)
      ownRfq(snapshot, caller.acting.organisationId)
      requireVersion(snapshot, ifMatch)
      if (verifiedTo !== undefined) await assertVerified(unit, caller.acting.organisationId, verifiedTo)
      await unit.decide(rfqAggregate, rfqId, make({ at: unit.at, by: actorId(caller) }))
      return rfqId
    })
    return reply(done, caller, intent.at)
  }
  const shared = { method: 'POST', tag, access: buyers, params: byId, reply: RfqBody } as const
  return [
    route({
      ...shared,
      path: '/v1/rfqs/{rfqId}/publish',
      operationId: 'publishRfq',
      summary: 'Publish an RFQ',
      description:
        'From now on it no longer changes, and the suppliers it is for see it. For buyers that the platform has verified.',
      refusals: ['organisation/not-verified', 'rfq/not-a-draft'],
      handle: ({ params, caller, intent, ifMatch }) =>
        command({ ...params, caller, ifMatch }, intent, (by) => ({ type: 'publish', ...by }), 'publish an RFQ'),
    }),
    route({
      ...shared,
      path: '/v1/rfqs/{rfqId}/extend',
      operationId: 'extendRfq',
      summary: 'Move the deadline later',
      description: 'While it is open, or after the deadline if nobody answered. The reason is kept.',
      body: Type.Object({ deadline: InstantText, reason: ReasonBody.properties.reason }),
      refusals: ['rfq/deadline-not-later'],
      handle: ({ params, body, caller, intent, ifMatch }) =>
        command({ ...params, caller, ifMatch }, intent, (by) => ({ type: 'extend', ...by, ...body })),
    }),
    route({
      ...shared,
      path: '/v1/rfqs/{rfqId}/close',
      operationId: 'closeRfq',
      summary: 'Take no more quotes',
      handle: ({ params, caller, intent, ifMatch }) =>
        command({ ...params, caller, ifMatch }, intent, (by) => ({ type: 'close', ...by })),
    }),
  ]
}

const readRoute = ({ readState }: RfqRouteNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/rfqs/{rfqId}',
    operationId: 'getRfq',
    tag,
    summary: 'Read an RFQ',
    description: 'Suppliers read their own presentation: not who else was asked, nor what others answered.',
    access: { kind: 'member' },
    params: byId,
    query: asOfQuery,
    reply: RfqBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      const { organisationId } = caller.acting
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: rfqAggregate,
          id: params.rfqId,
          show: async (snapshot, then) => {
            const { viewer } = await seenRfq(then, snapshot, organisationId)
            return shownRfq(snapshot, { viewer, organisationId, at: then.at })
          },
        },
      )
    },
  })

const ListQuery = Type.Object({
  status: Type.Optional(Type.Enum([...rfqStatuses])),
  role: Type.Optional(Type.Enum(['buyer', 'supplier'], { description: 'As what your organisation takes part.' })),
  visibility: Type.Optional(
    Type.Enum(['open'], { description: 'Open RFQs of all buyers, for verified suppliers; without `role`.' }),
  ),
})

const listingRoute = ({ documents, readState }: RfqRouteNeeds): Route =>
  listRoute({
    path: '/v1/rfqs',
    operationId: 'listRfqs',
    tag,
    summary: 'List RFQs',
    description: 'Those that your organisation takes part in, newest first; with `visibility=open`, the market’s.',
    access: { kind: 'member' },
    query: ListQuery,
    reply: RfqBody,
    async handle({ query, page, caller, intent }) {
      const { organisationId } = caller.acting
      const { at } = intent
      if (query.visibility === 'open' && !(await isVerifiedSupplier({ read: readState }, organisationId)))
        return { items: [] }
      const find = query.visibility === 'open' ? findOpen : findOwn(organisationId, query.role)
      const found = await find(documents, query.status, at, page)
      return {
        ...found,
        items: found.items.flatMap(({ body, version }) => {
          const document = JSON.parse(body) as RfqDocument
          const viewer = rfqViewerOf(document, { organisationId, verifiedSupplier: query.visibility === 'open' })
          return viewer ? [presentRfq(document, version, { viewer, organisationId, at }).body] : []
        }),
      }
    },
  })

type Page = { readonly limit: number; readonly after?: string }
type FindRfqs = (documents: Documents, status: RfqStatus | undefined, at: string, page: Page) => Promise<Found>

const findOpen: FindRfqs = (documents, status = 'published', at, page) =>
  documents.find(rfqs, { index: 'byOpenStatus', equals: [status], ...statusRange(status, at), ...page })

const findOwn =
  (organisationId: string, role: RfqViewer | undefined): FindRfqs =>
  (documents, status, at, page) => {
    const equals = [role ?? 'any', organisationId]
    const order = 'descending' as const
    return status === undefined
      ? documents.find(rfqs, { index: 'byParticipant', equals, order, ...page })
      : documents.find(rfqs, {
          index: 'byStatus',
          equals: [...equals, status],
          ...statusRange(status, at),
          order,
          ...page,
        })
  }

/** The REST face of price lists. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { listsForBuyer, mayReadList } from './customer-lists-reader.ts'
import { assertAudience } from './price-audience-reader.ts'
import { ChangePriceListBody, OpenPriceListBody, PriceListBody, PriceListId } from './price-schemas.ts'
import { presentPriceList, priceListAggregate, priceLists, type PriceListDocument } from './price-view.ts'
import {
  unknownPriceList,
  type KnownPriceList,
  type PriceList,
  type PriceListBasis,
  type PriceListCommand,
  type PriceListDetails,
} from './price-list.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'

export type PriceListRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
}

const tag = 'Prices'
const writers = { kind: 'member', roles: ['seller'] } as const
const byId = Type.Object({ priceListId: PriceListId })

const shown = (snapshot: Snapshot<PriceList>): PriceListDocument => {
  const document = presentPriceList(snapshot, snapshot.state)
  if (!document) throw new Rejected(unknownPriceList)
  return document
}

/** A customer never learns who else is one. */
const forCustomer = ({ audience, ...list }: PriceListDocument, viewer: string): PriceListDocument => ({
  ...list,
  audience: audience.kind === 'organisations' ? { kind: 'organisations', organisationIds: [viewer] } : audience,
})

export async function assertOwnList(
  unit: Pick<Unit, 'read'>,
  priceListId: string,
  supplierId: string,
): Promise<KnownPriceList> {
  const { state } = await unit.read(priceListAggregate, priceListId)
  if (state.status === 'absent' || state.supplierId !== supplierId) throw new Rejected(unknownPriceList)
  return state
}

export const priceListRoutes = (needs: PriceListRouteNeeds): Route[] => [...writeRoutes(needs), ...readRoutes(needs)]

function writeRoutes({ execute, documents }: PriceListRouteNeeds): Route[] {
  const change = async (
    target: { priceListId: string; supplierId: string; ifMatch?: number | undefined },
    intent: Intent,
    make: (at: string) => PriceListCommand,
  ) => {
    const done = await execute(priceListAggregate, intent, async (unit) => {
      const { priceListId, supplierId, ifMatch } = target
      const snapshot = await unit.load(priceListAggregate, priceListId)
      const { audience } = await assertOwnList(unit, priceListId, supplierId)
      requireVersion(snapshot, ifMatch)
      const command = make(unit.at)
      if (command.type === 'change')
        await assertAudience({ documents, unit, supplierId }, command.details.audience, audience)
      await unit.decide(priceListAggregate, priceListId, command)
      return priceListId
    })
    return { body: shown(done), version: done.version, replayed: done.replayed }
  }
  return [
    route({
      method: 'POST',
      path: '/v1/price-lists',
      operationId: 'openPriceList',
      tag,
      summary: 'Open a price list',
      description: 'Its currency, incoterm and place stay as they are; so does whether it is public.',
      access: writers,
      body: OpenPriceListBody,
      reply: PriceListBody,
      success: 201,
      async handle({ body, caller, intent }) {
        const { currency, incoterm, place, ...details } = body as PriceListBasis & PriceListDetails
        const supplierId = caller.acting.organisationId
        const done = await execute(priceListAggregate, intent, async (unit) => {
          const priceListId = unit.newId('pls')
          await assertAudience({ documents, unit, supplierId }, details.audience)
          const basis = { currency, incoterm, place }
          await unit.decide(priceListAggregate, priceListId, { type: 'open', at: unit.at, supplierId, basis, details })
          return priceListId
        })
        const location = `/v1/price-lists/${done.id}`
        return { body: shown(done), version: done.version, location, replayed: done.replayed }
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/price-lists/{priceListId}',
      operationId: 'changePriceList',
      tag,
      summary: 'Change a price list’s name, audience or validity',
      access: writers,
      params: byId,
      body: ChangePriceListBody,
      reply: PriceListBody,
      handle: ({ params, body, caller, intent, ifMatch }) =>
        change({ ...params, supplierId: caller.acting.organisationId, ifMatch }, intent, (at) => ({
          type: 'change',
          at,
          details: body as PriceListDetails,
        })),
    }),
    route({
      method: 'POST',
      path: '/v1/price-lists/{priceListId}/withdraw',
      operationId: 'withdrawPriceList',
      tag,
      summary: 'Withdraw a price list',
      description: 'Its prices hold for nobody any more; orders already placed keep theirs.',
      access: writers,
      params: byId,
      reply: PriceListBody,
      handle: ({ params, caller, intent, ifMatch }) =>
        change({ ...params, supplierId: caller.acting.organisationId, ifMatch }, intent, (at) => ({
          type: 'withdraw',
          at,
        })),
    }),
  ]
}

function readRoutes({ readState, documents }: PriceListRouteNeeds): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/price-lists/{priceListId}',
      operationId: 'getPriceList',
      tag,
      summary: 'Read a price list',
      access: { kind: 'member' },
      params: byId,
      query: asOfQuery,
      reply: PriceListBody,
      refusals: asOfRefusals,
      async handle({ params, query, caller, intent }) {
        const viewer = caller.acting.organisationId
        return showAsOf(
          readState,
          { ...query, now: intent.at },
          {
            aggregate: priceListAggregate,
            id: params.priceListId,
            async show(snapshot, { read }) {
              const list = shown(snapshot)
              const { version } = snapshot
              if (list.supplierId === viewer) return { body: list, version }
              if (!(await mayReadList({ read }, list, viewer))) throw new Rejected(unknownPriceList)
              return { body: forCustomer(list, viewer), version }
            },
          },
        )
      },
    }),
    listRoute({
      path: '/v1/price-lists',
      operationId: 'listPriceLists',
      tag,
      summary: 'List price lists',
      description: 'Your own, or, with `as=buyer`, those that suppliers have made for you.',
      access: { kind: 'member' },
      query: Type.Object({ as: Type.Optional(Type.Enum(['supplier', 'buyer'])) }),
      reply: PriceListBody,
      async handle({ query, page, caller }) {
        const viewer = caller.acting.organisationId
        if (query.as === 'buyer') {
          const found = await listsForBuyer(documents, viewer, page)
          return {
            ...found,
            items: found.items.map(({ body }) => forCustomer(JSON.parse(body) as PriceListDocument, viewer)),
          }
        }
        const find = { index: 'bySupplier', equals: [viewer], order: 'descending', ...page } as const
        const found = await documents.find(priceLists, find)
        return { ...found, items: found.items.map(({ body }) => ({ json: body })) }
      },
    }),
  ]
}

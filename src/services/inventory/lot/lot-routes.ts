/** The REST face of lots. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents, Find } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { lotAggregate, lots, projectLot, type LotDocument } from './lot-view.ts'
import { unknownLot, type KnownLot, type Lot } from './lot.ts'
import { certificateOf, registerLot } from './register-lot.ts'
import { CertifyLotBody, LotBody, LotId, ProductId, ReasonBody, RegisterLotBody } from './stock-schemas.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

export type LotRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
}

const tag = 'Lots'
const byId = Type.Object({ lotId: LotId })

const shown = (snapshot: Snapshot<Lot>): LotDocument => {
  const document = projectLot(snapshot, snapshot.state)[0]?.document
  if (!document) throw new Rejected(unknownLot)
  return document
}

/** Loads a lot that the organisation may change, as it was when last read. */
async function loadOwn(unit: Unit, lotId: string, ownerId: string, ifMatch?: number): Promise<KnownLot> {
  const snapshot = await unit.load(lotAggregate, lotId)
  if (snapshot.state.status === 'absent' || snapshot.state.ownerId !== ownerId) throw new Rejected(unknownLot)
  requireVersion(snapshot, ifMatch)
  return snapshot.state
}

export const lotRoutes = (needs: LotRouteNeeds): Route[] => [
  registerRoute(needs),
  listLotsRoute(needs),
  readRoute(needs),
  certifyRoute(needs),
  statusRoute(
    needs,
    'hold',
    'Hold a lot',
    'All of it that has not left is blocked; deliveries that had reserved it are served from other lots, as far as these go.',
  ),
  statusRoute(
    needs,
    'release',
    'Release a held lot',
    'What was blocked with it is available again, and serves deliveries that are short.',
  ),
  statusRoute(needs, 'recall', 'Recall a lot', 'Blocks it as a hold does, for good.'),
]

const registerRoute = ({ execute }: LotRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/lots',
    operationId: 'registerLot',
    tag,
    summary: 'Register a lot and take it into stock',
    access: { kind: 'member', roles: ['seller', 'quality'] },
    body: RegisterLotBody,
    reply: LotBody,
    success: 201,
    refusals: ['product/unknown', 'stock/unknown-site', 'lot/code-taken', 'lot/date-missing', 'stock/weight-missing'],
    async handle({ body, caller, intent }) {
      const done = await execute(lotAggregate, intent, (unit) => registerLot(unit, caller.acting.organisationId, body))
      const location = `/v1/lots/${done.id}`
      return { body: shown(done), version: done.version, location, replayed: done.replayed }
    },
  })

const readRoute = ({ readState }: LotRouteNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/lots/{lotId}',
    operationId: 'getLot',
    tag,
    summary: 'Read a lot',
    access: { kind: 'member' },
    params: byId,
    query: asOfQuery,
    reply: LotBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: lotAggregate,
          id: params.lotId,
          show: (snapshot) => {
            const { state, version } = snapshot
            if (state.status === 'absent' || state.ownerId !== caller.acting.organisationId)
              throw new Rejected(unknownLot)
            return { body: shown(snapshot), version }
          },
        },
      )
    },
  })

const listLotsRoute = ({ documents }: LotRouteNeeds): Route =>
  listRoute({
    path: '/v1/lots',
    operationId: 'listLots',
    tag,
    summary: 'List lots',
    description:
      'Of one product: first expired first. Otherwise the newest first. `code` finds a lot by its code alone.',
    access: { kind: 'member' },
    query: Type.Object({
      productId: Type.Optional(ProductId),
      status: Type.Optional(Type.Enum(['released', 'held', 'recalled'])),
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    }),
    reply: LotBody,
    async handle({ query, caller, page }) {
      const found = await documents.find(lots, { ...searchOf(caller.acting.organisationId, query), ...page })
      return { ...found, items: found.items.map(({ body }) => ({ json: body })) }
    },
  })

type LotQuery = {
  readonly productId?: string
  readonly status?: string
  readonly code?: string
}

function searchOf(
  ownerId: string,
  { productId, status, code }: LotQuery,
): Omit<Find<keyof typeof lots.indexes>, 'limit'> {
  if (code !== undefined) {
    if (productId !== undefined || status !== undefined) throw new Rejected(codeAlone)
    return { index: 'byCode', equals: [ownerId, code], order: 'descending' }
  }
  if (productId === undefined)
    return status === undefined
      ? { index: 'byOwner', equals: [ownerId], order: 'descending' }
      : { index: 'byStatus', equals: [ownerId, status], order: 'descending' }
  return status === undefined
    ? { index: 'byProduct', equals: [ownerId, productId] }
    : { index: 'byProductAndStatus', equals: [ownerId, productId, status] }
}

const codeAlone = {
  kind: 'malformed',
  code: 'lot/code-alone',
  detail: 'A code is looked for alone: leave `productId` and `status` out.',
} as const

const certifyRoute = ({ execute }: LotRouteNeeds): Route =>
  route({
    method: 'PATCH',
    path: '/v1/lots/{lotId}',
    operationId: 'certifyLot',
    tag,
    summary: 'Say where a lot’s certificate of analysis is',
    access: { kind: 'member', roles: ['seller', 'quality'] },
    params: byId,
    body: CertifyLotBody,
    reply: LotBody,
    async handle({ params: { lotId }, body, caller, intent, ifMatch }) {
      const certificateOfAnalysis = certificateOf(body.certificateOfAnalysis)
      const done = await execute(lotAggregate, intent, async (unit) => {
        await loadOwn(unit, lotId, caller.acting.organisationId, ifMatch)
        await unit.decide(lotAggregate, lotId, { type: 'certify', at: unit.at, certificateOfAnalysis })
        return lotId
      })
      return { body: shown(done), version: done.version, replayed: done.replayed }
    },
  })

const statusAfter = { hold: 'held', release: 'released', recall: 'recalled' } as const

const statusRoute = (
  { execute }: LotRouteNeeds,
  type: keyof typeof statusAfter,
  summary: string,
  description: string,
): Route =>
  route({
    method: 'POST',
    path: `/v1/lots/{lotId}/${type}`,
    operationId: `${type}Lot`,
    tag,
    summary,
    description,
    access: { kind: 'member', roles: ['quality'] },
    params: byId,
    body: ReasonBody,
    reply: LotBody,
    refusals: ['lot/status'],
    async handle({ params: { lotId }, body: { reason }, caller, intent, ifMatch }) {
      const done = await execute(lotAggregate, intent, async (unit) => {
        const { at } = unit
        const { ownerId, productId } = await loadOwn(unit, lotId, caller.acting.organisationId, ifMatch)
        await unit.decide(lotAggregate, lotId, { type, at, reason })
        const status = statusAfter[type]
        const book = stockBookId(ownerId, productId)
        await unit.decide(stockAggregate, book, { type: 'change-lot-status', at, lotId, status, reason })
        return lotId
      })
      return { body: shown(done), version: done.version, replayed: done.replayed }
    },
  })

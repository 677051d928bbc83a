/** The REST face of movements that belong to no delivery: corrections, inspections, transfers and stock-takes. */
import { route, type Reply, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { tradedProduct } from '../../product/contract.ts'
import { factsOfLot, unknownLot } from '../lot/lot.ts'
import { assertOwnSite, readOwnLot } from '../lot/own-lot-reader.ts'
import type { StockCommand } from '../book/stock-commands.ts'
import { additionReasons, removalReasons, type AdditionReason, type RemovalReason } from '../book/stock-events.ts'
import { presentPlaces } from './stock-presenter.ts'
import { reasonMismatch } from '../book/stock-rejections.ts'
import { AdjustBody, baseUnitsOf, InspectBody, MovedBody, StockTakeBody, TransferBody } from '../lot/stock-schemas.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

export type StockMovementNeeds = { readonly execute: Execute; readonly readState: ReadState }

export const stockMovementRoutes = (needs: StockMovementNeeds): Route[] => [
  adjustRoute(needs),
  inspectRoute(needs, 'quarantine', 'Block goods for themselves, whatever their lot: damaged, or to be inspected'),
  inspectRoute(needs, 'clear', 'Clear goods that were quarantined, such as a refused delivery that came back'),
  transferRoute(needs),
  takeRoute(needs),
]

type Place = { readonly lotId: string; readonly siteId: string }
type Asked = {
  readonly intent: Intent
  readonly ownerId: string
  /** To be shown as they stand afterwards. */
  readonly places: readonly Place[]
  /** Reads what the command needs to know; runs inside the unit. */
  readonly command: (unit: Unit) => Promise<{ readonly productId: string; readonly command: StockCommand }>
}

/** Runs one movement over one of the caller's books. */
async function moveStock(
  { execute, readState }: StockMovementNeeds,
  { intent, ownerId, places, command: ask }: Asked,
): Promise<Reply> {
  const done = await execute(stockAggregate, intent, async (unit) => {
    const { productId, command } = await ask(unit)
    const id = stockBookId(ownerId, productId)
    await unit.decide(stockAggregate, id, command)
    return id
  })
  const { state } = done
  if (state.status === 'absent') throw new Error(`${done.id} moved and is absent.`)
  const positions = await presentPlaces(state, places, async (lotId) =>
    factsOfLot(lotId, await readOwnLot({ read: readState }, ownerId, lotId)),
  )
  return { body: { productId: state.productId, positions }, version: done.version, replayed: done.replayed }
}

const options = (operationId: string, path: `/v1/stock/${string}`, summary: string) =>
  ({
    method: 'POST',
    path,
    operationId,
    tag: 'Stock',
    summary,
    access: { kind: 'member', roles: ['seller', 'quality'] },
    reply: MovedBody,
    refusals: ['lot/unknown', 'stock/insufficient', 'stock/unknown-site'],
  }) as const

/** The caller's lot at one of its sites. */
async function lotAt(unit: Unit, ownerId: string, { lotId, siteId }: Place, pointer = '/siteId') {
  const lot = await readOwnLot(unit, ownerId, lotId)
  await assertOwnSite(unit, ownerId, siteId, pointer)
  const { packaging } = await tradedProduct(unit, lot.productId)
  return { packaging, productId: lot.productId, lot: factsOfLot(lotId, lot) }
}

const adjustRoute = (needs: StockMovementNeeds): Route =>
  route({
    ...options('adjustStock', '/v1/stock/adjustments', 'Add what was made or found, take off what was lost or used'),
    body: AdjustBody,
    handle({ body, caller, intent }) {
      const { lotId, siteId, change, grams, quarantined = false, note, reason } = body
      const ownerId = caller.acting.organisationId
      const given = { siteId, ...(grams !== undefined && { grams }), ...(note !== undefined && { note }) }
      return moveStock(needs, {
        intent,
        ownerId,
        places: [{ lotId, siteId }],
        async command(unit) {
          const { at } = unit
          const { lot, productId, packaging } = await lotAt(unit, ownerId, body)
          const quantity = baseUnitsOf(body.quantity, packaging, '/quantity')
          if (change === 'remove') {
            if (!isRemoval(reason)) throw new Rejected(reasonMismatch)
            return { productId, command: { type: 'remove', at, lotId, quantity, quarantined, reason, ...given } }
          }
          if (!isAddition(reason) || quarantined) throw new Rejected(reasonMismatch)
          return { productId, command: { type: 'receive', at, ownerId, productId, lot, quantity, reason, ...given } }
        },
      })
    },
  })

const isAddition = (reason: string): reason is AdditionReason => additionReasons.some((each) => each === reason)
const isRemoval = (reason: string): reason is RemovalReason => removalReasons.some((each) => each === reason)

const inspectPaths = { quarantine: '/v1/stock/quarantines', clear: '/v1/stock/clearances' } as const

const inspectRoute = (needs: StockMovementNeeds, type: 'quarantine' | 'clear', summary: string): Route =>
  route({
    ...options(`${type}Stock`, inspectPaths[type], summary),
    body: InspectBody,
    handle({ body, caller, intent }) {
      const { lotId, siteId, reason } = body
      const ownerId = caller.acting.organisationId
      return moveStock(needs, {
        intent,
        ownerId,
        places: [{ lotId, siteId }],
        async command(unit) {
          const { productId, packaging } = await lotAt(unit, ownerId, body)
          const quantity = baseUnitsOf(body.quantity, packaging, '/quantity')
          return { productId, command: { type, at: unit.at, lotId, siteId, quantity, reason } }
        },
      })
    },
  })

const transferRoute = (needs: StockMovementNeeds): Route =>
  route({
    ...options('transferStock', '/v1/stock/transfers', 'Move goods from one of your sites to another'),
    body: TransferBody,
    handle({ body, caller, intent }) {
      const { lotId, fromSiteId, toSiteId, grams, quarantined = false, note } = body
      const ownerId = caller.acting.organisationId
      return moveStock(needs, {
        intent,
        ownerId,
        places: [fromSiteId, toSiteId].map((siteId) => ({ lotId, siteId })),
        async command(unit) {
          // What lies at a site that was given up can still be moved away from it.
          const { productId, packaging } = await lotAt(unit, ownerId, { lotId, siteId: toSiteId }, '/toSiteId')
          const quantity = baseUnitsOf(body.quantity, packaging, '/quantity')
          const given = { ...(grams !== undefined && { grams }), ...(note !== undefined && { note }) }
          const place = { lotId, fromSiteId, toSiteId, quantity, quarantined }
          return { productId, command: { type: 'transfer', at: unit.at, ...place, ...given } }
        },
      })
    },
  })

const takeRoute = (needs: StockMovementNeeds): Route =>
  route({
    ...options('takeStock', '/v1/stock/takes', 'Record what was counted at a site; the book follows the count'),
    description:
      'Where less is there than was reserved, the latest deliveries are served from elsewhere or fall short.',
    body: StockTakeBody,
    handle({ body: { productId, siteId, counts, note }, caller, intent }) {
      const ownerId = caller.acting.organisationId
      return moveStock(needs, {
        intent,
        ownerId,
        places: counts.map(({ lotId }) => ({ lotId, siteId })),
        async command(unit) {
          await assertOwnSite(unit, ownerId, siteId)
          const counted = await Promise.all(
            counts.map(async ({ lotId, counted: there, grams }) => {
              const lot = await readOwnLot(unit, ownerId, lotId)
              if (lot.productId !== productId) throw new Rejected(unknownLot)
              return { lot: factsOfLot(lotId, lot), counted: there, ...(grams !== undefined && { grams }) }
            }),
          )
          const given = { siteId, counts: counted, ...(note !== undefined && { note }) }
          return { productId, command: { type: 'count', at: unit.at, ownerId, productId, ...given } }
        },
      })
    },
  })

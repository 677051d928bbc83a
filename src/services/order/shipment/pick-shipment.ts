/** Picks lots for the lines of a shipment: the reserved ones, first to expire first, or those the picker took. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { pickReservation, reservationHeld, type Held, type TakenPortion } from '../../inventory/contract.ts'
import { openToShip, type Delivery } from '../order/fulfilment.ts'
import type { StockFigure } from '../order/order-events.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { notWeighed } from './receipt.ts'
import { lineOf, noteStock, reserveForDelivery } from '../stock/reserve-order-stock.ts'
import type { PickedPortion, ShipmentLine } from './shipment-details.ts'
import type { PickInput } from './shipment-schemas.ts'

export type HowPicked = Pick<NonNullable<PickInput['lines']>[number], 'lots' | 'reason' | 'grams'>
export type Picking = {
  readonly shipmentId: string
  readonly orderId: string
  readonly order: KnownOrder
  readonly by: string
  readonly lines: readonly ShipmentLine[]
  /** By delivery; those without are picked first expired, first out. */
  readonly how: ReadonlyMap<string, HowPicked>
}

export type Picked = { readonly portions: readonly PickedPortion[]; readonly figures: readonly StockFigure[] }

/** Refuses, by its field, the weight of what is not catch weight. */
export function assertWeighable(order: KnownOrder, asked: PickInput['lines'] = []): void {
  for (const [index, { deliveryId, grams, lots = [] }] of asked.entries()) {
    const delivery = order.deliveries.find(({ id }) => id === deliveryId)
    if (!delivery || lineOf(order, delivery).nominalGrams !== undefined) continue
    const lot = lots.findIndex((each) => each.grams !== undefined)
    if (grams !== undefined) throw new Rejected(notWeighed(`/lines/${index}/grams`))
    if (lot >= 0) throw new Rejected(notWeighed(`/lines/${index}/lots/${lot}/grams`))
  }
}

/** Throws `Rejected` with `order/stock-short` where there is not enough; then nothing was picked. */
export async function pickShipment(unit: Unit, picking: Picking): Promise<Picked> {
  const portions: PickedPortion[] = []
  const figures: StockFigure[] = []
  for (const line of picking.lines) {
    const picked = await pickLine(unit, picking, line)
    figures.push(picked.figure)
    for (const { lotId, siteId, lotCode, quantity, markedOn, grams } of picked.taken)
      portions.push({
        deliveryId: line.deliveryId,
        lotId,
        siteId,
        lotCode,
        quantity,
        ...(markedOn !== undefined && { markedOn }),
        ...(grams !== undefined && { grams }),
      })
  }
  const reason = [...picking.how.values()].find((each) => each.reason !== undefined)?.reason
  const { shipmentId, by } = picking
  const pick = { type: 'pick', at: unit.at, by, portions, ...(reason !== undefined && { reason }) } as const
  await unit.decide(shipmentAggregate, shipmentId, pick)
  return { portions, figures }
}

/** Picks a shipment that was planned earlier. */
export async function pickPlanned(unit: Unit, picking: Picking): Promise<void> {
  const { figures } = await pickShipment(unit, picking)
  await noteStock(unit, picking.orderId, figures)
}

type PickedLine = { readonly taken: readonly TakenPortion[]; readonly figure: StockFigure }

async function pickLine(unit: Unit, { orderId, order, how }: Picking, line: ShipmentLine): Promise<PickedLine> {
  const { deliveryId, productId, quantity } = line
  const delivery = order.deliveries.find(({ id }) => id === deliveryId)
  if (!delivery) throw new Rejected(stockShort(line, 0))
  const { lots, reason, grams } = how.get(deliveryId) ?? {}
  const { held, reservationId } = await coverLine(unit, { orderId, order, delivery }, quantity, lots !== undefined)
  if (!lots && freeOf(held) < quantity) throw new Rejected(stockShort(line, freeOf(held)))
  const stock = { reservationId, ownerId: order.supplierId, productId }
  const taken = await pickReservation(unit, {
    ...stock,
    quantity,
    ...(grams !== undefined && { grams }),
    ...(lots && { choose: { lots: lots.map(choiceOf), ...(reason !== undefined && { reason }) } }),
  }).catch((error: unknown) => {
    throw error instanceof Rejected ? new Rejected(atPicked(error.rejection, { deliveryId, how })) : error
  })
  const { reserved, short } = await reservationHeld(unit, stock)
  return { taken, figure: { deliveryId, reservationId, reserved, short } }
}

/**
 * The delivery's reservation, if it covers what is to be picked; else one made now: for what is made to order, what
 * expired, what comes again because it was refused, and what exceeds the order within its tolerance.
 */
async function coverLine(
  unit: Unit,
  of: { orderId: string; order: KnownOrder; delivery: Delivery },
  quantity: number,
  chosen: boolean,
): Promise<{ readonly held: Held; readonly reservationId: string }> {
  const { order, delivery } = of
  const { stock } = delivery
  const productId = lineOf(order, delivery).productId
  const now = stock && (await reservationHeld(unit, { ...stock, ownerId: order.supplierId, productId }))
  const picked = now ? pickedOf(now) : 0
  const covered = now ? (chosen ? now.reserved + now.short - picked : freeOf(now)) : 0
  if (now && covered >= quantity) return { held: now, reservationId: stock.reservationId }
  const toLeave = Math.max(delivery.planned + openToShip(delivery), picked + quantity)
  return reserveForDelivery(unit, of, toLeave)
}

const pickedOf = ({ portions }: Held): number => portions.reduce((sum, { picked }) => sum + picked, 0)
const freeOf = (held: Held): number => held.reserved - pickedOf(held)

/** What the stock refuses, as whoever picks has written it. */
function atPicked(rejection: Rejection, { deliveryId, how }: Pick<Picking, 'how'> & { deliveryId: string }): Rejection {
  if (!rejection.errors) return rejection
  const index = [...how.keys()].indexOf(deliveryId)
  const line = index < 0 ? '/lines' : `/lines/${index}`
  const errors = rejection.errors.map(({ pointer, detail }) => {
    const isOfLots = how.get(deliveryId)?.lots !== undefined && pointer !== '/reason'
    return { pointer: index < 0 ? line : `${line}${isOfLots ? '/lots' : pointer}`, detail }
  })
  return { ...rejection, errors }
}

type ChosenLot = NonNullable<HowPicked['lots']>[number]
const choiceOf = ({ lotId, siteId, quantity, grams }: ChosenLot) => ({
  lotId,
  quantity,
  ...(siteId !== undefined && { siteId }),
  ...(grams !== undefined && { grams }),
})

const stockShort = ({ deliveryId, quantity }: ShipmentLine, free: number): Rejection => ({
  kind: 'conflict',
  code: 'order/stock-short',
  detail: `For delivery ${deliveryId} there are ${free} in stock that keep long enough; ${quantity} were to be picked.`,
  facts: { deliveryId, free, asked: quantity },
})

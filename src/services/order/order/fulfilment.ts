/** The quantities of a delivery: what was ordered, agreed, shipped and accepted, and what follows from them. */
import type { Decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'

/** All in base units, none ever negative. */
export type Quantities = {
  readonly ordered: number
  /** What the supplier agreed to; 0 before. */
  readonly confirmed: number
  /** What will not come any more. */
  readonly cancelled: number
  /** In shipments that have not left yet. */
  readonly planned: number
  /** Left the supplier. */
  readonly shipped: number
  readonly accepted: number
  /** Came and was not taken. */
  readonly refused: number
  /** Left and did not come. */
  readonly missing: number
  /** Came, and waits for a judgement of its quality. */
  readonly held: number
  /** Came beyond what was shipped, and nobody has taken it yet. */
  readonly over: number
  /** What was taken of that: part of what is accepted. */
  readonly overAccepted: number
}

/** What a delivery holds of the supplier's stock. */
export type DeliveryStock = { readonly reservationId: string; readonly reserved: number; readonly short: number }

/** How much of what is wanted is set aside; undefined where nothing is wanted any more. */
export function availabilityOf({ reserved, short }: DeliveryStock): 'none' | 'part' | 'all' | undefined {
  if (short === 0) return reserved === 0 ? undefined : 'all'
  return reserved === 0 ? 'none' : 'part'
}

export type Delivery = Quantities & {
  readonly id: string
  readonly lineId: string
  /** As agreed. */
  readonly date: LocalDate
  readonly unitPrice: Decimal
  readonly stock?: DeliveryStock
}

export const nothingMoved: Omit<Quantities, 'ordered'> = {
  confirmed: 0,
  cancelled: 0,
  planned: 0,
  shipped: 0,
  accepted: 0,
  refused: 0,
  missing: 0,
  held: 0,
  over: 0,
  overAccepted: 0,
}

/** What shall come in the end. */
export const dueOf = ({ ordered, confirmed, cancelled }: Quantities): number => Math.max(ordered, confirmed) - cancelled

/** What left and still counts towards what is due: refused and missing goods may be sent again. */
const underWayOrThere = ({ shipped, overAccepted, refused, missing }: Quantities): number =>
  shipped + overAccepted - refused - missing

/** What may still be planned or shipped to meet what is due. */
export const openToShip = (delivery: Quantities): number =>
  Math.max(0, dueOf(delivery) - delivery.planned - underWayOrThere(delivery))

/** As `openToShip`, with what the terms allow beyond it. */
export const shippableAtMost = (delivery: Quantities, overDeliveryBasisPoints = 0): number =>
  Math.max(
    0,
    dueOf(delivery) + toleranceOf(delivery, overDeliveryBasisPoints) - delivery.planned - underWayOrThere(delivery),
  )

/** What may come beyond what is due. */
const toleranceOf = (delivery: Quantities, basisPoints: number): number =>
  Number((BigInt(dueOf(delivery)) * BigInt(basisPoints)) / 10_000n)

/**
 * How many of the pieces that a receipt took beyond what was dispatched the terms had allowed: those are the supplier's
 * agreed loss and leave its book. Whatever a buyer takes beyond them stays in it until the supplier has counted.
 */
export function withinTolerance(before: Quantities, after: Quantities, overDeliveryBasisPoints = 0): number {
  const allowed = ({ overAccepted, shipped, refused, missing }: Quantities): number => {
    const beyondDue = Math.max(0, shipped - refused - missing - dueOf(after))
    return Math.max(0, Math.min(overAccepted, toleranceOf(after, overDeliveryBasisPoints) - beyondDue))
  }
  return Math.min(Math.max(0, allowed(after) - allowed(before)), after.overAccepted - before.overAccepted)
}

/** What left and has not been judged on arrival. */
export const inTransit = ({ shipped, overAccepted, accepted, refused, missing, held }: Quantities): number =>
  shipped + overAccepted - accepted - refused - missing - held

/** Whether nothing more is to come, to be judged or to be decided. */
export const isSettled = (delivery: Quantities): boolean =>
  delivery.accepted >= dueOf(delivery) &&
  delivery.planned === 0 &&
  delivery.held === 0 &&
  delivery.over === 0 &&
  inTransit(delivery) === 0

/** What changed by a shipment or a receipt; the parts that are left out stay. */
export type QuantityChange = { readonly deliveryId: string } & {
  readonly [Part in (typeof moved)[number]]?: number
}

const moved = [
  'cancelled',
  'planned',
  'shipped',
  'accepted',
  'refused',
  'missing',
  'held',
  'over',
  'overAccepted',
] as const satisfies readonly (keyof Quantities)[]

/** Adds changes to deliveries; those they do not name stay the same objects. */
export function applyChanges(deliveries: readonly Delivery[], changes: readonly QuantityChange[]): readonly Delivery[] {
  const byId = new Map<string, Delivery>()
  for (const change of changes) {
    const delivery = byId.get(change.deliveryId) ?? deliveries.find(({ id }) => id === change.deliveryId)
    if (!delivery) continue
    const sums: Partial<Record<(typeof moved)[number], number>> = {}
    for (const part of moved) if (change[part] !== undefined) sums[part] = delivery[part] + change[part]
    byId.set(delivery.id, { ...delivery, ...sums })
  }
  return deliveries.map((delivery) => byId.get(delivery.id) ?? delivery)
}

/** How far an order has come, derived. */
export type Progress = 'nothing-shipped' | 'part-shipped' | 'shipped' | 'part-accepted' | 'accepted'

export function progressOf(deliveries: readonly Quantities[]): Progress {
  const live = deliveries.filter((delivery) => dueOf(delivery) > 0)
  if (live.length > 0 && live.every((delivery) => delivery.accepted >= dueOf(delivery))) return 'accepted'
  if (live.some(({ accepted }) => accepted > 0)) return 'part-accepted'
  if (live.length > 0 && live.every((delivery) => underWayOrThere(delivery) >= dueOf(delivery))) return 'shipped'
  return live.some(({ shipped }) => shipped > 0) ? 'part-shipped' : 'nothing-shipped'
}

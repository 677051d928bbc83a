/** What a change order comes to: which deliveries would be what, and what the order would then cost. */
import type { Money } from '../../../kernel/money.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { dueOf, nothingMoved, openToShip, type Delivery } from './fulfilment.ts'
import { deliveriesMax } from './order-details.ts'
import type { DeliveryChange, DeliveryTerms, OrderChange } from './order-events.ts'
import { totalWith, type KnownOrder } from './order-state.ts'

/** As far as the numbers of deliveries go; those of earlier changes count too. */
export const deliveriesEverOfLineMax = 999

export type ChangedOrder = { readonly deliveries: readonly DeliveryTerms[]; readonly total: Money }

/**
 * The deliveries a change touches as they would be, and the order's total with them. What has left or stands in a
 * shipment keeps its day and its price; a price is a delivery's for its life, because invoices were made by it: what
 * shall come at another one is a delivery of its own. Refuses what is less than has left, and what nothing is left for.
 */
export function outcomeOf(order: KnownOrder, change: OrderChange): Result<ChangedOrder> {
  const nextId = countingOn(order.deliveries)
  const terms: DeliveryTerms[] = []
  for (const [index, wanted] of change.deliveries.entries()) {
    const delivery = order.deliveries.find(({ id }) => id === wanted.deliveryId)!
    const own = termsOf(delivery, wanted, index, nextId)
    if (!own.ok) return own
    terms.push(...own.value)
  }
  for (const added of change.added) terms.push({ deliveryId: nextId(added.lineId), ...added })
  const after = withTerms(order.deliveries, terms)
  const isTooMany =
    after.length > deliveriesMax || terms.some(({ deliveryId }) => numberOf(deliveryId) > deliveriesEverOfLineMax)
  if (isTooMany) return reject(tooManyDeliveries)
  if (after.every((delivery) => dueOf(delivery) === 0)) return reject(cancelInstead)
  const total = totalWith(order, after)
  return total.ok ? accept({ deliveries: terms, total: total.value }) : total
}

/** Deliveries with these terms agreed; what was shipped, planned or cancelled of them stays. */
export function withTerms(deliveries: readonly Delivery[], terms: readonly DeliveryTerms[]): readonly Delivery[] {
  const agreed = new Map(terms.map((each) => [each.deliveryId, each]))
  const known = deliveries.map((delivery) => {
    const own = agreed.get(delivery.id)
    agreed.delete(delivery.id)
    return own ? asAgreed(delivery, own) : delivery
  })
  const added = [...agreed.values()].map(({ deliveryId: id, lineId, date, unitPrice, quantity }) => ({
    id,
    lineId,
    date,
    unitPrice,
    ...nothingMoved,
    ordered: quantity,
    confirmed: quantity,
  }))
  return [...known, ...added]
}

/** What was ordered and what was confirmed move by as much as what is due does. */
function asAgreed(delivery: Delivery, { date, unitPrice, quantity }: DeliveryTerms): Delivery {
  const more = quantity - dueOf(delivery)
  const ordered = Math.max(0, delivery.ordered + more)
  return { ...delivery, date, unitPrice, ordered, confirmed: delivery.confirmed + more }
}

function termsOf(
  delivery: Delivery,
  wanted: DeliveryChange,
  index: number,
  nextId: (lineId: string) => string,
): Result<readonly DeliveryTerms[]> {
  const { id: deliveryId, lineId, date, unitPrice } = delivery
  const due = dueOf(delivery)
  const quantity = wanted.quantity ?? due
  const committed = due - openToShip(delivery)
  if (quantity < committed) return reject(lessThanLeft(deliveryId, index, { committed, asked: quantity }))
  const still = { deliveryId, lineId, date, unitPrice }
  const isOtherPrice = wanted.unitPrice !== undefined && wanted.unitPrice !== unitPrice
  const day = wanted.date ?? date
  if (!isOtherPrice && day === date) return accept([{ ...still, quantity }])
  const left = Math.min(quantity, leftOf(delivery))
  if (isOtherPrice ? quantity === left : quantity === committed) return reject(nothingToCome(deliveryId, index))
  if (!isOtherPrice && (left === 0 || left === quantity)) return accept([{ ...still, date: day, quantity }])
  const rest = { lineId, date: day, unitPrice: wanted.unitPrice ?? unitPrice, quantity: quantity - left }
  return accept([
    { ...still, quantity: left },
    { deliveryId: nextId(lineId), ...rest },
  ])
}

/** Whether another price has something of this delivery to be for, once it is this quantity. */
export const isPriceable = (delivery: Delivery, quantity = dueOf(delivery)): boolean => quantity > leftOf(delivery)

/** What has left or stands in a shipment: it keeps its price and its day, as does what comes again for it. */
const leftOf = ({ planned, shipped, overAccepted }: Delivery): number => planned + shipped + overAccepted

const numberOf = (deliveryId: string): number => Number(deliveryId.slice(deliveryId.indexOf('.') + 1))

/** Gives the next number of a line's deliveries, each once. */
function countingOn(deliveries: readonly Delivery[]): (lineId: string) => string {
  const last = new Map<string, number>()
  for (const { id, lineId } of deliveries) last.set(lineId, Math.max(last.get(lineId) ?? 0, numberOf(id)))
  return (lineId) => {
    const next = (last.get(lineId) ?? 0) + 1
    last.set(lineId, next)
    return `${lineId}.${next}`
  }
}

function lessThanLeft(deliveryId: string, index: number, facts: { committed: number; asked: number }): Rejection {
  const detail = `Of delivery ${deliveryId}, ${facts.committed} have left or stand in a shipment; ${facts.asked} is less.`
  return {
    kind: 'conflict',
    code: 'order/less-than-left',
    detail,
    errors: [{ pointer: `/deliveries/${index}/quantity`, detail }],
    facts: { deliveryId, ...facts },
  }
}
function nothingToCome(deliveryId: string, index: number): Rejection {
  const detail = `Nothing of delivery ${deliveryId} is still to come for which a price or a day could be agreed.`
  return {
    kind: 'conflict',
    code: 'order/nothing-to-come',
    detail,
    errors: [{ pointer: `/deliveries/${index}`, detail }],
    facts: { deliveryId },
  }
}
const tooManyDeliveries: Rejection = {
  kind: 'conflict',
  code: 'order/too-many-deliveries',
  detail: `A line has at most ${deliveriesEverOfLineMax} deliveries and an order at most ${deliveriesMax}, with those of its changes.`,
}
const cancelInstead: Rejection = {
  kind: 'conflict',
  code: 'order/cancel-instead',
  detail: 'Nothing would be left of the order: propose to cancel it instead.',
}

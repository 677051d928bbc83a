/** What an order refuses of its contents, each thing by its field. */
import { signOf } from '../../../kernel/decimal.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import type { Delivery } from './fulfilment.ts'
import { deliveriesMax, linesMax, quantityMax, type OrderDetails, type PaymentTerms } from './order-details.ts'
import type { AskedChange, DeliveryChange, DeliveryQuantity } from './order-events.ts'

/** The first thing in a new order that cannot be. */
export function problemOfDetails({ lines, buyerId, supplierId, terms }: OrderDetails): Rejection | undefined {
  if (buyerId === supplierId) return sameParty
  if (lines.length === 0 || lines.length > linesMax)
    return invalidField('order/too-many-lines', '/lines', `An order has 1 to ${linesMax} lines.`)
  const deliveries = lines.reduce((sum, line) => sum + line.deliveries.length, 0)
  if (deliveries > deliveriesMax)
    return invalidField('order/too-many-lines', '/lines', `An order has at most ${deliveriesMax} deliveries.`)
  for (const [index, line] of lines.entries()) {
    const at = `/lines/${index}`
    if (line.deliveries.length === 0)
      return invalidField('order/no-delivery', `${at}/deliveries`, 'A line has at least one delivery.')
    if (signOf(line.unitPrice) < 0)
      return invalidField('order/negative-price', `${at}/unitPrice`, 'A price is not negative.')
    const wrong = line.deliveries.findIndex(({ quantity }) => !isQuantity(quantity))
    if (wrong >= 0) return notAQuantity(`${at}/deliveries/${wrong}/quantity`)
  }
  return problemOfAdvance(terms.paymentTerms)
}

export const problemOfAdvance = ({ advanceBasisPoints = 0 }: PaymentTerms): Rejection | undefined =>
  advanceBasisPoints < 0 || advanceBasisPoints > 10_000
    ? invalidField('order/advance', '/paymentTerms/advanceBasisPoints', 'An advance is 0 to 100 %.')
    : undefined

/** The first change that names no delivery of the order, or names one twice, or could not be. */
export function problemOfChanges(
  changes: readonly DeliveryChange[],
  deliveries: readonly Delivery[],
): Rejection | undefined {
  const unknown = problemOfIds(changes, deliveries)
  if (unknown) return unknown
  for (const [index, { quantity, unitPrice }] of changes.entries()) {
    if (quantity !== undefined && quantity !== 0 && !isQuantity(quantity))
      return notAQuantity(`/deliveries/${index}/quantity`)
    if (unitPrice !== undefined && signOf(unitPrice) < 0)
      return invalidField('order/negative-price', `/deliveries/${index}/unitPrice`, 'A price is not negative.')
  }
  return undefined
}

/** The first of quantities by delivery that is more than `atMost` of it, or no quantity, or of no delivery. */
export function problemOfQuantities(
  lines: readonly DeliveryQuantity[],
  deliveries: readonly Delivery[],
  { field, atMost, says }: { field: string; atMost: (delivery: Delivery) => number; says: string },
): Rejection | undefined {
  const unknown = problemOfIds(lines, deliveries, field)
  if (unknown) return unknown
  for (const [index, { deliveryId, quantity }] of lines.entries()) {
    if (!isQuantity(quantity)) return notAQuantity(`/${field}/${index}/quantity`)
    const open = atMost(deliveries.find(({ id }) => id === deliveryId)!)
    if (quantity <= open) continue
    const detail = `Of delivery ${deliveryId}, ${says} ${open}; ${quantity} is more.`
    return {
      kind: 'conflict',
      code: 'order/more-than-open',
      detail,
      errors: [{ pointer: `/${field}/${index}/quantity`, detail }],
      facts: { deliveryId, open, asked: quantity },
    }
  }
  return undefined
}

function problemOfIds(
  named: readonly { readonly deliveryId: string }[],
  deliveries: readonly Delivery[],
  field = 'deliveries',
): Rejection | undefined {
  const seen = new Set<string>()
  for (const [index, { deliveryId }] of named.entries()) {
    const pointer = `/${field}/${index}/deliveryId`
    if (!deliveries.some(({ id }) => id === deliveryId))
      return invalidField('order/unknown-delivery', pointer, `This order has no delivery "${deliveryId}".`)
    if (seen.has(deliveryId)) return invalidField('order/delivery-twice', pointer, 'This delivery is named twice.')
    seen.add(deliveryId)
  }
  return undefined
}

/** A line of the order that comes to too much, as whoever asked for it wrote it: its price, its delivery, or the new one. */
export function atAsked(
  rejection: Rejection,
  {
    lines,
    deliveries,
  }: { readonly lines: readonly { readonly id: string }[]; readonly deliveries: readonly Delivery[] },
  asked: Pick<AskedChange, 'lines' | 'deliveries' | 'added'>,
): Rejection {
  const pointer = rejection.errors?.[0]?.pointer
  if (rejection.code !== 'money/overflow' || pointer === undefined) return rejection
  const lineId = lines[Number(/^\/lines\/(\d+)$/.exec(pointer)?.[1])]?.id
  const lineOf = (deliveryId: string) => deliveries.find(({ id }) => id === deliveryId)?.lineId
  const [priced, moved, added] = [
    asked.lines.findIndex((each) => each.lineId === lineId),
    asked.deliveries.findIndex(({ deliveryId }) => lineOf(deliveryId) === lineId),
    asked.added.findIndex((each) => each.lineId === lineId),
  ]
  const field =
    priced >= 0
      ? `/lines/${priced}/unitPrice`
      : moved >= 0
        ? `/deliveries/${moved}`
        : added >= 0
          ? `/added/${added}`
          : ''
  return { ...rejection, errors: [{ pointer: field, detail: rejection.detail }] }
}

export const isQuantity = (quantity: number): boolean =>
  Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= quantityMax

export const notAQuantity = (pointer: string): Rejection =>
  invalidField('order/quantity', pointer, `A quantity is a whole number from 1 to ${quantityMax} of the base unit.`)

const sameParty: Rejection = invalidField(
  'order/same-party',
  '/supplierId',
  'Nobody orders from themselves; move stock at POST /v1/stock/movements instead.',
)

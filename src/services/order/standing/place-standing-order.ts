/** Places the order that a standing order has due, in one commit with the note of it: whoever comes second finds it settled. */
import { hasRole } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { personAnsweringFor } from '../../auth/contract.ts'
import { memberRole } from '../../organisation/contract.ts'
import type { PriceFor } from '../../product/contract.ts'
import { placeOrder } from '../agreement/place-order.ts'
import { sendOrder } from '../agreement/send-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import type { PlaceInput } from '../order/order-schemas.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import type { UnansweredOrders } from '../stock/unanswered-orders.ts'
import { weekdayOf } from './schedule.ts'
import type { KnownStandingOrder } from './standing-order-state.ts'
import { standingOrderAggregate } from './standing-order-view.ts'
import { dueAt } from './standing-order.ts'

export type PlacingNeeds = { readonly priceFor: PriceFor; readonly unansweredOrders: UnansweredOrders }

/**
 * Whether it placed one: it does nothing where nothing is due. Throws `Rejected` as placing and sending by hand does, and
 * `standing-order/requester-gone`; then nothing is written.
 */
export async function placeDueOrder(unit: Unit, standingOrderId: string, needs: PlacingNeeds): Promise<boolean> {
  const { state } = await unit.load(standingOrderAggregate, standingOrderId)
  const date = dueAt(state, unit.at)
  if (date === undefined) return false
  const standing = state as KnownStandingOrder
  await assertStillEntitled(unit, standing)
  const { buyerId, requestedBy, describedBy } = standing
  const orderId = unit.newId('ord')
  const origin = { kind: 'standing-order', standingOrderId } as const
  const input = inputFor(standing, date)
  await placeOrder(unit, { orderId, buyerId, by: requestedBy, input, origin }, needs.priceFor)
  const order = (await unit.load(orderAggregate, orderId)).state as KnownOrder
  await sendOrder(unit, { orderId, order, createdAt: unit.at, by: describedBy }, needs)
  await unit.decide(standingOrderAggregate, standingOrderId, { type: 'place', at: unit.at, date, orderId })
  return true
}

/** Nothing is ordered for a company by somebody who may not order for it any more. */
async function assertStillEntitled(unit: Unit, { buyerId, describedBy }: KnownStandingOrder): Promise<void> {
  const role = await memberRole(unit, buyerId, await personAnsweringFor(unit, describedBy))
  if (role !== undefined && hasRole(role, rolesFor.placing)) return
  throw new Rejected({
    kind: 'forbidden',
    code: 'standing-order/requester-gone',
    detail:
      'Whoever gave it its terms may not order for your organisation any more. Somebody who may has to renew them.',
  })
}

function inputFor({ supplierId, terms }: KnownStandingOrder, date: LocalDate): PlaceInput {
  const {
    lines,
    from: _from,
    until: _until,
    pauses: _pauses,
    leadDays: _leadDays,
    cutOffHour: _cutOffHour,
    ...shared
  } = terms
  const weekday = weekdayOf(date)
  const input = {
    ...shared,
    supplierId,
    lines: lines.flatMap(({ quantities, ...line }) => {
      const quantity = quantities[weekday]
      return quantity === undefined ? [] : [{ ...line, quantity, deliveryDate: date }]
    }),
  }
  // Terms were read by the same schemas; the core keeps them as read-only lists and wider names.
  return input as PlaceInput
}

/** Commands on one order, as routes. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { commandRouteOf, type Unsigned } from '../order/command-route.ts'
import { loadOrder } from '../order/load-order.ts'
import type { OrderCommand } from '../order/order-events.ts'
import { OrderId } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { presentOrder } from './order-presenter.ts'
import { OrderBody } from './order-reply-schemas.ts'

export const orderCommandRoute = commandRouteOf({
  aggregate: orderAggregate,
  path: '/v1/orders',
  idName: 'orderId',
  id: OrderId,
  tag: 'Orders',
  reply: OrderBody,
  refusals: ['order/unknown', 'order/not-in-this-state'],
  load: async (unit, orderId, wish) => ({ orderId, ...(await loadOrder(unit, orderId, wish)) }),
  present: presentOrder,
})

/** For what needs nothing but its own decision. */
export const decide = (
  unit: Unit,
  { orderId, by }: { readonly orderId: string; readonly by: string },
  command: Unsigned<OrderCommand>,
) => unit.decide(orderAggregate, orderId, { ...command, at: unit.at, by } as OrderCommand)

/** Gives back what is set aside for an order that has been left without an answer for too long. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { openToShip } from '../order/fulfilment.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { noteStock, releaseOrderStock } from './reserve-order-stock.ts'

/** Does nothing for an order that was answered, whose time is not over, or that has nothing set aside. */
export async function releaseLapsedHold(unit: Unit, orderId: string): Promise<void> {
  const { state: before } = await unit.load(orderAggregate, orderId)
  if (before.stage.status !== 'sent') return
  const after = await unit.decide(orderAggregate, orderId, { type: 'lapse', at: unit.at })
  const order = after as KnownOrder
  if (after === before || order.holdLapsedAt !== unit.at) return
  const released = await releaseOrderStock(unit, order, { unanswered: true })
  const figures = released.map((figure) => {
    const delivery = order.deliveries.find(({ id }) => id === figure.deliveryId)
    return { ...figure, short: delivery ? openToShip(delivery) : 0 }
  })
  await noteStock(unit, orderId, figures)
}

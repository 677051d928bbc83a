/** Gives back what is set aside for an order that its supplier has left without an answer for too long. */
import { addMs, dayMs, type Instant } from '../../kernel/time.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { openToShip } from './fulfilment.ts'
import type { KnownOrder } from './order-state.ts'
import { orderAggregate } from './order-view.ts'
import { isKnown } from './order.ts'
import { noteStock, releaseOrderStock } from './reserve-order-stock.ts'

/** Longer than holidays, shorter than what is fresh keeps. A confirmation after it reserves again what there is. */
export const holdMs = 14 * dayMs

/** Orders sent at this instant or before have waited too long. */
export const lapsedBefore = (now: string): string => addMs(now as Instant, -holdMs)

/** Does nothing for an order that was answered, or has nothing set aside. */
export async function releaseLapsedHold(unit: Unit, orderId: string): Promise<void> {
  const { state } = await unit.load(orderAggregate, orderId)
  if (!isKnown(state) || !hasLapsed(state, unit.at)) return
  const released = await releaseOrderStock(unit, state)
  const figures = released.map((figure) => {
    const delivery = state.deliveries.find(({ id }) => id === figure.deliveryId)
    return { ...figure, short: delivery ? openToShip(delivery) : 0 }
  })
  await noteStock(unit, orderId, figures)
}

const hasLapsed = ({ stage, sentAt, deliveries }: KnownOrder, now: string): boolean =>
  stage.status === 'sent' &&
  sentAt !== undefined &&
  sentAt <= lapsedBefore(now) &&
  deliveries.some(({ stock }) => stock !== undefined && stock.reserved > 0)

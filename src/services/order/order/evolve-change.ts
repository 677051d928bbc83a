/** How the talk about a change order, and its end, change an order. */
import { dueOf } from './fulfilment.ts'
import { withTerms } from './order-change.ts'
import type { DeliveryTerms, OrderEvent } from './order-events.ts'
import { mustHold } from './order-pricing.ts'
import { proposedChange, totalWith, type KnownOrder, type TakenChange } from './order-state.ts'

type ChangeEvent = Extract<OrderEvent, { type: 'order/changed' | `order/change-${string}` }>

export function evolveChange(state: KnownOrder, event: ChangeEvent): KnownOrder {
  switch (event.type) {
    case 'order/change-proposed': {
      const { type: _type, ...change } = event
      return { ...state, stage: { status: 'confirmed', change } }
    }
    case 'order/change-submitted': {
      const proposed = proposedChange(state)
      if (!proposed) return state
      const { by: requestedBy, steps, total } = event
      const change = { ...proposed, total, approval: { requestedBy, steps, given: [] } }
      return { ...state, stage: { status: 'confirmed', change } }
    }
    case 'order/change-refused':
    case 'order/change-withdrawn':
      return { ...state, stage: { status: 'confirmed' } }
    case 'order/changed':
      return changed(state, event)
  }
}

function changed(state: KnownOrder, event: Extract<ChangeEvent, { type: 'order/changed' }>): KnownOrder {
  const { deliveries: terms, paymentTerms } = event
  const deliveries = withTerms(state.deliveries, terms)
  const after: KnownOrder = {
    ...state,
    deliveries,
    total: mustHold(totalWith(state, deliveries)),
    ...(paymentTerms && { terms: { ...state.terms, paymentTerms } }),
    stage: { status: 'confirmed' },
  }
  return { ...after, changes: [...(state.changes ?? []), takenChange(state, after, event)] }
}

function takenChange(
  before: KnownOrder,
  after: KnownOrder,
  { number, at, deliveries, paymentTerms }: Extract<ChangeEvent, { type: 'order/changed' }>,
): TakenChange {
  const proposed = proposedChange(before)
  return {
    number,
    side: proposed?.side ?? 'buyer',
    reason: proposed?.reason ?? '',
    proposedAt: proposed?.at ?? at,
    takenAt: at,
    before: {
      deliveries: deliveries.flatMap(({ deliveryId }) => termsNow(before, deliveryId)),
      ...(paymentTerms && { paymentTerms: before.terms.paymentTerms }),
      total: before.total,
    },
    after: { deliveries, ...(paymentTerms && { paymentTerms }), total: after.total },
  }
}

function termsNow({ deliveries }: KnownOrder, deliveryId: string): readonly DeliveryTerms[] {
  const delivery = deliveries.find(({ id }) => id === deliveryId)
  if (!delivery) return []
  const { lineId, date, unitPrice } = delivery
  return [{ deliveryId, lineId, date, unitPrice, quantity: dueOf(delivery) }]
}

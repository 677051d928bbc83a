/** What each event makes of a standing order. */
import type {
  KnownStandingOrder,
  Occurrence,
  StandingOrder,
  StandingOrderEvent,
  StandingOrderStage,
} from './standing-order-state.ts'

export function evolveStandingOrder(state: StandingOrder, event: StandingOrderEvent): StandingOrder {
  if (event.type === 'standing-order/opened') {
    const { by, buyerId, supplierId, terms, settledThrough } = event
    const stage = { status: 'active' } as const
    return { stage, buyerId, supplierId, terms, requestedBy: by, describedBy: by, settledThrough, occurrences: [] }
  }
  // Every history begins with the event above.
  return evolveOpened(state as KnownStandingOrder, event)
}

function evolveOpened(
  state: KnownStandingOrder,
  event: Exclude<StandingOrderEvent, { type: 'standing-order/opened' }>,
): KnownStandingOrder {
  switch (event.type) {
    case 'standing-order/changed': {
      const { terms, settledThrough, by } = event
      return { ...state, terms, settledThrough, describedBy: by, stage: withoutTrying(state.stage) }
    }
    case 'standing-order/paused':
      return { ...state, stage: { status: 'paused', ...reasonOf(event) } }
    case 'standing-order/resumed':
      return { ...state, settledThrough: event.settledThrough, stage: { status: 'active' } }
    case 'standing-order/ended':
      return { ...state, stage: { status: 'ended', ...reasonOf(event) } }
    case 'standing-order/placed': {
      const { date, orderId, at } = event
      return settled(state, { date, at, outcome: 'placed', orderId })
    }
    case 'standing-order/missed': {
      const { date, code, detail, at } = event
      return settled(state, { date, at, outcome: 'missed', code, detail })
    }
    case 'standing-order/obstructed': {
      const { date, code, detail, at } = event
      return { ...state, stage: { status: 'active', trying: { date, code, detail, since: at } } }
    }
  }
}

const settled = (state: KnownStandingOrder, occurrence: Occurrence): KnownStandingOrder => ({
  ...state,
  stage: withoutTrying(state.stage),
  settledThrough: occurrence.date,
  occurrences: [...state.occurrences, occurrence],
})

/** Other terms, or another delivery, are tried afresh. */
const withoutTrying = (stage: StandingOrderStage): StandingOrderStage =>
  stage.status === 'active' ? { status: 'active' } : stage

const reasonOf = ({ reason }: { readonly reason?: string }) => (reason === undefined ? {} : { reason })

/** How standing orders are kept for reading: by the buyer whose plan they are, and by whoever places what is due. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { any } from '../order/order-view.ts'
import { nextDelivery, triedFrom } from './schedule.ts'
import type {
  KnownStandingOrder,
  StandingOrder,
  StandingOrderCommand,
  StandingOrderEvent,
} from './standing-order-state.ts'
import { isOpened, standingOrder } from './standing-order.ts'

/** Without what is settled, which lists do not show and which grows. */
export type StandingOrderDocument = Omit<KnownStandingOrder, 'occurrences'> & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  /** From when on its next delivery is tried; absent while none is. */
  readonly dueFrom?: string
}

export const standingOrders = collection<StandingOrderDocument>()({
  name: 'standing_orders',
  indexes: {
    /** The buyer, the status, also as `any`, when it was opened. */
    byBuyer: ({ buyerId, stage, createdAt }) => [stage.status, any].map((status) => [buyerId, status, createdAt]),
    byDue: ({ dueFrom }) => (dueFrom === undefined ? [] : [[dueFrom]]),
  },
})

const projectStandingOrder = ({ id, createdAt, updatedAt }: Subject, state: StandingOrder) => {
  if (!isOpened(state)) return []
  const { occurrences: _occurrences, ...kept } = state
  const next = state.stage.status === 'active' ? nextDelivery(state.terms, state.settledThrough) : undefined
  const due = next === undefined ? {} : { dueFrom: triedFrom(state.terms, next) }
  return [{ id, document: { ...kept, ...due, id, createdAt, updatedAt } }]
}

export const standingOrderAggregate: Aggregate<StandingOrder, StandingOrderCommand, StandingOrderEvent> = {
  kind: 'standingorder',
  decider: standingOrder,
  // The supplier takes part in the orders that come of it, not in what its buyer plans.
  organisations: (state) => (isOpened(state) ? [state.buyerId] : []),
  readModels: [readModel({ collection: standingOrders, project: projectStandingOrder })],
}

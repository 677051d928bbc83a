/** How orders are kept for reading: found by whoever takes part, never by anybody else. */
import { readModel, type Aggregate, type Snapshot, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection, type StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { OrderCommand, OrderEvent } from './order-events.ts'
import { isKnown, order } from './order.ts'
import { participantsOf } from './order-policies.ts'
import type { KnownOrder, Order } from './order-state.ts'

type Times = { readonly id: string; readonly createdAt: string; readonly updatedAt: string }
export type OrderDocument = KnownOrder & Times

/** Stands for "whatever" in a list that is not narrowed. */
export const any = 'any'

export const orders = collection<OrderDocument>()({
  name: 'orders',
  indexes: {
    /** Organisation, its side, the status, also as `any`, when it was made. */
    byParticipant: (document) =>
      participantsOf(document).flatMap(({ organisationId, side }) =>
        [document.stage.status, any].map((status) => [organisationId, side, status, document.createdAt]),
      ),
    /** Holding stock without an answer, until when. */
    byAnswerDue: ({ stage, answerBy, holdLapsedAt }) =>
      stage.status === 'sent' && answerBy !== undefined && holdLapsedAt === undefined ? [[answerBy]] : [],
  },
})

export const orderAggregate: Aggregate<Order, OrderCommand, OrderEvent> = {
  kind: 'order',
  decider: order,
  // 1: shipments are counted.
  stateRevision: 1,
  organisations: (state) => (isKnown(state) ? participantsOf(state).map(({ organisationId }) => organisationId) : []),
  readModels: [
    readModel({
      collection: orders,
      project: ({ id, createdAt, updatedAt }: Subject, state: Order) =>
        isKnown(state) ? [{ id, document: { ...state, id, createdAt, updatedAt } }] : [],
    }),
  ],
}

/** What a document was made from: it holds the whole state. */
export function keptOrder({ version, body }: StoredDocument): Snapshot<Order> {
  const { id, createdAt, updatedAt, ...state } = JSON.parse(body) as OrderDocument
  // Rest of a union loses which stage goes with what, and the document was spread from exactly such a state.
  return { id, version, createdAt, updatedAt, state: state as KnownOrder }
}

/** How deliveries and the queues of endpoints are kept: documents that no commit makes, written by whoever sends. */
import { collection } from '../../../infrastructure/store/documents.ts'
import type { Delivery } from './delivery.ts'
import { looksAtMs, type EndpointQueue } from './endpoint-queue.ts'

/** Stands for every status in the index. */
export const anyStatus = 'any'

/** The delivery log of all endpoints. */
export const deliveries = collection<Delivery>()({
  name: 'webhook_deliveries',
  indexes: {
    /** What an endpoint is to be sent, by when. */
    waiting: (delivery) =>
      delivery.status === 'waiting' ? [[delivery.webhookId, delivery.dueMs, delivery.ordinal]] : [],
    listed: ({ webhookId, status, createdMs, ordinal }) => [
      [webhookId, anyStatus, createdMs, ordinal],
      [webhookId, status, createdMs, ordinal],
    ],
    /** To be forgotten: by age, and by endpoint. */
    ended: (delivery) => (delivery.status === 'waiting' ? [] : [[delivery.endedMs]]),
    endedOf: (delivery) => (delivery.status === 'waiting' ? [] : [[delivery.webhookId, delivery.endedMs]]),
  },
})

export const queues = collection<EndpointQueue>()({
  name: 'webhook_queues',
  indexes: {
    due: (queue) => {
      const atMs = looksAtMs(queue)
      return atMs === null ? [] : [[queue.lane, atMs]]
    },
    all: ({ webhookId }) => [[webhookId]],
  },
})

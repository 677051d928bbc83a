/** Reads orders several at a time: each no older than it would be by itself, and as few from their streams as that takes. */
import { streamOf, type Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { createChangedLately } from '../../../infrastructure/cache/changed-lately.ts'
import type { Documents, StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/execute.ts'
import { isSeenOrder } from '../order/load-order.ts'
import type { Order } from '../order/order-state.ts'
import { keptOrder, orderAggregate, orders } from '../order/order-view.ts'

export type OrderReader = {
  /** In the order asked for; undefined for what the organisation may not see. @param ids  at most 1,000 */
  several(ids: readonly string[], organisationId: string): Promise<readonly (Snapshot<Order> | undefined)[]>
  /** Those of documents just read that nobody was heard to have changed since they were written. */
  settled(found: readonly StoredDocument[]): readonly StoredDocument[]
}

export type OrderReaderNeeds = {
  readonly documents: Documents
  readonly readState: ReadState
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/**
 * Documents are written with their commits or a moment after them, so that a minute after its last change an order's
 * is as good as its stream. Until then, and where its document is missing or not for the reader yet, the stream is read:
 * whoever has just written an order, or sends `FX-As-Of`, reads it as it was written.
 */
export function createOrderReader({ documents, readState, ...notices }: OrderReaderNeeds): OrderReader {
  const hasChanged = createChangedLately({ kind: orderAggregate.kind, ...notices })
  const isSettled = (id: string): boolean => !hasChanged(streamOf(orderAggregate, id))
  return {
    async several(ids, organisationId) {
      const asked = ids.filter(isSettled)
      const found = asked.length > 0 ? await documents.getMany(orders, asked) : []
      const kept = new Map(found.map((stored) => [stored.id, stored]))
      return Promise.all(
        ids.map(async (id) => {
          const stored = kept.get(id)
          // It may have changed while documents were read.
          const known = stored && isSettled(id) ? keptOrder(stored) : undefined
          const isCertain = known !== undefined && isSeenOrder(known, organisationId)
          const snapshot = isCertain ? known : await readState(orderAggregate, id)
          return isSeenOrder(snapshot, organisationId) ? snapshot : undefined
        }),
      )
    },
    settled: (found) => found.filter(({ id }) => isSettled(id)),
  }
}

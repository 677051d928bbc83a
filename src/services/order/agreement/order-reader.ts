/** Reads orders several at a time: each no older than it would be by itself, and as few from their streams as that takes. */
import { streamOf, type Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { createChangedLately } from '../../../infrastructure/cache/changed-lately.ts'
import type { Documents, StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { StreamName } from '../../../infrastructure/store/commit-log.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import { isSeenOrder } from '../order/load-order.ts'
import type { Order } from '../order/order-state.ts'
import { keptOrder, orderAggregate, orders } from '../order/order-view.ts'

export type OrderReader = {
  /** In the order asked for; undefined for what the organisation may not see. @param ids  at most 1,000 */
  several(ids: readonly string[], organisationId: string): Promise<readonly (Snapshot<Order> | undefined)[]>
  /**
   * Of documents that a list has just read, each as it would be read alone. Asks the log for all of them when the
   * first is wanted, so that a list of summaries costs nothing more.
   */
  newest(found: readonly StoredDocument[]): (stored: StoredDocument) => Promise<Snapshot<Order>>
}

export type OrderReaderNeeds = {
  readonly store: Pick<Store, 'soleWriter' | 'findExtended'>
  readonly documents: Documents
  readonly readState: ReadState
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/**
 * Documents are written with their commits or a moment after them, so that a minute after its last change an order's
 * is as good as its stream. Until then the log is asked, for all of them at once, whether there is more than their
 * documents say: whoever has just written an order, or sends `FX-As-Of`, reads it as it was written.
 */
export function createOrderReader({ store, documents, readState, ...notices }: OrderReaderNeeds): OrderReader {
  const hasChanged = createChangedLately({ kind: orderAggregate.kind, ...notices })
  const streamOfOrder = (id: string): StreamName => streamOf(orderAggregate, id)
  const isSettled = (id: string): boolean => !hasChanged(streamOfOrder(id))
  /** Those whose streams go on behind their documents. A sole writer's memory is asked instead, by whoever reads them. */
  const outdated = async (found: readonly StoredDocument[]): Promise<ReadonlySet<StreamName>> => {
    // They may have changed while documents were read.
    const doubted = found.filter(({ id }) => !isSettled(id))
    if (doubted.length === 0) return new Set()
    if (store.soleWriter) return new Set(doubted.map(({ id }) => streamOfOrder(id)))
    return store.findExtended(new Map(doubted.map(({ id, version }) => [streamOfOrder(id), version])))
  }
  const newest: OrderReader['newest'] = (found) => {
    let behind: Promise<ReadonlySet<StreamName>> | undefined
    return async (stored) => {
      const isBehind = (await (behind ??= outdated(found))).has(streamOfOrder(stored.id))
      return isBehind ? readState(orderAggregate, stored.id) : keptOrder(stored)
    }
  }
  return {
    newest,
    async several(ids, organisationId) {
      // A sole writer has in memory what has changed, and need not look at its documents.
      const asked = store.soleWriter ? ids.filter(isSettled) : ids
      const found = asked.length > 0 ? await documents.getMany(orders, asked) : []
      const read = newest(found)
      const kept = new Map(found.map((stored) => [stored.id, stored]))
      return Promise.all(
        ids.map(async (id) => {
          const stored = kept.get(id)
          const known = stored && (await read(stored))
          // One that is missing, or not for the reader yet, may be on its way.
          const isCertain = known !== undefined && isSeenOrder(known, organisationId)
          const snapshot = isCertain ? known : await readState(orderAggregate, id)
          return isSeenOrder(snapshot, organisationId) ? snapshot : undefined
        }),
      )
    },
  }
}

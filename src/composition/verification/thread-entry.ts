/** The thread that verifies segments of audit trails, so that hashing a million commits holds up no request. */
import { parentPort, workerData } from 'node:worker_threads'
import { auditCollections } from '../../services/audit/audit-view.ts'
import type { SegmentFound, SegmentTask } from '../../services/audit/trail-segment.ts'
import { verifySegment } from '../../services/audit/verify-segment.ts'
import { openStoreReader, type StorePlace } from './store-place.ts'

export type ThreadOrder =
  | { readonly type: 'verify'; readonly id: number; readonly task: SegmentTask }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'end' }

export type ThreadReply = { readonly id: number } & ({ readonly found: SegmentFound } | { readonly failure: Error })

const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')

const reader = await openStoreReader(workerData as StorePlace, auditCollections)
const underWay = new Map<number, AbortController>()

async function verify(id: number, task: SegmentTask): Promise<ThreadReply> {
  const cancelling = new AbortController()
  underWay.set(id, cancelling)
  try {
    return { id, found: await verifySegment({ log: reader, documents: reader.documents }, task, cancelling.signal) }
  } catch (error) {
    return { id, failure: error instanceof Error ? error : new Error(String(error)) }
  } finally {
    underWay.delete(id)
  }
}

port.on('message', (order: ThreadOrder) => {
  switch (order.type) {
    case 'verify':
      return void verify(order.id, order.task).then((reply) => port.postMessage(reply))
    case 'cancel':
      return underWay.get(order.id)?.abort()
    case 'end':
      return void reader.close().finally(() => port.close())
  }
})

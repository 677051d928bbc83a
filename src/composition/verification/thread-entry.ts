/** The thread that verifies segments of audit trails, so that hashing a million commits holds up no request. */
import { parentPort, workerData } from 'node:worker_threads'
import type { StoreReader } from '../../infrastructure/store/store.ts'
import { auditCollections } from '../../services/audit/trail/audit-view.ts'
import type { SegmentFound, SegmentTask } from '../../services/audit/verification/trail-segment.ts'
import { verifySegment } from '../../services/audit/verification/verify-segment.ts'
import { openStoreReader, type StorePlace } from './store-place.ts'

export type ThreadOrder =
  | { readonly type: 'verify'; readonly id: number; readonly task: SegmentTask }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'end' }

/** `isPassing`: it passes by itself. An error that crosses between threads is not known by its class any more. */
export type ThreadReply = { readonly id: number } & (
  | { readonly found: SegmentFound }
  | { readonly failure: Error; readonly isPassing: boolean }
)

const port = parentPort
if (!port) throw new Error('This file runs as a worker thread only.')

let opening: Promise<StoreReader> | undefined
/** The exchange has it open itself: where it does not open now, it does later. */
const openReader = (): Promise<StoreReader> =>
  (opening ??= openStoreReader(workerData as StorePlace, auditCollections).catch((error: unknown) => {
    opening = undefined
    throw error
  }))
const underWay = new Map<number, AbortController>()

async function verify(id: number, task: SegmentTask): Promise<ThreadReply> {
  const cancelling = new AbortController()
  underWay.set(id, cancelling)
  let reader: StoreReader | undefined
  try {
    reader = await openReader()
    return { id, found: await verifySegment({ log: reader, documents: reader.documents }, task, cancelling.signal) }
  } catch (error) {
    const isPassing = reader === undefined || reader.isPassing?.(error) === true
    return { id, failure: error instanceof Error ? error : new Error(String(error)), isPassing }
  } finally {
    underWay.delete(id)
  }
}

async function close(): Promise<void> {
  const reader = await opening?.catch(() => undefined)
  await reader?.close()
}

port.on('message', (order: ThreadOrder) => {
  switch (order.type) {
    case 'verify':
      return void verify(order.id, order.task).then((reply) => port.postMessage(reply))
    case 'cancel':
      return underWay.get(order.id)?.abort()
    case 'end':
      return void close().finally(() => port.close())
  }
})

/** Starts the threads that verify audit trails when there is something to verify, and ends them when there has been nothing for a while. */
import { Worker } from 'node:worker_threads'
import { unanswered } from '../../gateway/reply/send-problem.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { SegmentFound, SegmentTask } from '../../services/audit/verification/trail-segment.ts'
import type { StorePlace } from './store-place.ts'
import type { ThreadOrder, ThreadReply } from './thread-entry.ts'

export type VerificationThreads = {
  /** Rejects with the signal's reason when it is aborted. */
  readonly verifySegment: (task: SegmentTask, signal: AbortSignal) => Promise<SegmentFound>
  /** So many keep every thread at work. */
  readonly atOnce: number
  readonly close: () => Promise<void>
}

export type VerificationThreadsNeeds = {
  readonly store: Pick<Store, 'admitReaders'>
  readonly place: StorePlace
  readonly threads?: number
  readonly idleMs?: number
}

/** Each hashes while another reads; more would take the processors from those who trade. */
const defaultThreads = 2
/** Who follows a verification asks again within it. */
const defaultIdleMs = 10_000
const queuedMax = 64

export function createVerificationThreads(needs: VerificationThreadsNeeds): VerificationThreads {
  const { store, place, threads: count = defaultThreads, idleMs = defaultIdleMs } = needs
  let threads: readonly Thread[] = []
  let stopReading: (() => void) | undefined
  let idle: NodeJS.Timeout | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let isClosed = false

  const start = (): void => {
    stopReading ??= store.admitReaders()
    threads = Array.from({ length: count }, () => startThread(place))
  }
  const end = (): void => {
    clearTimeout(idle)
    const [leaving, release] = [threads, stopReading]
    threads = []
    stopReading = undefined
    ended = Promise.all([ended, ...leaving.map((thread) => thread.end())]).finally(() => release?.())
  }
  const rest = (): void => {
    if (threads.some((thread) => thread.queued() > 0)) return
    for (const thread of threads) thread.rest()
    idle = setTimeout(end, idleMs).unref()
  }

  return {
    atOnce: 2 * count,
    async verifySegment(task, signal) {
      if (isClosed) throw new Error('The exchange is stopping.')
      signal.throwIfAborted()
      clearTimeout(idle)
      if (threads.length === 0 || threads.some((thread) => thread.hasEnded())) {
        end()
        // They let go of the store when they end, and it is opened to readers anew.
        await ended
        if (threads.length === 0) start()
        signal.throwIfAborted()
      }
      const [thread] = threads.toSorted((one, other) => one.queued() - other.queued())
      try {
        return await thread!.verify(task, signal)
      } finally {
        rest()
      }
    },
    async close() {
      isClosed = true
      end()
      await ended
    },
  }
}

type Thread = ReturnType<typeof startThread>
type Waiting = { readonly resolve: (found: SegmentFound) => void; readonly reject: (error: unknown) => void }

function startThread(place: StorePlace) {
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    workerData: place,
    execArgv: [],
    // The process's own limits hold, and what lives at a time is a segment and a page of the log: given less, it would
    // collect for a third of the time.
  })
  const { promise: exit, resolve: exited } = Promise.withResolvers<void>()
  const waiting = new Map<number, Waiting>()
  let failure: unknown = new Error('A thread that verifies audit trails has ended.')
  let isOver = false
  let ids = 0
  const order = (message: ThreadOrder): void => worker.postMessage(message)

  worker.on('message', (reply: ThreadReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('found' in reply) asked?.resolve(reply.found)
    else asked?.reject(reply.isPassing ? new Rejected(unanswered) : reply.failure)
  })
  worker.on('error', (error) => (failure = error))
  worker.on('exit', () => {
    isOver = true
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
    exited()
  })
  return {
    queued: () => waiting.size,
    hasEnded: () => isOver,
    rest: () => worker.unref(),
    async verify(task: SegmentTask, signal: AbortSignal): Promise<SegmentFound> {
      if (isOver) throw failure
      if (waiting.size >= queuedMax) throw new Error(`More than ${queuedMax} segments wait to be verified.`)
      worker.ref()
      const { promise, resolve, reject } = Promise.withResolvers<SegmentFound>()
      const id = (ids += 1)
      waiting.set(id, { resolve, reject })
      const cancel = (): void => {
        order({ type: 'cancel', id })
        reject(signal.reason)
      }
      signal.addEventListener('abort', cancel, { once: true })
      order({ type: 'verify', id, task })
      try {
        return await promise
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    },
    end(): Promise<void> {
      worker.ref()
      for (const id of waiting.keys()) order({ type: 'cancel', id })
      order({ type: 'end' })
      return exit
    },
  }
}

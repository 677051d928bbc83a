/** Starts the writing thread when there is something to write and ends it when there has been nothing for a while. */
import { Worker } from 'node:worker_threads'
import type { WriterReply, WriterTask } from './writer-thread-entry.ts'

export type WriterThread = {
  /** Performs tasks one after the other, in the order of the calls. */
  readonly perform: (task: WriterTask) => Promise<void>
  readonly close: () => Promise<void>
}

type Waiting = { readonly resolve: () => void; readonly reject: (error: Error) => void }

const tasksMax = 64

export function createWriterThread(path: string, idleMs: number): WriterThread {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let ended: Promise<void> = Promise.resolve()
  let closed = false
  const waiting: Waiting[] = []

  const start = (): Worker => {
    const started = new Worker(new URL('./writer-thread-entry.ts', import.meta.url), {
      workerData: { path },
      execArgv: [],
      // It holds one task at a time: more heap would only put off its collector.
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 },
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    ended = promise
    let failure = new Error('The thread that writes the search index has ended.')
    started.on('message', (reply: WriterReply) => {
      const first = waiting.shift()
      if (reply.failure) first?.reject(reply.failure)
      else first?.resolve()
      if (waiting.length === 0) rest(started)
    })
    started.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error))
    })
    started.on('exit', () => {
      if (worker === started) {
        worker = undefined
        for (const { reject } of waiting.splice(0)) reject(failure)
      }
      resolve()
    })
    return started
  }

  // A resting thread keeps neither the process alive nor, after a while, its memory.
  const rest = (resting: Worker): void => {
    resting.unref()
    idle = setTimeout(() => end(), idleMs).unref()
  }
  const end = (): void => {
    clearTimeout(idle)
    worker?.postMessage({ type: 'end' } satisfies WriterTask)
    worker?.ref()
    worker = undefined
  }

  return {
    perform: async (task) => {
      if (closed) throw new Error('The search index is closed.')
      if (waiting.length >= tasksMax) throw new Error(`More than ${tasksMax} writes wait for the search index.`)
      clearTimeout(idle)
      worker ??= start()
      worker.ref()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.push({ resolve, reject })
      try {
        worker.postMessage(task)
      } catch (error) {
        waiting.pop()
        throw error
      }
      return promise
    },
    close: async () => {
      closed = true
      // What was asked for before is still written: messages keep their order.
      const before = waiting.at(-1)
      if (before) await settled(waiting)
      end()
      await ended
    },
  }
}

const settled = (waiting: readonly Waiting[]): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (waiting.length === 0) resolve()
      else setImmediate(look)
    }
    look()
  })

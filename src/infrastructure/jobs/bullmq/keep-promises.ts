/**
 * Keeps the queue to what was promised: a job that Redis never got, or has forgotten, is given to it again, and what has
 * ended in Redis ends in the store. Doing it twice does it once, since a job is accepted and ended once.
 */
import { endingOfRow, type JobPromise, type JobPromises } from '../job-promises.ts'
import type { JobFacts } from './job-facts.ts'
import type { Tickets } from './tickets.ts'

/** Small pages, so that each asks Redis for little at once. */
const PAGE = 100
const FORGET_MAX = 500

export type PromiseKeeperNeeds = {
  readonly promises: JobPromises
  readonly facts: JobFacts
  readonly tickets: Tickets
  readonly nowMs: () => number
}

export type PromiseKeeper = ReturnType<typeof createPromiseKeeper>

export function createPromiseKeeper({ promises, facts, tickets, nowMs }: PromiseKeeperNeeds) {
  /** Puts a job into Redis, where it is not there yet, and in the queue. */
  const give = async ({ row }: JobPromise): Promise<void> => {
    // The store knows the keys; a key that Redis remembered could stand for another job than the store's.
    const accepted = await facts.accept({ ...row, dedupe: null }, nowMs())
    if (accepted?.state === 'queued') await tickets.add({ ...row, ...accepted }, nowMs())
  }
  const settle = async (promise: JobPromise, state: string | undefined): Promise<void> => {
    if (state === undefined) return give(promise)
    if (state === 'queued' || state === 'running') return
    const row = await facts.byId(promise.row.id)
    const ending = row && endingOfRow(row)
    if (ending) await promises.end(promise.row.id, ending, row.finished_ms ?? nowMs())
  }

  return {
    give,
    /** Looks through all that is open. */
    async look(isStopped: () => boolean): Promise<void> {
      let after: string | undefined
      do {
        const { items, next } = await promises.open({ limit: PAGE, ...(after !== undefined && { after }) })
        if (items.length === 0) return
        const states = await facts.states(items.map(({ row }) => row.id))
        for (const [index, promise] of items.entries()) await settle(promise, states[index])
        after = next
      } while (after !== undefined && !isStopped())
    },
    async forget(endedBeforeMs: number, isStopped: () => boolean): Promise<void> {
      while (!isStopped() && (await promises.forget(endedBeforeMs, FORGET_MAX)) === FORGET_MAX) continue
    },
  }
}

/** Looks every hour for orders that were not answered in time, so that nobody's stock is held by silence. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { hourMs, instantFromMs } from '../../../kernel/time.ts'
import type { JobContext, JobHandler, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute } from '../../../infrastructure/store/execute.ts'
import { orderAggregate, orders } from '../order/order-view.ts'
import { releaseLapsedHold } from './release-lapsed-hold.ts'

export const holdsKind = 'order-holds'
export const sweepTimeoutMs = 600_000
const everyMs = hourMs
const pageSize = 200

type Needs = {
  readonly jobs: Jobs
  readonly execute: Execute
  readonly documents: Documents
  readonly clock: Clock
}

/** Every process asks for the sweep of its hour; the key makes them one. */
export const enqueueSweep = (jobs: Pick<Jobs, 'enqueue'>, from: string): Promise<string> => {
  const slot = Math.ceil(Date.parse(from) / everyMs)
  return jobs.enqueue({
    kind: holdsKind,
    payload: null,
    key: `slot-${slot}`,
    runAt: instantFromMs(slot * everyMs),
  })
}

/** How soon one asks again whose queue is away. */
const againMs = 5_000

export type Sweeps = { readonly stop: () => void }

/**
 * Asks for a sweep now and every hour, so that the sweeps go on whatever a queue loses; one that is away is asked again
 * soon, and keeps nobody from starting.
 */
export async function askForSweeps(jobs: Pick<Jobs, 'enqueue'>, clock: Clock): Promise<Sweeps> {
  const stopping = new AbortController()
  const { signal } = stopping
  const ask = async (): Promise<number> => {
    try {
      await enqueueSweep(jobs, clock.now())
      return everyMs
    } catch (error) {
      if (error instanceof Rejected && error.rejection.kind === 'unavailable') return againMs
      throw error
    }
  }
  const keepAsking = async (firstMs: number): Promise<void> => {
    for (let waitMs = firstMs; ; waitMs = await ask().catch(() => everyMs)) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
    }
  }
  void keepAsking(await ask())
  return { stop: () => stopping.abort() }
}

export const sweepHolds =
  ({ jobs, execute, documents, clock }: Needs): JobHandler =>
  async (_payload, context) => {
    const at = clock.now()
    // First, so that a sweep that fails for good is not the last one.
    await enqueueSweep(jobs, instantFromMs(Date.parse(at) + 1))
    let released = 0
    let after: string | undefined
    do {
      const page = await documents.find(orders, {
        index: 'byAnswerDue',
        equals: [],
        until: at,
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      for (const { id } of page.items) released += await release(execute, id, at, context)
      after = page.next
    } while (after !== undefined)
    return { released }
  }

async function release(execute: Execute, orderId: string, at: string, context: JobContext): Promise<number> {
  context.signal.throwIfAborted()
  const actor = { kind: 'system', id: holdsKind } as const
  const intent = { actor, cause: { kind: 'job', id: context.jobId } as const, at, timeoutMs: 5_000 }
  let before = 0
  const done = await execute(orderAggregate, intent, async (unit) => {
    before = (await unit.load(orderAggregate, orderId)).version
    await releaseLapsedHold(unit, orderId)
    return orderId
  })
  return done.version > before ? 1 : 0
}

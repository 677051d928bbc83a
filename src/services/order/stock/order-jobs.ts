/** Looks every hour for orders that were not answered in time, so that nobody's stock is held by silence. */
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
export const enqueueSweep = (jobs: Jobs, from: string): Promise<string> => {
  const slot = Math.ceil(Date.parse(from) / everyMs)
  return jobs.enqueue({
    kind: holdsKind,
    payload: null,
    key: `slot-${slot}`,
    runAt: instantFromMs(slot * everyMs),
  })
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

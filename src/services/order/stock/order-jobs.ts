/** Looks every hour for orders that were not answered in time, so that nobody's stock is held by silence. */
import type { Clock } from '../../../kernel/clock.ts'
import { hourMs, instantFromMs } from '../../../kernel/time.ts'
import type { JobContext, JobHandler, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import { askForNext, type RegularJob } from '../../../infrastructure/jobs/regular-job.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { orderAggregate, orders } from '../order/order-view.ts'
import { releaseLapsedHold } from './release-lapsed-hold.ts'

export const holdsJob: RegularJob = { kind: 'order-holds', everyMs: hourMs }
export const sweepTimeoutMs = 600_000
const pageSize = 200

type Needs = {
  readonly jobs: Jobs
  readonly execute: Execute
  readonly documents: Documents
  readonly clock: Clock
}

export const sweepHolds =
  ({ jobs, execute, documents, clock }: Needs): JobHandler =>
  async (_payload, context) => {
    const at = clock.now()
    // First, so that a sweep that fails for good is not the last one.
    await askForNext(jobs, holdsJob, instantFromMs(Date.parse(at) + 1))
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
  const actor = { kind: 'system', id: holdsJob.kind } as const
  const intent = { actor, cause: { kind: 'job', id: context.jobId } as const, at, timeoutMs: 5_000 }
  let before = 0
  const done = await execute(orderAggregate, intent, async (unit) => {
    before = (await unit.load(orderAggregate, orderId)).version
    await releaseLapsedHold(unit, orderId)
    return orderId
  })
  return done.version > before ? 1 : 0
}

/** Looks every quarter of an hour for deliveries that are to be ordered, in whichever process comes first. */
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { addMs, minuteMs, type Instant } from '../../../kernel/time.ts'
import type { JobContext, JobHandler, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import { askForNext, type RegularJob } from '../../../infrastructure/jobs/regular-job.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { placeDueOrder, type PlacingNeeds } from './place-standing-order.ts'
import { standingOrderAggregate, standingOrders } from './standing-order-view.ts'
import { dueAt } from './standing-order.ts'

export const standingOrdersJob: RegularJob = { kind: 'standing-orders', everyMs: 15 * minuteMs }
export const standingOrdersTimeoutMs = 600_000
const pageSize = 200
/** Failures that are told of one run; the rest is tried again and tells by itself. */
const failuresMax = 20

type Needs = PlacingNeeds & {
  readonly jobs: Pick<Jobs, 'enqueue'>
  readonly execute: Execute
  readonly documents: Documents
  readonly clock: Clock
}

/**
 * Goes through all that have something due. One that fails for a reason of ours keeps no other from its turn: the run
 * goes on, and then fails, to be tried again.
 */
export const placeDueOrders =
  (needs: Needs): JobHandler =>
  async (_payload, context) => {
    const { jobs, documents, clock } = needs
    const at = clock.now()
    // First, so that a run that fails for good is not the last one.
    await askForNext(jobs, standingOrdersJob, addMs(at as Instant, 1))
    const done = { placed: 0, obstructed: 0 }
    const failures: unknown[] = []
    let after: string | undefined
    do {
      const page = await documents.find(standingOrders, {
        index: 'byDue',
        equals: [],
        until: addMs(at as Instant, 1),
        limit: pageSize,
        ...(after !== undefined && { after }),
      })
      for (const { id } of page.items) {
        context.signal.throwIfAborted()
        try {
          const outcome = await serveStandingOrder(needs, id, { at, context })
          if (outcome) done[outcome] += 1
        } catch (error) {
          if (failures.length < failuresMax) failures.push(error)
        }
      }
      after = page.next
    } while (after !== undefined)
    if (failures.length > 0) throw new AggregateError(failures, 'Some standing orders could not be served.')
    return done
  }

type Run = { readonly at: string; readonly context: Pick<JobContext, 'jobId'> }

/** Gives up what is past its cut-off, orders what is due, or notes why it cannot be. */
async function serveStandingOrder(
  { execute, priceFor, unansweredOrders }: Needs,
  id: string,
  { at, context }: Run,
): Promise<'placed' | 'obstructed' | undefined> {
  const actor = { kind: 'system', id: standingOrdersJob.kind } as const
  const intent: Intent = { actor, cause: { kind: 'job', id: context.jobId }, at, timeoutMs: 5_000 }
  const { state } = await execute(standingOrderAggregate, intent, async (unit) => {
    await unit.decide(standingOrderAggregate, id, { type: 'give-up', at })
    return id
  })
  const date = dueAt(state, at)
  if (date === undefined) return undefined
  try {
    let isPlaced = false
    await execute(standingOrderAggregate, intent, async (unit) => {
      isPlaced = await placeDueOrder(unit, id, { priceFor, unansweredOrders })
      return id
    })
    return isPlaced ? 'placed' : undefined
  } catch (error) {
    if (!(error instanceof Rejected) || isPassing(error)) throw error
    const { code, detail } = error.rejection
    await execute(standingOrderAggregate, intent, async (unit) => {
      await unit.decide(standingOrderAggregate, id, { type: 'note-obstacle', at, date, code, detail })
      return id
    })
    return 'obstructed'
  }
}

/** A trouble of the exchange, not of the order: nobody can mend it by changing either. */
const isPassing = ({ rejection: { kind } }: Rejected): boolean => kind === 'unavailable' || kind === 'too-many'

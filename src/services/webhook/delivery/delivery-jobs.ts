/** Forgets every hour what the delivery log has held long enough, so that it stays bounded however much is sent. */
import type { JobHandler, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import { askForNext, type RegularJob } from '../../../infrastructure/jobs/regular-job.ts'
import { documentWrite, type Documents, type Found } from '../../../infrastructure/store/documents.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { dayMs, hourMs, instantFromMs } from '../../../kernel/time.ts'
import { deliveries, queues } from './delivery-view.ts'

export const tendingJob: RegularJob = { kind: 'webhook-tending', everyMs: hourMs }
export const tendingTimeoutMs = 600_000
export const keptMs = 30 * dayMs
/** Of one endpoint, beside what waits. */
export const endedMax = 10_000
const pageMax = 500

export type TendNeeds = {
  readonly jobs: Pick<Jobs, 'enqueue'>
  readonly documents: Documents
  readonly clock: Clock
}

export const tendDeliveries =
  ({ jobs, documents, clock }: TendNeeds): JobHandler =>
  async (_payload, { signal }) => {
    const nowMs = Date.parse(clock.now())
    // First, so that a run that fails for good is not the last one.
    await askForNext(jobs, tendingJob, instantFromMs(nowMs + 1))
    const until = Math.max(0, nowMs - keptMs)
    let forgotten = await forget(documents, signal, () =>
      documents.find(deliveries, { index: 'ended', equals: [], until, limit: pageMax }),
    )
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await documents.find(queues, { index: 'all', equals: [], limit: pageMax, ...(after && { after }) })
      for (const { id } of page.items) forgotten += await trim(documents, signal, id)
      after = page.next
    }
    return { forgotten }
  }

/** The oldest of an endpoint that has more than it may. */
function trim(documents: Documents, signal: AbortSignal, webhookId: string): Promise<number> {
  const of = { index: 'endedOf', equals: [webhookId] } as const
  return forget(documents, signal, async () => {
    const beyond = (await documents.count(deliveries, { ...of, atMost: endedMax + pageMax })) - endedMax
    return beyond > 0 ? documents.find(deliveries, { ...of, limit: beyond }) : { items: [] }
  })
}

/** Page by page, until there is none. */
async function forget(documents: Documents, signal: AbortSignal, find: () => Promise<Found>): Promise<number> {
  for (let forgotten = 0; ;) {
    signal.throwIfAborted()
    const { items } = await find()
    if (items.length === 0) return forgotten
    await documents.write(items.map(({ id, version }) => documentWrite(deliveries, id, version + 1, null)))
    forgotten += items.length
  }
}

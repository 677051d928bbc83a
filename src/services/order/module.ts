/** What the order service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { PriceFor } from '../product/contract.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { keepAsking } from '../../infrastructure/jobs/regular-job.ts'
import { placeDueOrders, standingOrdersJob, standingOrdersTimeoutMs } from './standing/standing-order-jobs.ts'
import { standingOrderRoutes } from './standing/standing-order-routes.ts'
import { holdsJob, sweepHolds, sweepTimeoutMs } from './stock/order-jobs.ts'
import { orderConsumers } from './stock/order-reactions.ts'
import type { Route } from '../../gateway/route.ts'
import { claimRoutes } from './claim/claim-routes.ts'
import { createOrderReader } from './agreement/order-reader.ts'
import { orderRoutes } from './agreement/order-routes.ts'
import { receiptRoutes } from './shipment/receipt-routes.ts'
import { sampleRoutes } from './sample/sample-routes.ts'
import { shipmentRoutes } from './shipment/shipment-routes.ts'
import type { UnansweredOrders } from './stock/unanswered-orders.ts'

/** Tells of the streams of each commit before it is answered. */
type CommitNotices = { subscribe(listener: (streams: readonly string[]) => void): () => void }

export const orderModule = container<{
  clock: Clock
  execute: Execute
  readState: ReadState
  store: Pick<Store, 'soleWriter' | 'findExtended'>
  documents: Documents
  commitNotices: CommitNotices
  priceFor: PriceFor
  jobs: Jobs
  unansweredOrders: UnansweredOrders
}>()
  .singleton('orderConsumers', ['execute', 'clock'], orderConsumers)
  .singleton(
    'orderJobs',
    ['jobs', 'execute', 'documents', 'clock', 'priceFor', 'unansweredOrders'],
    async (needs) => {
      const { jobs, clock } = needs
      jobs.register(holdsJob.kind, { handler: sweepHolds(needs), concurrency: 1, timeoutMs: sweepTimeoutMs })
      jobs.register(standingOrdersJob.kind, {
        handler: placeDueOrders(needs),
        concurrency: 1,
        timeoutMs: standingOrdersTimeoutMs,
      })
      const asking = await Promise.all([holdsJob, standingOrdersJob].map((job) => keepAsking(jobs, job, clock)))
      return { stop: () => asking.forEach((each) => each.stop()) }
    },
    { dispose: (asking) => asking.stop() },
  )
  .singleton(
    'orderReader',
    ['store', 'documents', 'readState', 'clock', 'commitNotices'],
    ({ clock, commitNotices, ...needs }) =>
      createOrderReader({ ...needs, monotonicMs: clock.monotonicMs, subscribe: commitNotices.subscribe }),
  )
  .singleton(
    'orderRoutes',
    ['execute', 'readState', 'documents', 'priceFor', 'unansweredOrders', 'orderReader'],
    (needs): Route[] => [
      ...orderRoutes(needs),
      ...shipmentRoutes(needs),
      ...receiptRoutes(needs),
      ...claimRoutes(needs),
      ...standingOrderRoutes(needs),
      ...sampleRoutes(needs),
    ],
  )

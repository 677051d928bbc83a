/** What the order service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/execute.ts'
import type { PriceFor } from '../product/contract.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { askForSweeps, holdsKind, sweepHolds, sweepTimeoutMs } from './stock/order-jobs.ts'
import { orderConsumers } from './stock/order-reactions.ts'
import type { Route } from '../../gateway/route.ts'
import { claimRoutes } from './claim/claim-routes.ts'
import { orderRoutes } from './agreement/order-routes.ts'
import { receiptRoutes } from './shipment/receipt-routes.ts'
import { shipmentRoutes } from './shipment/shipment-routes.ts'
import type { UnansweredOrders } from './stock/unanswered-orders.ts'

export const orderModule = container<{
  clock: Clock
  execute: Execute
  readState: ReadState
  documents: Documents
  priceFor: PriceFor
  jobs: Jobs
  unansweredOrders: UnansweredOrders
}>()
  .singleton('orderConsumers', ['execute', 'clock'], orderConsumers)
  .singleton(
    'orderJobs',
    ['jobs', 'execute', 'documents', 'clock'],
    async ({ jobs, ...needs }) => {
      jobs.register(holdsKind, { handler: sweepHolds({ ...needs, jobs }), concurrency: 1, timeoutMs: sweepTimeoutMs })
      return askForSweeps(jobs, needs.clock)
    },
    { dispose: (sweeps) => sweeps.stop() },
  )
  .singleton('orderRoutes', ['execute', 'readState', 'documents', 'priceFor', 'unansweredOrders'], (needs): Route[] => [
    ...orderRoutes(needs),
    ...shipmentRoutes(needs),
    ...receiptRoutes(needs),
    ...claimRoutes(needs),
  ])

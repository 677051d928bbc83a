/** The order service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { claimAccountAggregate, claimAggregate } from './claim/claim-view.ts'
import { orderAggregate } from './order/order-view.ts'
import { sampleAggregate } from './sample/sample-view.ts'
import { shipmentAggregate } from './shipment/shipment-view.ts'
import { labelsAggregate } from './shipment/package-labels-view.ts'
import { standingOrdersJob } from './standing/standing-order-jobs.ts'
import { standingOrderAggregate } from './standing/standing-order-view.ts'
import { holdsJob } from './stock/order-jobs.ts'

export { orderModule } from './module.ts'
export { orderProblems } from './problems.ts'
export { orderOutwardEvents } from './outward-events.ts'
export const orderAggregates: readonly AnyAggregate[] = [
  orderAggregate,
  shipmentAggregate,
  labelsAggregate,
  claimAggregate,
  claimAccountAggregate,
  standingOrderAggregate,
  sampleAggregate,
]
export const orderJobKinds: readonly string[] = [holdsJob.kind, standingOrdersJob.kind]

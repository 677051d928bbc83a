/** The order service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { claimAccountAggregate, claimAggregate } from './claim/claim-view.ts'
import { orderAggregate } from './order/order-view.ts'
import { shipmentAggregate } from './shipment/shipment-view.ts'
import { labelsAggregate } from './shipment/package-labels-view.ts'

export { holdsKind } from './stock/order-jobs.ts'
export { orderModule } from './module.ts'
export { orderProblems } from './problems.ts'
export const orderAggregates: readonly AnyAggregate[] = [
  orderAggregate,
  shipmentAggregate,
  labelsAggregate,
  claimAggregate,
  claimAccountAggregate,
]

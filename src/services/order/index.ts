/** The order service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { orderAggregate, shipmentAggregate } from './order-view.ts'
import { labelsAggregate } from './package-labels-view.ts'

export { orderModule } from './module.ts'
export { orderProblems } from './problems.ts'
export const orderAggregates: readonly AnyAggregate[] = [orderAggregate, shipmentAggregate, labelsAggregate]

/** The inventory service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { lotAggregate, lotCodeAggregate } from './lot/lot-view.ts'
import { stockAggregate } from './book/stock-view.ts'

export { inventoryModule } from './module.ts'
export { inventoryProblems } from './problems.ts'
export { inventoryOutwardEvents } from './outward-events.ts'
export const inventoryAggregates: readonly AnyAggregate[] = [lotAggregate, lotCodeAggregate, stockAggregate]

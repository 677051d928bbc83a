/** The product service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { productAggregate, skuAggregate } from './product-view.ts'

export { productModule } from './module.ts'
export const productAggregates: readonly AnyAggregate[] = [productAggregate, skuAggregate]

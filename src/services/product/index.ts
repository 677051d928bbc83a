/** The product service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { buyerItemAggregate } from './catalogue/buyer-item-view.ts'
import { certificateAggregate } from './evidence/certificate-view.ts'
import { customerGroupAggregate, priceAggregate, priceListAggregate } from './pricing/price-view.ts'
import { productAggregate, skuAggregate } from './catalogue/product-view.ts'

export { importKind } from './import/import-products.ts'
export { importProblems } from './import/import-problems.ts'
export { productProblems } from './problems.ts'
export { productModule } from './module.ts'
export { itemTagsOf } from './search/list-item-reader.ts'
export { productOutwardEvents } from './outward-events.ts'
export const productAggregates: readonly AnyAggregate[] = [
  productAggregate,
  skuAggregate,
  priceListAggregate,
  priceAggregate,
  customerGroupAggregate,
  certificateAggregate,
  buyerItemAggregate,
]

/** The invoice service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { billingAggregate, invoiceAggregate, ownNumberAggregate, seriesAggregate } from './document/invoice-view.ts'

export { invoiceModule } from './module.ts'
export { invoiceProblems } from './problems.ts'
export { invoiceOutwardEvents } from './outward-events.ts'
export const invoiceAggregates: readonly AnyAggregate[] = [
  invoiceAggregate,
  billingAggregate,
  seriesAggregate,
  ownNumberAggregate,
]

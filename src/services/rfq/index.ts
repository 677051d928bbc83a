/** The sourcing service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { awardAggregate } from './award/award-view.ts'
import { exchangeRatesAggregate } from './comparison/exchange-rate-view.ts'
import { quoteAggregate } from './quote/quote-view.ts'
import { rfqAggregate, rfqMessagesAggregate, rfqNumberAggregate } from './request/rfq-view.ts'
import { rfqTemplateAggregate } from './template/rfq-template-view.ts'

export { rfqModule } from './module.ts'
export { rfqProblems } from './problems.ts'
export { rfqOutwardEvents } from './outward-events.ts'
export const rfqAggregates: readonly AnyAggregate[] = [
  rfqAggregate,
  rfqNumberAggregate,
  rfqMessagesAggregate,
  rfqTemplateAggregate,
  quoteAggregate,
  awardAggregate,
  exchangeRatesAggregate,
]

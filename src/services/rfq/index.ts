/** The sourcing service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { awardAggregate } from './award-view.ts'
import { exchangeRatesAggregate } from './exchange-rate-view.ts'
import { quoteAggregate } from './quote-view.ts'
import { rfqAggregate, rfqMessagesAggregate, rfqNumberAggregate } from './rfq-view.ts'

export { rfqModule } from './module.ts'
export { rfqProblems } from './problems.ts'
export const rfqAggregates: readonly AnyAggregate[] = [
  rfqAggregate,
  rfqNumberAggregate,
  rfqMessagesAggregate,
  quoteAggregate,
  awardAggregate,
  exchangeRatesAggregate,
]

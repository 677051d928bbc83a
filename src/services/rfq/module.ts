/** What the sourcing service needs, and what it provides. */
import type { Route } from '../../gateway/route.ts'
import { container } from '../../kernel/container.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { EvidenceOf } from '../product/contract.ts'
import { awardRoutes } from './award/award-routes.ts'
import { comparisonRoutes } from './comparison/comparison-routes.ts'
import { exchangeRateRoutes } from './comparison/exchange-rate-routes.ts'
import { messageRoutes } from './request/message-routes.ts'
import { cancelRfqRoute } from './quote/cancel-rfq-route.ts'
import { quoteRoutes } from './quote/quote-routes.ts'
import { rfqRoutes } from './request/rfq-routes.ts'
import { rfqTemplateRoutes } from './template/rfq-template-routes.ts'

export const rfqModule = container<{
  execute: Execute
  documents: Documents
  readState: ReadState
  evidenceOf: EvidenceOf
}>().singleton('rfqRoutes', ['execute', 'documents', 'readState', 'evidenceOf'], (needs): Route[] => [
  ...rfqRoutes(needs),
  ...rfqTemplateRoutes(needs),
  cancelRfqRoute(needs),
  ...quoteRoutes(needs),
  ...messageRoutes(needs),
  ...comparisonRoutes(needs),
  ...awardRoutes(needs),
  ...exchangeRateRoutes(needs),
])

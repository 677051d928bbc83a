/** What the order service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/execute.ts'
import type { PriceFor } from '../product/contract.ts'
import { orderConsumers } from './order-reactions.ts'
import { orderRoutes } from './order-routes.ts'

export const orderModule = container<{
  clock: Clock
  execute: Execute
  readState: ReadState
  documents: Documents
  priceFor: PriceFor
}>()
  .singleton('orderConsumers', ['execute', 'clock'], orderConsumers)
  .singleton('orderRoutes', ['execute', 'readState', 'documents', 'priceFor'], orderRoutes)

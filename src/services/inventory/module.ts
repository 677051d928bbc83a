/** What the inventory service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Route } from '../../gateway/route.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { CommitLog } from '../../infrastructure/store/commit-log.ts'
import { lotRoutes } from './lot/lot-routes.ts'
import { stockMovementRoutes } from './stock/stock-movement-routes.ts'
import { stockRoutes } from './stock/stock-routes.ts'

export const inventoryModule = container<{
  execute: Execute
  readState: ReadState
  documents: Documents
  store: Pick<CommitLog, 'readStream'>
}>().singleton('inventoryRoutes', ['execute', 'readState', 'documents', 'store'], (needs): Route[] => [
  ...lotRoutes(needs),
  ...stockRoutes(needs),
  ...stockMovementRoutes(needs),
])

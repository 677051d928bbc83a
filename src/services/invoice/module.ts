/** What the invoice service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Route } from '../../gateway/route.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import { creditNoteRoutes } from './document/credit-note-routes.ts'
import { invoiceRoutes } from './document/invoice-routes.ts'

export const invoiceModule = container<{
  execute: Execute
  readState: ReadState
  documents: Documents
}>().singleton('invoiceRoutes', ['execute', 'readState', 'documents'], (needs): Route[] => [
  ...invoiceRoutes(needs),
  ...creditNoteRoutes(needs),
])

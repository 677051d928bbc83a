/** What the organisation service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/execute.ts'
import { membershipsOf, organisationNames } from './contract.ts'
import { organisationRoutes } from './organisation-routes.ts'

export const organisationModule = container<{ execute: Execute; documents: Documents; readState: ReadState }>()
  .singleton('memberships', ['readState'], ({ readState }) => membershipsOf(readState))
  .singleton('organisationNames', ['documents'], ({ documents }) => organisationNames(documents))
  .singleton('organisationRoutes', ['execute', 'documents'], organisationRoutes)

/** What the organisation service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute } from '../../infrastructure/store/execute.ts'
import { membershipsOf } from './contract.ts'
import { organisationRoutes } from './organisation-routes.ts'

export const organisationModule = container<{ execute: Execute; documents: Documents }>()
  .singleton('memberships', ['documents'], ({ documents }) => membershipsOf(documents))
  .singleton('organisationRoutes', ['execute', 'documents'], organisationRoutes)

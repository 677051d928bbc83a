/** The organisation service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import {
  budgetAggregate,
  delegationsAggregate,
  glnAggregate,
  invitationAggregate,
  membershipAggregate,
  organisationAggregate,
} from './organisation-view.ts'

export { organisationModule } from './module.ts'
export { organisationProblems } from './problems.ts'
export { organisationOutwardEvents } from './outward-events.ts'
export const organisationAggregates: readonly AnyAggregate[] = [
  organisationAggregate,
  membershipAggregate,
  invitationAggregate,
  glnAggregate,
  delegationsAggregate,
  budgetAggregate,
]

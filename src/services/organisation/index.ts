/** The organisation service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { budgetAggregate, delegationsAggregate } from './approval/approval-view.ts'
import { glnAggregate, membershipAggregate, organisationAggregate } from './organisation/organisation-view.ts'
import { invitationAggregate } from './members/invitation-view.ts'

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

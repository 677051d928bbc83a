/** What the organisation service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { ByteCache } from '../../infrastructure/cache/cache.ts'
import type { Mailer } from '../../infrastructure/mail/mail.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { Log } from '../../telemetry/log.ts'
import { approvalRuleRoutes } from './approval/approval-rule-routes.ts'
import { budgetRoutes } from './approval/budget-routes.ts'
import { membershipsOf, organisationNames } from './contract.ts'
import { delegationRoutes } from './approval/delegation-routes.ts'
import { invitationRoutes } from './members/invitation-routes.ts'
import { memberRoutes } from './members/member-routes.ts'
import { createOrganisationProfiles } from './organisation/organisation-profiles-reader.ts'
import { profileRoutes } from './organisation/organisation-routes.ts'
import { siteRoutes } from './organisation/site-routes.ts'
import { verificationRoutes } from './organisation/verification-routes.ts'

/** Tells of the streams of each commit before it is answered. */
type CommitNotices = { subscribe(listener: (streams: readonly string[]) => void): () => void }

export type OrganisationNeeds = {
  execute: Execute
  readState: ReadState
  documents: Documents
  personalData: PersonalData
  mailer: Mailer
  log: Log
  clock: Clock
  cache: Pick<ByteCache, 'invalidate'>
  commitNotices: CommitNotices
}

export const organisationModule = container<OrganisationNeeds>()
  .singleton('memberships', ['readState'], ({ readState }) => membershipsOf(readState))
  .singleton('organisationNames', ['documents'], ({ documents }) => organisationNames(documents))
  .singleton(
    'organisationProfiles',
    ['cache', 'documents', 'clock', 'commitNotices'],
    ({ clock, commitNotices, ...needs }) =>
      createOrganisationProfiles({
        ...needs,
        monotonicMs: clock.monotonicMs,
        subscribe: commitNotices.subscribe,
      }),
  )
  .singleton(
    'organisationRoutes',
    ['execute', 'readState', 'documents', 'personalData', 'mailer', 'log', 'clock', 'organisationProfiles'],
    (needs) => [
      ...profileRoutes(needs),
      ...verificationRoutes(needs),
      ...siteRoutes(needs),
      ...memberRoutes(needs),
      ...invitationRoutes(needs),
      ...approvalRuleRoutes(needs),
      ...delegationRoutes(needs),
      ...budgetRoutes(needs),
    ],
  )

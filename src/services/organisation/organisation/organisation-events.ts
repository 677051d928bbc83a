/** What can be asked of an organisation and what can happen to it. */
import type { Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { ApprovalRules } from './approval-rules.ts'
import type { OrganisationDetails, Site } from './organisation-details.ts'

export type Verification = 'unverified' | 'pending' | 'verified' | 'rejected' | 'suspended'
export type Judgement = 'verified' | 'rejected' | 'suspended'

type At = { readonly at: string }

export type OrganisationCommand = At &
  (
    | {
        readonly type: 'register'
        readonly organisationId: string
        readonly ownerId: string
        readonly details: OrganisationDetails
      }
    | { readonly type: 'change-details'; readonly details: OrganisationDetails }
    | { readonly type: 'add-site'; readonly site: Site }
    | { readonly type: 'change-site'; readonly site: Site }
    | { readonly type: 'remove-site'; readonly siteId: string }
    | { readonly type: 'join'; readonly userId: string; readonly role: Role; readonly invitationId: string }
    | { readonly type: 'change-role'; readonly userId: string; readonly role: Role; readonly by: Role }
    | { readonly type: 'leave'; readonly userId: string; readonly by: Role | 'self' | 'erasure' }
    | { readonly type: 'set-approval-rules'; readonly rules: ApprovalRules }
    /** Which budgets there are; what they are is in streams of their own. */
    | { readonly type: 'open-budget'; readonly currency: CurrencyCode; readonly period: string }
    | { readonly type: 'close-budget'; readonly currency: CurrencyCode; readonly period: string }
    | { readonly type: 'submit-for-verification' }
    | { readonly type: 'judge'; readonly staffId: string; readonly outcome: Judgement; readonly reason: string }
  )

export type OrganisationEvent = At &
  (
    | ({
        readonly type: 'organisation/registered'
        readonly organisationId: string
        readonly ownerId: string
      } & OrganisationDetails)
    | ({ readonly type: 'organisation/details-changed' } & OrganisationDetails)
    | { readonly type: 'organisation/site-added'; readonly site: Site }
    | { readonly type: 'organisation/site-changed'; readonly site: Site }
    | { readonly type: 'organisation/site-removed'; readonly siteId: string }
    | {
        readonly type: 'organisation/member-joined'
        readonly userId: string
        readonly role: Role
        readonly invitationId: string
      }
    | { readonly type: 'organisation/member-role-changed'; readonly userId: string; readonly role: Role }
    | { readonly type: 'organisation/member-left'; readonly userId: string }
    | { readonly type: 'organisation/approval-rules-set'; readonly rules: ApprovalRules }
    | {
        readonly type: 'organisation/budget-opened' | 'organisation/budget-closed'
        readonly currency: CurrencyCode
        readonly period: string
      }
    | { readonly type: 'organisation/submitted-for-verification' }
    | {
        readonly type: 'organisation/verification-judged'
        readonly staffId: string
        readonly outcome: Judgement
        readonly reason: string
      }
  )

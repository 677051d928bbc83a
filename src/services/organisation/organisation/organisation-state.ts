/** What an organisation's history adds up to. */
import type { Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { noApprovalRules, type ApprovalRules } from './approval-rules.ts'
import type { OrganisationDetails, Site } from './organisation-details.ts'
import type { OrganisationEvent, Verification } from './organisation-events.ts'

/** A budget that was set, which a stream of its own keeps. */
export type OpenBudget = { readonly currency: CurrencyCode; readonly period: string }

export type RegisteredOrganisation = {
  readonly status: 'registered'
  readonly organisationId: string
  readonly verification: Verification
  /** What the platform said last, for the organisation itself to read. */
  readonly verificationReason?: string
  readonly members: Readonly<Record<string, Role>>
  readonly sites: Readonly<Record<string, Site>>
  readonly approvalRules: ApprovalRules
  readonly budgets: readonly OpenBudget[]
} & OrganisationDetails

export type Organisation = { readonly status: 'absent' } | RegisteredOrganisation

export function evolveOrganisation(state: Organisation, event: OrganisationEvent): Organisation {
  if (event.type === 'organisation/registered') {
    const { type: _type, at: _at, ownerId, ...details } = event
    return {
      status: 'registered',
      verification: 'unverified',
      members: { [ownerId]: 'owner' },
      sites: {},
      approvalRules: noApprovalRules,
      budgets: [],
      ...details,
    }
  }
  if (state.status === 'absent') return state
  switch (event.type) {
    case 'organisation/details-changed': {
      const { type: _type, at: _at, ...details } = event
      const { gln: _gln, taxIds: _taxIds, address: _address, ...kept } = state
      return { ...kept, ...details }
    }
    case 'organisation/site-added':
    case 'organisation/site-changed':
      return { ...state, sites: { ...state.sites, [event.site.id]: event.site } }
    case 'organisation/site-removed': {
      const { [event.siteId]: _removed, ...sites } = state.sites
      return { ...state, sites }
    }
    case 'organisation/member-joined':
    case 'organisation/member-role-changed':
      return { ...state, members: { ...state.members, [event.userId]: event.role } }
    case 'organisation/member-left': {
      const { [event.userId]: _left, ...members } = state.members
      return { ...state, members }
    }
    case 'organisation/approval-rules-set':
      return { ...state, approvalRules: event.rules }
    case 'organisation/budget-opened':
      return { ...state, budgets: [...state.budgets, { currency: event.currency, period: event.period }] }
    case 'organisation/budget-closed': {
      const { currency, period } = event
      const budgets = state.budgets.filter((each) => each.currency !== currency || each.period !== period)
      return { ...state, budgets }
    }
    case 'organisation/submitted-for-verification':
      return { ...state, verification: 'pending' }
    case 'organisation/verification-judged':
      return { ...state, verification: event.outcome, verificationReason: event.reason }
  }
}

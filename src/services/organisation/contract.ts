/** All that other services may know of organisations. */
import { hasRole, type Role } from '../../kernel/caller.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import { utcDate, type Instant } from '../../kernel/time.ts'
import {
  approvalRight,
  noApprovalRules,
  type ApprovalRight,
  type ApprovalRules,
  type ApprovalStep,
} from './organisation/approval-rules.ts'
import type { Membership } from './organisation/membership.ts'
import type { Site } from './organisation/organisation-details.ts'
import { delegationsAggregate } from './approval/approval-view.ts'
import {
  membershipAggregate,
  organisationAggregate,
  organisations,
  type OrganisationDocument,
} from './organisation/organisation-view.ts'

export {
  requiredApprovals,
  type ApprovalRight,
  type ApprovalRules,
  type ApprovalStep,
} from './organisation/approval-rules.ts'
export {
  asksWhoAnswersForBudgets,
  changeBudgets,
  claimOnBudgets,
  isBeyondBudgets,
  isBeyondAny,
  withBeyondBudgetStep,
} from './approval/change-budgets.ts'
export { acceptProvenInvitation, type ProvenAddress } from './members/accept-proven-invitation.ts'
export { invitationsTo, leaveOrganisations } from './members/leave-organisations.ts'
export type { Address, Site } from './organisation/organisation-details.ts'

/** All that a participant which decides nothing needs of a unit of work. */
export type Reader = Pick<Unit, 'read'>

/** Gives the organisations a user belongs to, and as what; at most 100. Fresh: from the stream, not a read model. */
export type MembershipsOf = (userId: string) => Promise<readonly { organisationId: string; role: Role }[]>

export const membershipsOf =
  (readState: ReadState): MembershipsOf =>
  async (userId) => {
    const { state } = await readState(membershipAggregate, userId)
    return Object.entries(state.roles).map(([organisationId, role]) => ({ organisationId, role }))
  }

/** Whether a user belonged to an organisation when something was committed, or belongs to it now. */
export async function wasMember(
  readState: ReadState,
  { userId, organisationId, at }: { readonly userId: string; readonly organisationId: string; readonly at: string },
): Promise<boolean> {
  const belongs = ({ roles }: Membership): boolean => Object.hasOwn(roles, organisationId)
  if (belongs((await readState(membershipAggregate, userId)).state)) return true
  return belongs((await readState(membershipAggregate, userId, at)).state)
}

/** The user whose memberships a stream holds, if it is such a stream. */
export const memberOfStream = (stream: string): string | undefined =>
  stream.startsWith('membership-') ? stream.slice('membership-'.length) : undefined

/** Gives the legal names of organisations, by id; what does not exist is left out. At most 1,000 at a time. */
export type OrganisationNames = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

export const organisationNames =
  (documents: Documents): OrganisationNames =>
  async (ids) => {
    const found = await documents.getMany(organisations, [...new Set(ids)])
    return new Map(found.map(({ id, body }) => [id, (JSON.parse(body) as OrganisationDocument).legalName]))
  }

/** A participant: refuses a command of an organisation that the platform has not verified. Judged when decided. */
export async function assertVerified(unit: Reader, organisationId: string, toDo: string): Promise<void> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'registered' && state.verification === 'verified') return
  throw new Rejected({
    kind: 'forbidden',
    code: 'organisation/not-verified',
    detail: `Only a verified organisation may ${toDo}. Submit yours at POST /v1/organisations/{id}/verification.`,
    facts: { verification: state.status === 'registered' ? state.verification : 'unverified' },
  })
}

/** Who has to approve what in an organisation; none for one that never said. */
export async function approvalRulesOf(unit: Reader, organisationId: string): Promise<ApprovalRules> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  return state.status === 'registered' ? state.approvalRules : noApprovalRules
}

/** A site of an organisation, or undefined: also for a site that is another's. */
export async function siteOf(unit: Reader, organisationId: string, siteId: string): Promise<Site | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  return state.status === 'registered' ? state.sites[siteId] : undefined
}

/** Who would take which step of what, asked for by whom, after which approvals. */
export type StepToTake = {
  readonly organisationId: string
  readonly step: ApprovalStep
  readonly userId: string
  readonly requesterIds: readonly string[]
  readonly given: readonly { readonly by: string; readonly inSteadOf?: string }[]
}

/** Whether, and in whose stead, somebody may take a step now: by the members and delegations of this moment. */
export async function approvalRightOf(
  unit: Reader & Pick<Unit, 'at'>,
  { organisationId, given, ...asked }: StepToTake,
): Promise<ApprovalRight | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'absent') return undefined
  const { given: delegations } = (await unit.read(delegationsAggregate, organisationId)).state
  return approvalRight({
    ...asked,
    delegations: [...state.approvalRules.delegations, ...Object.values(delegations)],
    approvedBy: given.flatMap(({ by, inSteadOf }) => (inSteadOf === undefined ? [by] : [by, inSteadOf])),
    members: state.members,
    on: utcDate(unit.at as Instant),
  })
}

/** A user's role in an organisation, as of now. */
export async function memberRole(unit: Reader, organisationId: string, userId: string): Promise<Role | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  return state.status === 'registered' ? state.members[userId] : undefined
}

/** What another party of a trade may know of an organisation: who it is in law and whether the platform verified it. */
export type OrganisationProfile = Pick<OrganisationDocument, 'id' | 'legalName' | 'country' | 'kinds' | 'verification'>

/** An organisation that others name: as invited supplier, as buyer of a price list. Undefined when there is none. */
export async function organisationOf(unit: Reader, organisationId: string): Promise<OrganisationProfile | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'absent') return undefined
  const { legalName, country, kinds, verification } = state
  return { id: organisationId, legalName, country, kinds, verification }
}

/** Who a party of an invoice is: its name in law and its tax registrations, whose form and check digits were held. */
export type InvoicedParty = OrganisationProfile & Pick<OrganisationDocument, 'gln' | 'taxIds'>

/** As of now; undefined where there is no such organisation. */
export async function invoicedPartyOf(unit: Reader, organisationId: string): Promise<InvoicedParty | undefined> {
  const { state } = await unit.read(organisationAggregate, organisationId)
  if (state.status === 'absent') return undefined
  const { legalName, country, kinds, verification, gln, taxIds } = state
  return {
    id: organisationId,
    legalName,
    country,
    kinds,
    verification,
    ...(gln !== undefined && { gln }),
    ...(taxIds && { taxIds }),
  }
}

/** The people who run an organisation, its owners and admins, as of now. */
export async function adminsOf(readState: ReadState, organisationId: string): Promise<readonly string[]> {
  const { state } = await readState(organisationAggregate, organisationId)
  if (state.status === 'absent') return []
  return Object.entries(state.members).flatMap(([userId, role]) => (hasRole(role, []) ? [userId] : []))
}

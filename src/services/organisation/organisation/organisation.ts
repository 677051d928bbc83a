/** An organisation: who it is in law, who may act for it, and whether the platform has verified it. */
import type { Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { ApprovalRules } from './approval-rules.ts'
import { budgetsMax, membersMax, sitesMax, type OrganisationDetails } from './organisation-details.ts'
import type { OrganisationCommand, OrganisationEvent, Verification } from './organisation-events.ts'
import { evolveOrganisation, type Organisation, type RegisteredOrganisation } from './organisation-state.ts'

type Decision = Result<readonly OrganisationEvent[]>

export const organisation: Decider<Organisation, OrganisationCommand, OrganisationEvent> = {
  initialState: { status: 'absent' },
  evolve: evolveOrganisation,
  decide(command, state) {
    if (command.type === 'register') {
      if (state.status !== 'absent') return reject(alreadyRegistered(state.verification))
      const { at, organisationId, ownerId, details } = command
      return accept([{ type: 'organisation/registered', at, organisationId, ownerId, ...details }])
    }
    if (state.status === 'absent') return reject(unknownOrganisation)
    const { at } = command
    switch (command.type) {
      case 'change-details':
        return changeDetails(at, command.details, state)
      case 'add-site':
        if (Object.keys(state.sites).length >= sitesMax) return reject(tooManySites)
        return accept([{ type: 'organisation/site-added', at, site: command.site }])
      case 'change-site':
        if (!state.sites[command.site.id]) return reject(unknownSite)
        return accept([{ type: 'organisation/site-changed', at, site: command.site }])
      case 'remove-site':
        if (!state.sites[command.siteId]) return reject(unknownSite)
        return accept([{ type: 'organisation/site-removed', at, siteId: command.siteId }])
      case 'join':
        return join(command, state)
      case 'change-role':
        return changeRole(command, state)
      case 'leave':
        return leave(command, state)
      case 'set-approval-rules':
        return setApprovalRules(at, command.rules, state)
      case 'open-budget':
      case 'close-budget':
        return listBudget(command, state)
      case 'submit-for-verification':
        if (!submittedFrom.includes(state.verification)) return reject(cannotJudge(state.verification, 'submitted'))
        return accept([{ type: 'organisation/submitted-for-verification', at }])
      case 'judge': {
        const { staffId, outcome, reason } = command
        const from: readonly Verification[] = judgedFrom[outcome]
        if (!from.includes(state.verification)) return reject(cannotJudge(state.verification, outcome))
        return accept([{ type: 'organisation/verification-judged', at, staffId, outcome, reason }])
      }
    }
  },
}

const submittedFrom: readonly Verification[] = ['unverified', 'rejected']
/** From which states each judgement may be reached. */
const judgedFrom = {
  verified: ['pending', 'suspended'],
  rejected: ['pending'],
  suspended: ['verified'],
} as const satisfies Record<string, readonly Verification[]>

/** What the platform verified is what was said then: another name, country, tax number or trade is looked at again. */
function changeDetails(at: string, details: OrganisationDetails, state: RegisteredOrganisation): Decision {
  const identity = ({ legalName, country, taxIds }: OrganisationDetails): string =>
    JSON.stringify([legalName, country, taxIds?.map((taxId) => [taxId.country, taxId.number]) ?? []])
  const isAsVerified =
    identity(details) === identity(state) && details.kinds.every((kind) => state.kinds.includes(kind))
  const changed: OrganisationEvent = { type: 'organisation/details-changed', at, ...details }
  if (state.verification !== 'verified' || isAsVerified) return accept([changed])
  return accept([changed, { type: 'organisation/submitted-for-verification', at }])
}

type Of<T extends OrganisationCommand['type']> = Extract<OrganisationCommand, { type: T }>

function join({ at, userId, role, invitationId }: Of<'join'>, { members }: RegisteredOrganisation): Decision {
  if (members[userId] !== undefined) return reject(alreadyMember)
  if (Object.keys(members).length >= membersMax) return reject(tooManyMembers)
  return accept([{ type: 'organisation/member-joined', at, userId, role, invitationId }])
}

function changeRole({ at, userId, role, by }: Of<'change-role'>, { members }: RegisteredOrganisation): Decision {
  const present = members[userId]
  if (present === undefined) return reject(unknownMember)
  if (by !== 'owner' && (role === 'owner' || present === 'owner')) return reject(onlyOwners)
  if (present === role) return accept([])
  if (present === 'owner' && isLastOwner(members)) return reject(lastOwner)
  return accept([{ type: 'organisation/member-role-changed', at, userId, role }])
}

function leave({ at, userId, by }: Of<'leave'>, { members }: RegisteredOrganisation): Decision {
  const present = members[userId]
  if (present === undefined) return reject(unknownMember)
  // Whoever is erased was alone in it: nobody is left to be kept from its affairs.
  const leavesNobody = by === 'erasure' && Object.keys(members).length === 1
  if (present === 'owner' && by !== 'self' && by !== 'owner' && by !== 'erasure') return reject(onlyOwners)
  if (present === 'owner' && isLastOwner(members) && !leavesNobody) return reject(lastOwner)
  return accept([{ type: 'organisation/member-left', at, userId }])
}

const isLastOwner = (members: Readonly<Record<string, Role>>): boolean =>
  Object.values(members).filter((role) => role === 'owner').length === 1

function setApprovalRules(at: string, rules: ApprovalRules, { members }: RegisteredOrganisation): Decision {
  const seen = new Set<string>()
  for (const [index, { currency, from, chain }] of rules.thresholds.entries()) {
    if (seen.has(`${currency}${from}`)) return reject(notFit(`/thresholds/${index}`, 'this threshold is there twice'))
    seen.add(`${currency}${from}`)
    const stranger = chain.findIndex((step) => step.kind === 'user' && members[step.userId] === undefined)
    if (stranger >= 0) return reject(notFit(`/thresholds/${index}/chain/${stranger}/userId`, 'is not a member'))
  }
  for (const [index, { fromUserId, toUserId, from, until }] of rules.delegations.entries()) {
    const at = `/delegations/${index}`
    if (members[fromUserId] === undefined) return reject(notFit(`${at}/fromUserId`, 'is not a member'))
    if (members[toUserId] === undefined) return reject(notFit(`${at}/toUserId`, 'is not a member'))
    if (fromUserId === toUserId) return reject(notFit(`${at}/toUserId`, 'is the same person'))
    if (until < from) return reject(notFit(`${at}/until`, 'is before the first day'))
  }
  return accept([{ type: 'organisation/approval-rules-set', at, rules }])
}

/** Which budgets there are, for who decides without looking into each. */
function listBudget(command: Of<'open-budget' | 'close-budget'>, { budgets }: RegisteredOrganisation): Decision {
  const { type, at, currency, period } = command
  const isOpen = budgets.some((each) => each.currency === currency && each.period === period)
  if (type === 'close-budget')
    return accept(isOpen ? [{ type: 'organisation/budget-closed', at, currency, period }] : [])
  if (isOpen) return accept([])
  if (budgets.length >= budgetsMax) return reject(tooManyBudgets)
  return accept([{ type: 'organisation/budget-opened', at, currency, period }])
}

const notFit = (pointer: string, detail: string): Rejection =>
  invalidField('organisation/approval-rules-do-not-fit', pointer, detail)

export const unknownOrganisation: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown',
  detail: 'There is no such organisation, or you do not take part in it.',
}
export const unknownSite: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown-site',
  detail: 'The organisation has no such site.',
}
export const unknownMember: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown-member',
  detail: 'The organisation has no such member.',
}
/** What may be asked about its verification; a judgement by its outcome. */
const standing = (verification: Verification): NonNullable<Rejection['facts']> => ({
  verification,
  status: verification,
  allowed: [
    ...(submittedFrom.includes(verification) ? ['submit-for-verification'] : []),
    ...Object.entries(judgedFrom)
      .filter(([, from]) => (from as readonly Verification[]).includes(verification))
      .map(([outcome]) => outcome),
  ],
})
const alreadyRegistered = (verification: Verification): Rejection => ({
  kind: 'conflict',
  code: 'organisation/already-registered',
  detail: 'This organisation is registered already.',
  facts: standing(verification),
})
const alreadyMember: Rejection = {
  kind: 'conflict',
  code: 'organisation/already-member',
  detail: 'You are a member of this organisation already; its owner or an admin may change your role.',
}
const lastOwner: Rejection = {
  kind: 'conflict',
  code: 'organisation/last-owner',
  detail: 'An organisation keeps at least one owner. Make somebody else an owner first.',
}
export const onlyOwners: Rejection = {
  kind: 'forbidden',
  code: 'organisation/owners-only',
  detail: 'Only an owner may make, change or remove an owner.',
}
const tooManySites: Rejection = {
  kind: 'conflict',
  code: 'organisation/too-many-sites',
  detail: `An organisation has at most ${sitesMax} sites.`,
}
const tooManyMembers: Rejection = {
  kind: 'conflict',
  code: 'organisation/too-many-members',
  detail: `An organisation has at most ${membersMax} members.`,
}
const tooManyBudgets: Rejection = {
  kind: 'conflict',
  code: 'organisation/too-many-budgets',
  detail: `An organisation has at most ${budgetsMax} budgets, those of periods that are over included.`,
}
const cannotJudge = (verification: Verification, wanted: string): Rejection => ({
  kind: 'conflict',
  code: 'organisation/verification-state',
  detail: `An organisation that is ${verification} cannot be ${wanted}.`,
  facts: standing(verification),
})

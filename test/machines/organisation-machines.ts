/** Organisations as the platform verifies them, and whoever belongs to one, at each of their states. */
import type { Role } from '../../src/kernel/caller.ts'
import { currency } from '../../src/kernel/currency.ts'
import type { Sealed } from '../../src/kernel/sealed.ts'
import { noApprovalRules } from '../../src/services/organisation/organisation/approval-rules.ts'
import type { InvitationCommand } from '../../src/services/organisation/members/invitation.ts'
import type {
  Judgement,
  OrganisationCommand,
} from '../../src/services/organisation/organisation/organisation-events.ts'
import { invitationAggregate } from '../../src/services/organisation/members/invitation-view.ts'
import { organisationAggregate } from '../../src/services/organisation/organisation/organisation-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
const details = { legalName: 'Kaas', country: 'NL', kinds: ['supplier'] } as const
const site = { id: 'sit_1', name: 'Store', address: { lines: ['Kade 1'], city: 'Urk', country: 'NL' } }
const period = '2026'

type Given = () => OrganisationCommand
const judge =
  (outcome: Judgement): Given =>
  () => ({ type: 'judge', at, staffId: 'stf_1', outcome, reason: 'Looked up in the register.' })
const join = (userId: string, role: Role): OrganisationCommand => ({
  type: 'join',
  at,
  userId,
  role,
  invitationId: 'inv_1',
})

const ofOrganisation: Omit<EachCommand<OrganisationCommand>, 'judge' | 'join' | 'change-role' | 'leave'> & {
  readonly [Outcome in Judgement]: Given
} = {
  register: () => ({ type: 'register', at, organisationId: 'org_1', ownerId: 'usr_own', details }),
  'submit-for-verification': () => ({ type: 'submit-for-verification', at }),
  verified: judge('verified'),
  rejected: judge('rejected'),
  suspended: judge('suspended'),
  'change-details': () => ({ type: 'change-details', at, details: { ...details, kinds: ['supplier'] } }),
  'add-site': () => ({ type: 'add-site', at, site: { ...site, id: 'sit_2' } }),
  'change-site': () => ({ type: 'change-site', at, site: { ...site, name: 'Cold store' } }),
  'remove-site': () => ({ type: 'remove-site', at, siteId: site.id }),
  'set-approval-rules': () => ({ type: 'set-approval-rules', at, rules: noApprovalRules }),
  'open-budget': () => ({ type: 'open-budget', at, currency: currency('EUR'), period }),
  'close-budget': () => ({ type: 'close-budget', at, currency: currency('EUR'), period }),
}
const founded: readonly OrganisationCommand[] = [ofOrganisation.register(at), { type: 'add-site', at, site }]
const after = (...names: readonly (keyof typeof ofOrganisation)[]) =>
  reach(organisationAggregate, at, ...founded, ...names.map((name) => ofOrganisation[name](at)))

export const organisationMachine: Machine = {
  name: 'organisation',
  aggregate: organisationAggregate,
  states: {
    absent: reach(organisationAggregate, at),
    unverified: after(),
    pending: after('submit-for-verification'),
    verified: after('submit-for-verification', 'verified'),
    rejected: after('submit-for-verification', 'rejected'),
    suspended: after('submit-for-verification', 'verified', 'suspended'),
  },
  commands: ofOrganisation,
  inner: ['register'],
  always: [
    'change-details',
    'add-site',
    'change-site',
    'remove-site',
    'set-approval-rules',
    'open-budget',
    'close-budget',
  ],
}

const userId = 'usr_ann'
const changeRole = (role: Role, by: Role) => (): OrganisationCommand => ({ type: 'change-role', at, userId, role, by })
const leave = (by: Role | 'self' | 'erasure') => (): OrganisationCommand => ({ type: 'leave', at, userId, by })
const memberAfter = (...commands: readonly OrganisationCommand[]) =>
  reach(organisationAggregate, at, ofOrganisation.register(at), ...commands)

/** One person and one organisation: what an owner, an admin and the person may do about it. */
export const memberMachine: Machine = {
  name: 'member of an organisation',
  aggregate: organisationAggregate,
  states: {
    absent: memberAfter(),
    seller: memberAfter(join(userId, 'seller')),
    'one of two owners': memberAfter(join(userId, 'owner')),
    'the only owner': memberAfter(join(userId, 'owner'), { type: 'leave', at, userId: 'usr_own', by: 'self' }),
    left: memberAfter(join(userId, 'seller'), leave('self')()),
  },
  commands: {
    join: () => join(userId, 'seller'),
    'change-role': changeRole('buyer', 'owner'),
    leave: leave('self'),
  },
  variants: {
    'change-role, as an admin': changeRole('buyer', 'admin'),
    'change-role to owner': changeRole('owner', 'owner'),
    'change-role to owner, as an admin': changeRole('owner', 'admin'),
    'leave, removed by an owner': leave('owner'),
    'leave, removed by an admin': leave('admin'),
    'leave, erased': leave('erasure'),
  },
  inner: ['join'],
  gone: ['left'],
  besides: {
    'organisation/already-member': 'Who is a member is given another role instead.',
    'organisation/owners-only': 'An owner may do it.',
    'organisation/last-owner': 'It is taken as soon as there is another owner.',
  },
}

const digest = 'd1'
const expiresAt = '2026-08-08T09:00:00.000Z'
const sent = {
  organisationId: 'org_1',
  email: 'sealed' as Sealed,
  emailDigest: 'e1',
  role: 'seller',
  invitedBy: 'usr_own',
} as const
const ofInvitation = {
  send: (when) => ({ type: 'send', at: when, ...sent, digest, expiresAt }),
  accept: (when) => ({ type: 'accept', at: when, userId, emailDigest: 'e1', digest }),
  admit: (when) => ({ type: 'admit', at: when, userId, emailDigest: 'e1' }),
  revoke: (when) => ({ type: 'revoke', at: when, by: 'usr_own' }),
} as const satisfies EachCommand<InvitationCommand>
const invited = (when: string, ...names: readonly (keyof typeof ofInvitation)[]) =>
  reach(invitationAggregate, when, ...names.map((name) => ofInvitation[name](at)))

export const invitationMachine: Machine = {
  name: 'invitation',
  aggregate: invitationAggregate,
  states: {
    absent: invited(at),
    open: invited(at, 'send'),
    expired: invited(expiresAt, 'send'),
    accepted: invited(at, 'send', 'accept'),
    revoked: invited(at, 'send', 'revoke'),
  },
  commands: ofInvitation,
  variants: {
    'accept, with another address': (when) => ({ ...ofInvitation.accept(when), emailDigest: 'e2' }),
    'admit, with another address': (when) => ({ ...ofInvitation.admit(when), emailDigest: 'e2' }),
  },
  inner: ['send', 'admit'],
  toOthers: {
    'organisation/invitation-over': 'Whoever holds a token is told that it is good for nothing, and not why.',
    'organisation/invitation-for-another': 'Whoever was not invited may ask nothing of it.',
  },
}

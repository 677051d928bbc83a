/** The shapes that organisations, sites, members and rules have on the wire. */
import { Type } from 'typebox'
import { roles } from '../../../kernel/caller.ts'

export const OrganisationId = Type.String({ pattern: '^org_[0-9a-f]{32}$', description: 'An organisation’s id.' })
export const UserId = Type.String({ pattern: '^usr_[0-9a-f]{32}$', description: 'A person’s id.' })
export const SiteId = Type.String({ pattern: '^sit_[0-9a-f]{32}$', description: 'A site’s id.' })
export const OrganisationParams = Type.Object({ organisationId: OrganisationId })
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' })
const Text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description })
const Gln = Type.String({
  maxLength: 30,
  description: 'GS1 Global Location Number: 13 digits, the last one a check digit.',
})
export const RoleName = Type.Enum([...roles])
export const VerificationState = Type.Enum(['unverified', 'pending', 'verified', 'rejected', 'suspended'])
const Instant = Type.String({ format: 'date-time' })
export const Day = Type.String({ format: 'date' })

export const AddressBody = Type.Object(
  {
    lines: Type.Array(Text(200, 'Street, building, floor.'), { minItems: 1, maxItems: 4 }),
    postalCode: Type.Optional(Text(20, 'Postal code.')),
    city: Text(100, 'City.'),
    region: Type.Optional(Text(100, 'State, province or region.')),
    country: Country,
  },
  { title: 'Address' },
)
export const TaxIdBody = Type.Object(
  { country: Country, number: Text(40, 'With or without its country prefix; check digits are verified.') },
  { title: 'TaxId' },
)
const Kinds = Type.Array(Type.Enum(['buyer', 'supplier', 'logistics', 'laboratory']), { minItems: 1, maxItems: 4 })
/** It stands in mails that we send to others: no controls, line breaks or marks that turn the direction of reading. */
const LegalName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+$',
  description: 'The name in the register of companies, on one line.',
})

export const DetailsBody = Type.Object({
  legalName: LegalName,
  country: Country,
  kinds: Kinds,
  gln: Type.Optional(Gln),
  taxIds: Type.Optional(Type.Array(TaxIdBody, { maxItems: 30 })),
  address: Type.Optional(AddressBody),
})
export const DetailsChange = Type.Object(
  {
    legalName: Type.Optional(LegalName),
    country: Type.Optional(Country),
    kinds: Type.Optional(Kinds),
    gln: Type.Optional(Type.Union([Gln, Type.Null()])),
    taxIds: Type.Optional(Type.Array(TaxIdBody, { maxItems: 30 })),
    address: Type.Optional(Type.Union([AddressBody, Type.Null()])),
  },
  { minProperties: 1 },
)

export const OrganisationBody = Type.Object(
  {
    id: OrganisationId,
    ...DetailsBody.properties,
    verification: VerificationState,
    verificationReason: Type.Optional(
      Type.String({ description: 'What the platform said last; for itself and staff.' }),
    ),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Organisation' },
)

export const SiteDetailsBody = Type.Object({
  name: Text(200, 'What people call it.'),
  address: AddressBody,
  gln: Type.Optional(Gln),
  establishmentNumber: Type.Optional(
    Text(40, 'Approval number for food of animal origin, as on the oval mark: `DE NW 12345 EG`.'),
  ),
})
export const SiteBody = Type.Object({ id: SiteId, ...SiteDetailsBody.properties }, { title: 'Site' })

export const MemberBody = Type.Object(
  { userId: UserId, name: Type.String(), email: Type.String(), role: RoleName },
  { title: 'Member' },
)

export const InvitationBody = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    role: RoleName,
    status: Type.Enum(['open', 'accepted', 'revoked', 'expired']),
    invitedBy: UserId,
    sentAt: Instant,
    expiresAt: Instant,
  },
  { title: 'Invitation' },
)

const Step = Type.Union([
  Type.Object({ kind: Type.Literal('role'), role: RoleName }),
  Type.Object({ kind: Type.Literal('user'), userId: UserId }),
])
const DelegationTerms = {
  from: Type.String({ format: 'date', description: 'The first day, UTC.' }),
  until: Type.String({ format: 'date', description: 'The last day, UTC, itself included.' }),
  reason: Text(500, 'Why, such as a holiday: kept, and shown to approvers.'),
}
export const DelegationInput = Type.Object({
  toUserId: UserId,
  fromUserId: Type.Optional(
    Type.String({
      pattern: '^usr_[0-9a-f]{32}$',
      description: 'Whose approvals: the caller’s, unless an owner or admin names somebody else.',
    }),
  ),
  ...DelegationTerms,
})
export const DelegationBody = Type.Object(
  {
    id: Type.String(),
    fromUserId: UserId,
    toUserId: UserId,
    ...DelegationTerms,
    givenBy: UserId,
    givenAt: Instant,
  },
  { title: 'Delegation' },
)

const minorUnits = (description: string) => Type.Integer({ description: `Minor units: ${description}` })
export const BudgetBody = Type.Object(
  {
    currency: Type.String(),
    period: Type.String({ description: 'A year, a quarter or a month in UTC: `2027`, `2027-Q1`, `2027-03`.' }),
    limit: minorUnits('what may be committed.'),
    committed: minorUnits('with freight, of orders that wait for approval within it, are approved, or beyond.'),
    left: minorUnits('below zero where an owner or admin agreed to more, or lowered the limit.'),
  },
  { title: 'Budget' },
)

export const ApprovalRulesBody = Type.Object(
  {
    thresholds: Type.Array(
      Type.Object({
        currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
        from: Type.Integer({ minimum: 0, description: 'Minor units: totals of this much and more take the chain.' }),
        chain: Type.Array(Step, { minItems: 1, maxItems: 10, description: 'In this order, each by another person.' }),
      }),
      { maxItems: 100 },
    ),
    delegations: Type.Array(Type.Object({ fromUserId: UserId, toUserId: UserId, from: Day, until: Day }), {
      maxItems: 200,
      description:
        'Who stands in for whom as a rule; both days included, in UTC. People name their own at /delegations.',
    }),
  },
  { title: 'ApprovalRules' },
)

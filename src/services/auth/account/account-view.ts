/** The streams of accounts and of their addresses, users' and platform staff's apart. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { account, type Account, type AccountCommand, type AccountEvent } from './account.ts'
import { emailClaim, type EmailClaim, type EmailClaimCommand, type EmailClaimEvent } from './email-claim.ts'

export type AccountAggregate = Aggregate<Account, AccountCommand, AccountEvent>
export type EmailAggregate = Aggregate<EmailClaim, EmailClaimCommand, EmailClaimEvent>

const ofNoOrganisation = { organisations: () => [], readModels: [] }

export const userAggregate: AccountAggregate = { kind: 'user', decider: account, stateRevision: 1, ...ofNoOrganisation }
export const staffAggregate: AccountAggregate = {
  kind: 'staff',
  decider: account,
  stateRevision: 1,
  ...ofNoOrganisation,
}
export const userEmailAggregate: EmailAggregate = {
  kind: 'email',
  decider: emailClaim,
  stateRevision: 1,
  ...ofNoOrganisation,
}
export const staffEmailAggregate: EmailAggregate = {
  kind: 'staffemail',
  decider: emailClaim,
  stateRevision: 1,
  ...ofNoOrganisation,
}

/** Which streams hold an account of a kind and its e-mail. */
export const accountsOf = {
  user: { accounts: userAggregate, emails: userEmailAggregate, prefix: 'usr' },
  staff: { accounts: staffAggregate, emails: staffEmailAggregate, prefix: 'stf' },
} as const

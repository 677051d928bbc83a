/** One e-mail, one account: a stream named for the e-mail's digest, taken in the same commit as the account. */
import type { Decider } from '../../kernel/decider.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import { accept, reject } from '../../kernel/result.ts'

export type EmailClaim = { readonly accountId: string | null }
export type EmailClaimCommand = { readonly type: 'claim'; readonly at: string; readonly accountId: string }
export type EmailClaimEvent = { readonly type: 'email/claimed'; readonly at: string; readonly accountId: string }

export const emailClaim: Decider<EmailClaim, EmailClaimCommand, EmailClaimEvent> = {
  initialState: { accountId: null },
  decide: ({ at, accountId }, state) =>
    state.accountId === null ? accept([{ type: 'email/claimed', at, accountId }]) : reject(emailTaken),
  evolve: (_state, { accountId }) => ({ accountId }),
}

/** Said to operators only: registering never tells whether an e-mail is known. */
const emailTaken: Rejection = {
  kind: 'conflict',
  code: 'auth/email-taken',
  detail: 'Another account has this e-mail address.',
}

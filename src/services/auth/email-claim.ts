/** One e-mail, one account: a stream named for the e-mail's digest, taken in the same commit as the account. */
import type { Decider } from '../../kernel/decider.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import { accept, reject } from '../../kernel/result.ts'

export type EmailClaim = { readonly accountId: string | null }
export type EmailClaimCommand = { readonly type: 'claim' | 'release'; readonly at: string; readonly accountId: string }
/** Released as its account is erased: who has the address may then register as somebody new. */
export type EmailClaimEvent = {
  readonly type: 'email/claimed' | 'email/released'
  readonly at: string
  readonly accountId: string
}

export const emailClaim: Decider<EmailClaim, EmailClaimCommand, EmailClaimEvent> = {
  initialState: { accountId: null },
  decide({ type, at, accountId }, state) {
    switch (type) {
      case 'claim':
        return state.accountId === null ? accept([{ type: 'email/claimed', at, accountId }]) : reject(emailTaken)
      case 'release':
        return accept(state.accountId === accountId ? [{ type: 'email/released', at, accountId }] : [])
    }
  },
  evolve: (_state, { type, accountId }) => ({ accountId: type === 'email/claimed' ? accountId : null }),
}

/** Said to operators only: registering never tells whether an e-mail is known. */
const emailTaken: Rejection = {
  kind: 'conflict',
  code: 'auth/email-taken',
  detail: 'Another account has this e-mail address.',
}

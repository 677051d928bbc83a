/** One e-mail, one account: a stream named for the e-mail's digest, taken in the same commit as the account. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type EmailClaim = {
  readonly accountId: string | null
  /** An address that its account has left is kept for it so long, in case it goes back; null while it is in use. */
  readonly until: string | null
}
type Claiming = { readonly at: string; readonly accountId: string }
export type EmailClaimCommand = Claiming &
  ({ readonly type: 'claim' | 'release' } | { readonly type: 'leave'; readonly until: string })
/** Released as its account is erased: who has the address may then register as somebody new. */
export type EmailClaimEvent = Claiming &
  ({ readonly type: 'email/claimed' | 'email/released' } | { readonly type: 'email/left'; readonly until: string })

export const emailClaim: Decider<EmailClaim, EmailClaimCommand, EmailClaimEvent> = {
  initialState: { accountId: null, until: null },
  decide(command, state) {
    const { at, accountId } = command
    const holder = holderOf(state, at)
    // Whoever has left it for good is like anybody else.
    const isOwn = holder === accountId
    switch (command.type) {
      case 'claim':
        return holder === null || (isOwn && state.until !== null)
          ? accept([{ type: 'email/claimed', at, accountId }])
          : reject(emailTaken)
      case 'release':
        return accept(isOwn ? [{ type: 'email/released', at, accountId }] : [])
      case 'leave':
        return accept(isOwn ? [{ type: 'email/left', at, accountId, until: command.until }] : [])
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'email/claimed':
        return { accountId: event.accountId, until: null }
      case 'email/released':
        return { accountId: null, until: null }
      case 'email/left':
        return { ...state, until: event.until }
    }
  },
}

/** The account that has an address now, or may still go back to it. */
export const holderOf = ({ accountId, until }: EmailClaim, at: string): string | null =>
  until !== null && at >= until ? null : accountId

/** Said to operators, and to whoever reads the mails to this address: registering never tells whether an e-mail is known. */
const emailTaken: Rejection = {
  kind: 'conflict',
  code: 'auth/email-taken',
  detail: 'Another account has this e-mail address.',
}

/** Changes a password: by knowing the present one, or by a token that came with a mail; other sessions end with it. */
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { hourMs } from '../../../kernel/time.ts'
import type { ActiveAccount } from '../account/account.ts'
import type { AuthMails } from '../mails/auth-mails.ts'
import { accountsOf } from '../account/account-view.ts'
import { sessionAggregate } from '../session/session-view.ts'
import { digestOfEmail } from '../account/read-people.ts'
import type { MailTokens } from '../tokens/issue-purpose-token.ts'
import type { MailAllowance } from '../mails/send-few-mails.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import type { SessionSubject } from '../session/session.ts'
import { guardedAs } from '../guesses/guard-sign-in.ts'
import { invalidMailToken, updatePassword, type UpdatePasswordNeeds } from '../password/update-password.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from '../password/verify-own-password.ts'

export type ChangePasswordNeeds = OwnPasswordNeeds &
  UpdatePasswordNeeds & {
    readonly execute: Execute
    readonly mailAllowance: MailAllowance
    readonly mailTokens: MailTokens
    readonly authMails: AuthMails
    readonly clock: Clock
  }

export type ChangePassword = {
  /** Throws `Rejected` when the present password is not the one given. */
  byKnowing(
    intent: Intent,
    change: { accountId: string; sessionId: string; address: string; current: string; next: string },
  ): Promise<void>
  /** Mails a token, if there is such an account; says nothing about that. */
  requestReset(kind: SessionSubject['kind'], email: string): Promise<void>
  byMailToken(intent: Intent, token: string, next: string): Promise<void>
}

const resetWithinMs = hourMs

export function changePassword(needs: ChangePasswordNeeds): ChangePassword {
  const { execute, readState, personalData, mailAllowance, mailTokens, authMails } = needs

  const activeAccount = async ({ kind, id }: SessionSubject): Promise<ActiveAccount | undefined> => {
    const { state } = await readState(accountsOf[kind].accounts, id)
    return state.status === 'active' ? state : undefined
  }

  return {
    async byKnowing(intent, { accountId, sessionId, address, current, next }) {
      const subject = { kind: 'user', id: accountId } as const
      const account = await verifyOwnPassword(needs, subject, { address, password: current })
      const chosen = { password: next, pointer: '/newPassword' }
      const { email, apply } = await updatePassword(needs, subject, account, chosen)
      const done = await execute(accountsOf.user.accounts, intent, async (unit) => {
        const credentials = await apply(unit)
        await unit.decide(sessionAggregate, sessionId, { type: 'adopt', at: unit.at, credentials })
        return accountId
      })
      authMails.passwordChanged(email, `${accountId} ${done.version}`)
    },
    async requestReset(kind, email) {
      const digest = digestOfEmail(personalData, email)
      if (!(await mailAllowance(`reset ${kind} ${digest}`))) return
      const { state: claim } = await readState(accountsOf[kind].emails, digest)
      const account = claim.accountId === null ? undefined : await activeAccount({ kind, id: claim.accountId })
      // An address that the account has left resets nothing: its mail to undo that does.
      const to = account?.emailDigest === digest ? await personalData.open(account.email) : undefined
      if (!account || to === undefined) return
      const endsAtMs = Date.parse(needs.clock.now()) + resetWithinMs
      authMails.resetPassword(to, mailTokens.issue('reset-password', claim.accountId!, bindingOf(account), endsAtMs))
    },
    async byMailToken(intent, token, next) {
      const id = mailTokens.accountOf(token)
      if (id === undefined) throw new Rejected(invalidMailToken)
      const subject = { kind: id.startsWith('stf_') ? 'staff' : 'user', id } as const
      const account = await activeAccount(subject)
      if (!account || !mailTokens.verify('reset-password', token, bindingOf(account), Date.parse(intent.at)))
        throw new Rejected(invalidMailToken)
      const { accounts } = accountsOf[subject.kind]
      const { email, apply } = await updatePassword(needs, subject, account, { password: next })
      const done = await execute(accounts, intent, async (unit) => {
        const { at } = unit
        await apply(unit)
        // Who has the token reads that mailbox.
        await unit.decide(accounts, id, { type: 'verify-email', at })
        // Who guessed codes knew the old password.
        await unit.decide(secondFactorAggregate, id, { type: 'forgive', at })
        return id
      })
      await needs.signInThrottle.reset(guardedAs(subject.kind, account.emailDigest))
      authMails.passwordChanged(email, `${id} ${done.version}`)
    },
  }
}

/** A token is good for one password and one mailbox: once either has changed, it is good for nothing. */
const bindingOf = ({ credentials, emailDigest }: ActiveAccount): string => JSON.stringify([credentials, emailDigest])

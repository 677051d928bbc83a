/** Changes a person's address: a mail to the new one proves it, a mail to the old one can take it back for a while. */
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import type { Log } from '../../../telemetry/log.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { dayMs } from '../../../kernel/time.ts'
import type { ActiveAccount } from '../account/account.ts'
import type { AuthMails } from '../mails/auth-mails.ts'
import { passkeysAggregate } from '../passkeys/passkeys-view.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import { userAggregate, userEmailAggregate } from '../account/account-view.ts'
import { digestOfEmail } from '../account/read-people.ts'
import { holderOf } from '../account/email-claim.ts'
import type { MailTokens } from '../tokens/issue-purpose-token.ts'
import type { MailAllowance } from '../mails/send-few-mails.ts'
import { guardedAs } from '../guesses/guard-sign-in.ts'
import { invalidMailToken, updatePassword, type UpdatePasswordNeeds } from '../password/update-password.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from '../password/verify-own-password.ts'

export type ChangeEmailNeeds = OwnPasswordNeeds &
  UpdatePasswordNeeds & {
    readonly execute: Execute
    readonly mailAllowance: MailAllowance
    readonly mailTokens: MailTokens
    readonly authMails: AuthMails
    readonly log: Log
  }

export type ChangeEmail = {
  /** Mails a token to the new address, or a notice where another account has it; who asks cannot tell which. */
  ask(
    intent: Intent,
    change: { accountId: string; address: string; password: string; email: string },
  ): Promise<{ replayed: boolean }>
  /** With the token from the new address. Throws `Rejected` (auth/email-taken) where another account was quicker. */
  confirm(intent: Intent, token: string): Promise<void>
  /** With the token from the old address, and a new password: whoever changed it knew the present one. */
  undo(intent: Intent, token: string, password: string): Promise<void>
}

const confirmWithinMs = dayMs

export function changeEmail(needs: ChangeEmailNeeds): ChangeEmail {
  const { execute, readState, personalData, mailAllowance, mailTokens, authMails, log } = needs

  const activeAccount = async (id: string | undefined): Promise<ActiveAccount> => {
    const { state } = id === undefined ? { state: undefined } : await readState(userAggregate, id)
    if (state?.status !== 'active') throw new Rejected(invalidMailToken)
    return state
  }
  const mailAsked = async (accountId: string, at: string): Promise<void> => {
    const { state: account, version } = await readState(userAggregate, accountId)
    const asked = account.status === 'active' ? account.emailChanges.asked : null
    const to = asked === null ? undefined : await personalData.open(asked.email)
    if (account.status !== 'active' || asked === null || to === undefined) return
    const { state: claim } = await readState(userEmailAggregate, asked.emailDigest)
    const holder = holderOf(claim, at)
    if (holder !== null && holder !== accountId) return authMails.alreadyRegistered(to, `${accountId} ${version}`)
    const endsAtMs = Date.parse(at) + confirmWithinMs
    authMails.changeEmail(to, mailTokens.issue('change-email', accountId, confirmBinding(account), endsAtMs))
  }

  return {
    async ask(intent, { accountId, address, password, email }) {
      await verifyOwnPassword(needs, { kind: 'user', id: accountId }, { address, password })
      const emailDigest = digestOfEmail(personalData, email)
      const sealed = await personalData.seal(accountId, email.trim())
      const { replayed } = await execute(userAggregate, intent, async (unit) => {
        await unit.decide(userAggregate, accountId, { type: 'ask-for-email', at: unit.at, email: sealed, emailDigest })
        return accountId
      })
      if (replayed || !(await mailAllowance(`change ${accountId}`))) return { replayed }
      // Answered without waiting for it, so that the time taken tells nothing of the new address.
      mailAsked(accountId, intent.at).catch((error: unknown) =>
        log.error({ err: error }, 'a change of an address was not mailed'),
      )
      return { replayed }
    },
    async confirm(intent, token) {
      const accountId = mailTokens.accountOf(token)
      const before = await activeAccount(accountId)
      const { asked } = before.emailChanges
      if (accountId === undefined || asked === null) throw new Rejected(invalidMailToken)
      if (!mailTokens.verify('change-email', token, confirmBinding(before), Date.parse(intent.at)))
        throw new Rejected(invalidMailToken)
      const { state } = await execute(userAggregate, intent, async (unit) => {
        const { at } = unit
        const { state: present } = await unit.load(userAggregate, accountId)
        if (present.status !== 'active' || confirmBinding(present) !== confirmBinding(before))
          throw new Rejected(invalidMailToken)
        const after = await unit.decide(userAggregate, accountId, { type: 'change-email', at })
        const until = after.status === 'active' ? after.emailChanges.before!.until : at
        await unit.decide(userEmailAggregate, asked.emailDigest, { type: 'claim', at, accountId })
        await unit.decide(userEmailAggregate, present.emailDigest, { type: 'leave', at, accountId, until })
        return accountId
      })
      const changed = state.status === 'active' ? state.emailChanges.before : null
      const to = changed && (await personalData.open(changed.email))
      if (state.status !== 'active' || !changed || to === undefined || to === null) return
      const undo = mailTokens.issue('undo-email-change', accountId, undoBinding(state), Date.parse(changed.until))
      authMails.emailChanged(to, undo)
    },
    async undo(intent, token, password) {
      const accountId = mailTokens.accountOf(token)
      const before = await activeAccount(accountId)
      const robbed = before.emailChanges.before
      if (accountId === undefined || robbed === null) throw new Rejected(invalidMailToken)
      if (!mailTokens.verify('undo-email-change', token, undoBinding(before), Date.parse(intent.at)))
        throw new Rejected(invalidMailToken)
      const { apply } = await updatePassword(needs, { kind: 'user', id: accountId }, before, { password })
      const done = await execute(userAggregate, intent, async (unit) => {
        const { at } = unit
        // First, since it judges what was read before the password was hashed. It ends all sessions.
        await apply(unit)
        await unit.decide(userAggregate, accountId, { type: 'undo-email-change', at })
        await unit.decide(userEmailAggregate, robbed.emailDigest, { type: 'claim', at, accountId })
        await unit.decide(userEmailAggregate, before.emailDigest, { type: 'release', at, accountId })
        // What was added since would keep out whoever comes back.
        const { state: factor } = await unit.load(secondFactorAggregate, accountId)
        if (factor.status === 'active' && factor.since >= robbed.changedAt)
          await unit.decide(secondFactorAggregate, accountId, { type: 'remove', at, by: accountId })
        await unit.decide(passkeysAggregate, accountId, { type: 'remove-since', at, since: robbed.changedAt })
        return accountId
      })
      await needs.signInThrottle.reset(guardedAs('user', robbed.emailDigest))
      const to = await personalData.open(robbed.email)
      if (to !== undefined) authMails.passwordChanged(to, `${accountId} ${done.version}`)
    },
  }
}

/** Good for the address that was asked for last, and one password. */
const confirmBinding = ({ emailChanges: { asked }, credentials }: ActiveAccount): string =>
  JSON.stringify([asked?.emailDigest, credentials])

/** Good for one change, whatever happened to the account since. */
const undoBinding = ({ emailChanges: { before } }: ActiveAccount): string =>
  JSON.stringify([before?.emailDigest, before?.changedAt])

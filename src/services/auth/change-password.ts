/** Changes a password: by knowing the present one, or by a token that came with a mail; other sessions end with it. */
import type { Execute, Intent } from '../../infrastructure/store/execute.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import type { Clock } from '../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { hourMs } from '../../kernel/time.ts'
import type { ActiveAccount } from './account.ts'
import type { AuthMails } from './auth-mails.ts'
import { accountsOf, sessionAggregate, type AccountAggregate } from './auth-view.ts'
import { digestOfEmail } from './contract.ts'
import type { MailTokens } from './issue-mail-token.ts'
import { checkPassword } from './password-rules.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from './verify-own-password.ts'
import type { WindowCounter } from './window-counter.ts'

export type ChangePasswordNeeds = OwnPasswordNeeds & {
  readonly execute: Execute
  /** How many mails of a kind an address has got lately. */
  readonly mailCounter: WindowCounter
  readonly mailTokens: MailTokens
  readonly authMails: AuthMails
  readonly clock: Clock
}

type AccountKind = keyof typeof accountsOf

export type ChangePassword = {
  /** Throws `Rejected` when the present password is not the one given. */
  byKnowing(
    intent: Intent,
    change: { accountId: string; sessionId: string; address: string; current: string; next: string },
  ): Promise<void>
  /** Mails a token, if there is such an account; says nothing about that. */
  requestReset(kind: AccountKind, email: string): Promise<void>
  byMailToken(intent: Intent, token: string, next: string): Promise<void>
}

const resetWithinMs = hourMs
const mailsMax = 3

export function changePassword(needs: ChangePasswordNeeds): ChangePassword {
  const { execute, readState, passwordHasher, personalData, mailCounter, mailTokens, authMails } = needs

  const activeAccount = async (accounts: AccountAggregate, id: string): Promise<ActiveAccount | undefined> => {
    const { state } = await readState(accounts, id)
    return state.status === 'active' ? state : undefined
  }
  /** Checks and hashes once, then changes the account in whatever unit it is given. */
  const prepare = async (account: ActiveAccount, accountId: string, next: string) => {
    const [email = '', name = ''] = await Promise.all(
      [account.email, account.name].map((text) => personalData.open(text)),
    )
    const checked = checkPassword(next, [email, name])
    if (!checked.ok) throw new Rejected(checked.rejection)
    const passwordHash = await personalData.seal(accountId, await passwordHasher.hash(checked.value))
    const apply = async (unit: Unit, accounts: AccountAggregate): Promise<number> => {
      const { state } = await unit.load(accounts, accountId)
      // Judged on what was read before hashing: of two changes at once, the later one starts again.
      if (state.status !== 'active' || state.credentials !== account.credentials) throw new Rejected(invalidMailToken)
      await unit.decide(accounts, accountId, { type: 'change-password', at: unit.at, passwordHash })
      return account.credentials + 1
    }
    return { email, apply }
  }

  return {
    async byKnowing(intent, { accountId, sessionId, address, current, next }) {
      const { accounts } = accountsOf.user
      const account = await verifyOwnPassword(needs, { accountId, address, password: current })
      const { email, apply } = await prepare(account, accountId, next)
      const done = await execute(accounts, intent, async (unit) => {
        const credentials = await apply(unit, accounts)
        await unit.decide(sessionAggregate, sessionId, { type: 'adopt', at: unit.at, credentials })
        return accountId
      })
      authMails.passwordChanged(email, `${accountId} ${done.version}`)
    },
    async requestReset(kind, email) {
      const digest = digestOfEmail(personalData, email)
      const counted = `reset ${kind} ${digest}`
      if (mailCounter.read(counted).count >= mailsMax) return
      mailCounter.add(counted)
      const { accounts, emails } = accountsOf[kind]
      const { state: claim } = await readState(emails, digest)
      const account = claim.accountId === null ? undefined : await activeAccount(accounts, claim.accountId)
      const to = account && (await personalData.open(account.email))
      if (!account || to === undefined) return
      const endsAtMs = Date.parse(needs.clock.now()) + resetWithinMs
      authMails.resetPassword(to, mailTokens.issue('reset-password', claim.accountId!, bindingOf(account), endsAtMs))
    },
    async byMailToken(intent, token, next) {
      const accountId = mailTokens.accountOf(token)
      const kind = accountId?.startsWith('stf_') ? 'staff' : 'user'
      const { accounts } = accountsOf[kind]
      const account = accountId === undefined ? undefined : await activeAccount(accounts, accountId)
      const nowMs = Date.parse(intent.at)
      if (!account || !mailTokens.verify('reset-password', token, bindingOf(account), nowMs))
        throw new Rejected(invalidMailToken)
      const { email, apply } = await prepare(account, accountId!, next)
      const done = await execute(accounts, intent, async (unit) => {
        await apply(unit, accounts)
        // Who has the token reads that mailbox.
        await unit.decide(accounts, accountId!, { type: 'verify-email', at: unit.at })
        return accountId!
      })
      needs.signInThrottle.reset(`${kind} ${account.emailDigest}`)
      authMails.passwordChanged(email, `${accountId} ${done.version}`)
    },
  }
}

/** A token is good for one password: once that has changed, it is good for nothing. */
const bindingOf = ({ credentials }: ActiveAccount): string => `password ${credentials}`

export const invalidMailToken: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-mail-token',
  detail: 'This token is not whole, was used, or has expired. Ask for another mail.',
}

/** Opens an account for an e-mail; somebody who tries one that is taken cannot tell the difference. */
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import { accountsOf } from '../account/account-view.ts'
import { digestOfEmail } from '../account/read-people.ts'
import { holderOf } from '../account/email-claim.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { VerifyNewPassword } from '../password/verify-new-password.ts'

export type Registration = {
  readonly email: string
  readonly password: string
  readonly name: string
  readonly locale?: string | undefined
}

export type Registered = {
  readonly accountId: string
  readonly createdAt: string
  readonly replayed: boolean
  /** False when the e-mail had an account: the account is a shadow that nobody can sign in to. */
  readonly opened: boolean
}

export type RegisterNeeds = {
  readonly execute: Execute
  readonly passwordHasher: PasswordHasher
  readonly personalData: PersonalData
  readonly verifyNewPassword: VerifyNewPassword
}

export type RegisterAccount = (
  kind: 'user' | 'staff',
  intent: Intent,
  registration: Registration,
) => Promise<Registered>

export const registerAccount =
  ({ execute, passwordHasher, personalData, verifyNewPassword }: RegisterNeeds): RegisterAccount =>
  async (kind, intent, { email, password, name, locale = 'en' }) => {
    const chosen = await verifyNewPassword.byRules({ password, context: [name, email] })
    const { accounts, emails, prefix } = accountsOf[kind]
    const digest = digestOfEmail(personalData, email)
    // Made once however often the work runs, and for taken e-mails too, so that both take as long. Nobody is asked what
    // was stolen when the request is repeated: who got an account would be told now that its password is none.
    let hashing: Promise<string> | undefined
    const hashIfSafe = async (): Promise<string> => {
      await verifyNewPassword.byBreaches({ password: chosen })
      return passwordHasher.hash(chosen)
    }
    const done = await execute(accounts, intent, async (unit) => {
      const hash = await (hashing ??= hashIfSafe())
      const accountId = unit.newId(prefix)
      const { at } = unit
      // For taken e-mails too, whose shadow gets a key that nothing is kept under: making one takes the store a while.
      const [sealedEmail, sealedName, passwordHash] = await Promise.all(
        [email.trim(), name, hash].map((text) => personalData.seal(accountId, text)),
      )
      const { state: claim } = await unit.load(emails, digest)
      if (holderOf(claim, at) !== null && kind === 'user') {
        await unit.decide(accounts, accountId, { type: 'decline', at })
        return accountId
      }
      await unit.decide(emails, digest, { type: 'claim', at, accountId })
      await unit.decide(accounts, accountId, {
        type: 'register',
        at,
        accountId,
        email: sealedEmail!,
        emailDigest: digest,
        name: sealedName!,
        locale,
        passwordHash: passwordHash!,
      })
      return accountId
    })
    const { id, createdAt, replayed, state } = done
    return { accountId: id, createdAt, replayed, opened: state.status === 'active' }
  }

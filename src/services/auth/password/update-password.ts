/** Makes a new password an account's own: checked and hashed once, then kept in whatever commit it belongs to. */
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { ActiveAccount } from '../account/account.ts'
import { accountsOf } from '../account/account-view.ts'
import type { SessionSubject } from '../session/session.ts'
import type { NewPassword, VerifyNewPassword } from './verify-new-password.ts'

export type UpdatePasswordNeeds = {
  readonly passwordHasher: PasswordHasher
  readonly personalData: PersonalData
  readonly verifyNewPassword: VerifyNewPassword
}

export type UpdatedPassword = {
  /** Of the account, as it was when this began. */
  readonly email: string
  /** Gives the generation of the new password. Throws `Rejected` where the account changed meanwhile. */
  readonly apply: (unit: Unit) => Promise<number>
}

/** Throws `Rejected` (auth/weak-password). */
export async function updatePassword(
  { passwordHasher, personalData, verifyNewPassword }: UpdatePasswordNeeds,
  { kind, id }: SessionSubject,
  account: ActiveAccount,
  next: Pick<NewPassword, 'password' | 'pointer'>,
): Promise<UpdatedPassword> {
  const { accounts } = accountsOf[kind]
  const [email = '', name = ''] = await Promise.all(
    [account.email, account.name].map((text) => personalData.open(text)),
  )
  const password = await verifyNewPassword.byRules({ ...next, context: [email, name] })
  await verifyNewPassword.byBreaches({ ...next, password })
  const passwordHash = await personalData.seal(id, await passwordHasher.hash(password))
  const apply = async (unit: Unit): Promise<number> => {
    const { state } = await unit.load(accounts, id)
    // Judged on what was read before hashing: of two changes at once, the later one starts again.
    if (state.status !== 'active' || state.credentials !== account.credentials) throw new Rejected(invalidMailToken)
    await unit.decide(accounts, id, { type: 'change-password', at: unit.at, passwordHash })
    return account.credentials + 1
  }
  return { email, apply }
}

export const invalidMailToken: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-mail-token',
  detail: 'This token is not whole, was used, or has expired. Ask for another mail.',
}

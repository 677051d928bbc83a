/** Whoever does something to their own account that cannot be undone proves once more that they are who signed in. */
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { ActiveAccount } from '../account/account.ts'
import { accountsOf } from '../account/account-view.ts'
import { wrongCredentials } from './wrong-credentials.ts'
import type { SessionSubject } from '../session/session.ts'
import type { SignInThrottle } from '../guesses/guard-sign-in.ts'

export type OwnPasswordNeeds = {
  readonly readState: ReadState
  readonly passwordHasher: PasswordHasher
  readonly personalData: PersonalData
  readonly signInThrottle: SignInThrottle
}

/** The account. Throws `Rejected` when the password is not its own, and after some tries whatever it is. */
export async function verifyOwnPassword(
  { readState, passwordHasher, personalData, signInThrottle }: OwnPasswordNeeds,
  { kind, id }: SessionSubject,
  { address, password }: { readonly address: string; readonly password: string },
): Promise<ActiveAccount> {
  const { state } = await readState(accountsOf[kind].accounts, id)
  const account = state.status === 'active' ? state : undefined
  const { isRight } = await signInThrottle.guard(`change ${id}`, address, async () => {
    const hash = account && (await personalData.open(account.passwordHash))
    return { isRight: await passwordHasher.verify(hash, password.normalize('NFC')) }
  })
  if (!isRight || !account) throw new Rejected(wrongPassword)
  return account
}

const wrongPassword: Rejection = {
  ...wrongCredentials,
  kind: 'forbidden',
  code: 'auth/wrong-password',
  detail: 'This is not your present password.',
}

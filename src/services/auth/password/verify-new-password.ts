/** Judges every password that somebody chooses: by our rules and the list of common ones, then by what was stolen elsewhere. */
import type { BreachedPasswords } from '../../../infrastructure/passwords/breached-passwords.ts'
import type { PopularPasswords } from '../../../infrastructure/passwords/popular-passwords.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Log } from '../../../telemetry/log.ts'
import { checkPassword, weakPassword } from './password-rules.ts'

export type NewPassword = {
  readonly password: string
  /** Words that a guesser would know. */
  readonly context: readonly string[]
  /** The field that it came in, where that is not `/password`. */
  readonly pointer?: string | undefined
}

export type VerifyNewPassword = {
  /** Gives the password in the form that is hashed. The same answer each time. Throws `Rejected` (auth/weak-password). */
  readonly byRules: (chosen: NewPassword) => Promise<string>
  /** Asks whether it was stolen. Where nobody can say, that is logged, and it passes. Throws `Rejected` as `byRules`. */
  readonly byBreaches: (chosen: Pick<NewPassword, 'password' | 'pointer'>) => Promise<void>
}

export type VerifyNewPasswordNeeds = {
  readonly popularPasswords: PopularPasswords
  /** Undefined where nobody is asked. */
  readonly breachedPasswords: BreachedPasswords | undefined
  readonly log: Pick<Log, 'warn'>
}

export function verifyNewPassword(needs: VerifyNewPasswordNeeds): VerifyNewPassword {
  const { popularPasswords, breachedPasswords, log } = needs
  let passedUnasked = 0
  const timesSeen = async (password: string): Promise<number> => {
    try {
      return (await breachedPasswords?.timesSeen(password)) ?? 0
    } catch (error) {
      passedUnasked += 1
      // Its message alone: neither the password nor any of its hash is to stand in a log.
      const reason = error instanceof Error ? error.message : 'unknown'
      log.warn({ event: 'breaches-unknown', reason, passedUnasked }, 'a password was taken that may be a stolen one')
      return 0
    }
  }
  return {
    async byRules({ password, context, pointer }) {
      const isPopular = await popularPasswords.read()
      const checked = checkPassword(password, { context, isPopular, ...(pointer !== undefined && { pointer }) })
      if (!checked.ok) throw new Rejected(checked.rejection)
      return checked.value
    },
    async byBreaches({ password, pointer }) {
      if ((await timesSeen(password)) > 0) throw new Rejected(weakPassword(stolen, pointer))
    },
  }
}

const stolen = 'was stolen somewhere and published: take another one, here and wherever else it is used'

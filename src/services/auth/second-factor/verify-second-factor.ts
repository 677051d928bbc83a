/** Judges the code that somebody gives besides their password: of the app, or from paper. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { noSecondFactor, wrongCode, type SecondFactor, type SecondFactorCommand } from './second-factor.ts'
import { readRecoveryCode, recoveryDigest } from './issue-recovery-codes.ts'
import { stepOfCode } from './verify-totp.ts'

type Opening = Pick<PersonalData, 'open'>
type Given = { readonly code: string; readonly at: string }

/** The command that a code makes. Throws `Rejected` where there is no factor to ask. */
export async function commandOfCode(
  personalData: Opening,
  state: SecondFactor,
  { code, at }: Given,
): Promise<Extract<SecondFactorCommand, { type: 'answer' | 'recover' }>> {
  if (state.status !== 'active') throw new Rejected(noSecondFactor(state))
  const written = readRecoveryCode(code)
  if (written !== undefined) return { type: 'recover', at, digest: recoveryDigest(written) }
  return { type: 'answer', at, step: await stepOf(personalData, state, { code, at }) }
}

/** The step whose code this is, by the secret that was offered or is in use; null for a wrong one. */
export async function stepOf(
  personalData: Opening,
  state: Exclude<SecondFactor, { status: 'none' }>,
  { code, at }: Given,
): Promise<number | null> {
  const secret = await personalData.open(state.secret)
  if (secret === undefined) throw new Rejected(noSecondFactor({ status: 'none' }))
  return stepOfCode(Buffer.from(secret, 'base64url'), code.replaceAll(/\s/g, ''), Date.parse(at))
}

/** Whether the newest answer was right, or none was asked for. */
export const hasPassed = (state: SecondFactor): boolean => state.status !== 'active' || state.failures === 0

/** Throws `Rejected` when the newest answer was wrong. */
export function assertPassed(state: SecondFactor): void {
  if (!hasPassed(state)) throw new Rejected(wrongCode)
}

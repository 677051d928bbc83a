/** The second step of signing in: who has shown the password of an account with a second factor shows a code as well. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { ActiveAccount } from '../account/account.ts'
import { accountsOf } from '../account/account-view.ts'
import type { StepTokens } from '../tokens/issue-purpose-token.ts'
import { once, type OpenSession, type Tokens } from '../session/open-session.ts'
import { failuresMax, type ActiveFactor } from '../second-factor/second-factor.ts'
import { readRecoveryCode } from '../second-factor/issue-recovery-codes.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import type { SecondFactorNotices } from './send-second-factor-notice.ts'
import type { SessionSubject } from '../session/session.ts'
import { guardedAs, type SignInThrottle } from '../guesses/guard-sign-in.ts'
import { assertPassed, commandOfCode, hasPassed } from '../second-factor/verify-second-factor.ts'

export type SecondStepNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly signInThrottle: SignInThrottle
  readonly stepTokens: StepTokens
  readonly openSession: OpenSession
  readonly secondFactorNotices: SecondFactorNotices
}

type Shown = { readonly code: string; readonly address: string }

export type SecondStep = {
  /** Throws `Rejected` (auth/second-factor-needed), with a token for `finish`, for an account that has a factor. */
  assertNotNeeded(subject: SessionSubject, account: ActiveAccount, at: string): Promise<void>
  /** Of somebody who is signed in and does what one alone must not be enough for. Throws `Rejected` for a wrong code. */
  takeCode(intent: Intent, subject: SessionSubject, shown: Shown): Promise<void>
  /** Throws `Rejected` for a token that is none or is over, and for a wrong code. */
  finish(intent: Intent, step: Shown & { readonly token: string }): Promise<Tokens>
}

/** Long enough to find the phone, short enough to be of no use to whoever finds the token later. */
const stepLifeSeconds = 300

export function openSecondStep(needs: SecondStepNeeds): SecondStep {
  const { execute, readState, personalData, signInThrottle: throttle, stepTokens, openSession } = needs

  /** Takes a code: one commit, with the failure if it is one. */
  const take = async (
    intent: Intent,
    { kind, id }: SessionSubject,
    { code, address, guarded }: Shown & { readonly guarded: string },
  ): Promise<void> => {
    const { state } = await throttle.guard(guarded, address, async () => {
      const { state: after } = await execute(secondFactorAggregate, once(intent), async (unit) => {
        const { state: before } = await unit.load(secondFactorAggregate, id)
        await unit.decide(secondFactorAggregate, id, await commandOfCode(personalData, before, { code, at: unit.at }))
        return id
      })
      return { isRight: hasPassed(after), state: after }
    })
    if (state.status !== 'active') return
    if (state.failures === failuresMax) needs.secondFactorNotices.locked({ kind, id })
    assertPassed(state)
    if (readRecoveryCode(code) !== undefined)
      needs.secondFactorNotices.recoveryCodeUsed({ kind, id }, state.recoveryDigests.length)
  }

  return {
    async assertNotNeeded({ id }, account, at) {
      const { state } = await readState(secondFactorAggregate, id)
      if (state.status !== 'active') return
      const endsAtMs = Date.parse(at) + stepLifeSeconds * 1_000
      const secondFactorToken = stepTokens.issue('second-factor', id, bindingOf(account, state), endsAtMs)
      throw new Rejected({ ...secondFactorNeeded, facts: { secondFactorToken, expiresInSeconds: stepLifeSeconds } })
    },
    takeCode: (intent, subject, shown) => take(intent, subject, { ...shown, guarded: `code ${subject.id}` }),
    async finish(intent, { token, code, address }) {
      const id = stepTokens.accountOf(token)
      if (id === undefined) throw new Rejected(invalidStep)
      const kind = id.startsWith('stf_') ? 'staff' : 'user'
      const [{ state: account }, { state: factor }] = await Promise.all([
        readState(accountsOf[kind].accounts, id),
        readState(secondFactorAggregate, id),
      ])
      if (account.status !== 'active' || factor.status !== 'active') throw new Rejected(invalidStep)
      if (!stepTokens.verify('second-factor', token, bindingOf(account, factor), Date.parse(intent.at)))
        throw new Rejected(invalidStep)
      const guarded = guardedAs(kind, account.emailDigest)
      await take(intent, { kind, id }, { code, address, guarded })
      await throttle.succeeded(guarded, address)
      return openSession(intent, { kind, id }, account.credentials)
    },
  }
}

/** A token is good for one password and until the next code is taken: it signs in once. */
const bindingOf = ({ credentials }: ActiveAccount, { lastStep, recoveryDigests, since }: ActiveFactor): string =>
  JSON.stringify([credentials, since, lastStep, recoveryDigests.length])

const secondFactorNeeded: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/second-factor-needed',
  detail:
    'The password is right, and this account asks for a code as well: POST /v1/auth/token with grantType `second_factor`, `facts.secondFactorToken` and the code.',
}
const invalidStep: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-second-factor-token',
  detail: 'This token is not whole, was used, or has expired. Sign in with the password again.',
}

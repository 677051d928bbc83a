/** A second factor: the codes of an authenticator app, and codes on paper for when the app is gone. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'

/**
 * Wrong codes in a row until codes are taken no more, from anywhere: who guesses hits one of three codes in a million
 * at a time, and whoever is asked for a code has shown the password already.
 */
export const failuresMax = 10

export type ActiveFactor = {
  readonly status: 'active'
  readonly secret: Sealed
  /** The step of the last code that was taken: that one and all before it are used up. */
  readonly lastStep: number
  readonly recoveryDigests: readonly string[]
  /** Since the last right code, or since the password was reset. */
  readonly failures: number
  readonly since: string
}

export type SecondFactor =
  | { readonly status: 'none' }
  /** The app has the secret; a first code must show that it counts as we do. */
  | { readonly status: 'offered'; readonly secret: Sealed }
  | ActiveFactor

type At = { readonly at: string }

export type SecondFactorCommand = At &
  (
    | { readonly type: 'offer'; readonly secret: Sealed }
    | { readonly type: 'confirm'; readonly step: number | null; readonly recoveryDigests: readonly string[] }
    /** `step` is null for a code that fits no step. */
    | { readonly type: 'answer'; readonly step: number | null }
    | { readonly type: 'recover'; readonly digest: string }
    | { readonly type: 'renew-recovery-codes'; readonly recoveryDigests: readonly string[] }
    /** After a reset of the password by mail: whoever guessed does not know it any more. */
    | { readonly type: 'forgive' }
    /** `reason` where somebody else does it for a person who has lost app and paper. */
    | { readonly type: 'remove'; readonly by: string; readonly reason?: string }
  )

export type SecondFactorEvent = At &
  (
    | { readonly type: 'second-factor/offered'; readonly secret: Sealed }
    | {
        readonly type: 'second-factor/confirmed'
        readonly step: number
        readonly recoveryDigests: readonly string[]
      }
    | { readonly type: 'second-factor/passed'; readonly step: number }
    | { readonly type: 'second-factor/recovered'; readonly digest: string }
    | { readonly type: 'second-factor/failed' }
    | { readonly type: 'second-factor/recovery-codes-renewed'; readonly recoveryDigests: readonly string[] }
    | { readonly type: 'second-factor/forgiven' }
    | { readonly type: 'second-factor/removed'; readonly by: string; readonly reason?: string }
  )

export const secondFactor: Decider<SecondFactor, SecondFactorCommand, SecondFactorEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    const { at } = command
    if (command.type === 'offer') {
      if (state.status === 'active') return reject(alreadyActive(state))
      return accept([{ type: 'second-factor/offered', at, secret: command.secret }])
    }
    if (command.type === 'confirm') {
      if (state.status === 'none') return reject(noSecondFactor(state))
      if (state.status === 'active') return reject(alreadyActive(state))
      const { step, recoveryDigests } = command
      return step === null
        ? reject(wrongCode)
        : accept([{ type: 'second-factor/confirmed', at, step, recoveryDigests }])
    }
    if (command.type === 'forgive')
      return accept(state.status === 'active' && state.failures > 0 ? [{ type: 'second-factor/forgiven', at }] : [])
    if (state.status !== 'active') return reject(noSecondFactor(state))
    switch (command.type) {
      case 'answer':
        return answer(state, command)
      case 'recover': {
        const { digest } = command
        // Beyond guessing: also whoever was locked out gets in by one.
        if (!state.recoveryDigests.includes(digest)) return accept([{ type: 'second-factor/failed', at }])
        return accept([{ type: 'second-factor/recovered', at, digest }])
      }
      case 'renew-recovery-codes':
        return accept([{ type: 'second-factor/recovery-codes-renewed', at, recoveryDigests: command.recoveryDigests }])
      case 'remove': {
        const { by, reason } = command
        return accept([{ type: 'second-factor/removed', at, by, ...(reason !== undefined && { reason }) }])
      }
    }
  },
  evolve(state, event): SecondFactor {
    switch (event.type) {
      case 'second-factor/offered':
        return { status: 'offered', secret: event.secret }
      case 'second-factor/removed':
        return { status: 'none' }
    }
    if (state.status === 'none') return state
    if (event.type === 'second-factor/confirmed') {
      const { step: lastStep, recoveryDigests, at: since } = event
      return { status: 'active', secret: state.secret, lastStep, recoveryDigests, failures: 0, since }
    }
    if (state.status !== 'active') return state
    switch (event.type) {
      case 'second-factor/passed':
        return { ...state, lastStep: event.step, failures: 0 }
      case 'second-factor/recovered':
        return { ...state, recoveryDigests: state.recoveryDigests.filter((kept) => kept !== event.digest), failures: 0 }
      case 'second-factor/failed':
        return { ...state, failures: state.failures + 1 }
      case 'second-factor/recovery-codes-renewed':
        return { ...state, recoveryDigests: event.recoveryDigests }
      case 'second-factor/forgiven':
        return { ...state, failures: 0 }
    }
  },
}

type Answer = Extract<SecondFactorCommand, { type: 'answer' }>

/** A wrong code is an event, so that no process and no restart forgets it; so is one that was used before. */
function answer(state: ActiveFactor, { at, step }: Answer): Result<readonly SecondFactorEvent[]> {
  if (state.failures >= failuresMax) return reject(locked(state))
  if (step === null || step <= state.lastStep) return accept([{ type: 'second-factor/failed', at }])
  return accept([{ type: 'second-factor/passed', at, step }])
}

/** What is said with a refusal: how it stands, and what is taken then. */
const standingOf = (state: SecondFactor) => {
  if (state.status === 'none') return { status: 'none', allowed: ['offer'] }
  if (state.status === 'offered') return { status: 'offered', allowed: ['offer', 'confirm'] }
  const allowed = ['recover', 'renew-recovery-codes', 'remove']
  return state.failures >= failuresMax
    ? { status: 'locked', allowed }
    : { status: 'active', allowed: ['answer', ...allowed] }
}

export const noSecondFactor = (state: SecondFactor): Rejection => ({
  kind: 'conflict',
  code: 'auth/no-second-factor',
  detail: 'This account has no second factor. POST /v1/auth/second-factor begins to add one.',
  facts: standingOf(state),
})
const alreadyActive = (state: SecondFactor): Rejection => ({
  kind: 'conflict',
  code: 'auth/second-factor-active',
  detail: 'This account has a second factor already. Remove it to add another one.',
  facts: standingOf(state),
})
export const wrongCode: Rejection = {
  kind: 'forbidden',
  code: 'auth/wrong-code',
  detail: 'This code is wrong, is too old, or was used before. Wait for the next one.',
}
const locked = (state: SecondFactor): Rejection => ({
  kind: 'forbidden',
  code: 'auth/second-factor-locked',
  detail: 'Too many wrong codes in a row. Use a recovery code, or reset the password by mail.',
  facts: standingOf(state),
})

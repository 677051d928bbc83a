/** An account: somebody's e-mail, name and password. Users and platform staff each have their own kind of it. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import {
  decideEmailChange,
  evolveEmailChange,
  noEmailChanges,
  type Address,
  type EmailChangeCommand,
  type EmailChangeEvent,
  type EmailChanges,
} from './email-change.ts'

type Profile = {
  readonly email: Sealed
  /** Keyed digest: finds the account, tells nothing. */
  readonly emailDigest: string
  readonly name: Sealed
  /** BCP 47. */
  readonly locale: string
}

export type ActiveAccount = Profile & {
  readonly status: 'active'
  readonly passwordHash: Sealed
  /** Grows with every change of the password, and when all sessions are ended: those of an older one are over. */
  readonly credentials: number
  readonly emailVerified: boolean
  readonly emailChanges: EmailChanges
}

export type Account =
  | { readonly status: 'absent' }
  /** Somebody tried to register an e-mail that has an account; kept so that both answers and repeats look the same. */
  | { readonly status: 'declined' }
  | ActiveAccount
  | (Omit<ActiveAccount, 'status'> & { readonly status: 'disabled' })
  /** Its person was erased: what is sealed of them opens no more, and nothing is done with it again. */
  | { readonly status: 'erased' }

type At = { readonly at: string }

export type AccountCommand =
  | EmailChangeCommand
  | (At &
      (
        | ({ readonly type: 'register'; readonly accountId: string; readonly passwordHash: Sealed } & Profile)
        | { readonly type: 'decline' }
        | { readonly type: 'verify-email' }
        | { readonly type: 'change-profile'; readonly name?: Sealed; readonly locale?: string }
        | { readonly type: 'change-password'; readonly passwordHash: Sealed }
        | { readonly type: 'end-sessions' }
        | { readonly type: 'disable'; readonly by: string; readonly reason: string }
        | { readonly type: 'enable'; readonly by: string }
        | { readonly type: 'erase'; readonly by: string; readonly reason: string }
      ))

export type AccountEvent =
  | EmailChangeEvent
  | (At &
      (
        | ({ readonly type: 'account/registered'; readonly accountId: string; readonly passwordHash: Sealed } & Profile)
        | { readonly type: 'account/registration-declined' }
        | { readonly type: 'account/email-verified' }
        | { readonly type: 'account/profile-changed'; readonly name: Sealed; readonly locale: string }
        | { readonly type: 'account/password-changed'; readonly passwordHash: Sealed }
        | { readonly type: 'account/sessions-ended' }
        | { readonly type: 'account/disabled'; readonly by: string; readonly reason: string }
        | { readonly type: 'account/enabled'; readonly by: string }
        | ({
            readonly type: 'account/erased'
            readonly by: string
            readonly reason: string
            /** Under which else the person may be known: addresses before this one, and such as were only asked for. */
            readonly former?: readonly Address[]
          } & Address)
      ))

export const account: Decider<Account, AccountCommand, AccountEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    const { at } = command
    if (command.type === 'register' || command.type === 'decline') {
      if (state.status !== 'absent') return reject(accountExists)
      if (command.type === 'decline') return accept([{ type: 'account/registration-declined', at }])
      const { type: _type, ...registered } = command
      return accept([{ type: 'account/registered', ...registered }])
    }
    if (state.status === 'absent' || state.status === 'declined') return reject(unknownAccount)
    if (state.status === 'erased') return command.type === 'erase' ? accept([]) : reject(unknownAccount)
    if (command.type === 'erase') {
      const { email, emailDigest, emailChanges } = state
      const known = { email, emailDigest, ...(emailChanges.former.length > 0 && { former: emailChanges.former }) }
      return accept([{ type: 'account/erased', at, by: command.by, reason: command.reason, ...known }])
    }
    if (command.type === 'enable')
      return accept(state.status === 'disabled' ? [{ type: 'account/enabled', at, by: command.by }] : [])
    if (state.status === 'disabled') return command.type === 'disable' ? accept([]) : reject(accountDisabled)
    switch (command.type) {
      case 'verify-email':
        return accept(state.emailVerified ? [] : [{ type: 'account/email-verified', at }])
      case 'change-profile': {
        const { name = state.name, locale = state.locale } = command
        return accept([{ type: 'account/profile-changed', at, name, locale }])
      }
      case 'change-password':
        return accept([{ type: 'account/password-changed', at, passwordHash: command.passwordHash }])
      case 'end-sessions':
        return accept([{ type: 'account/sessions-ended', at }])
      case 'ask-for-email':
      case 'change-email':
      case 'undo-email-change':
        return decideEmailChange(command, state)
      case 'disable':
        return accept([{ type: 'account/disabled', at, by: command.by, reason: command.reason }])
    }
  },
  evolve(state, event): Account {
    switch (event.type) {
      case 'account/registered': {
        const { email, emailDigest, name, locale, passwordHash } = event
        const profile = { email, emailDigest, name, locale, passwordHash }
        return { status: 'active', ...profile, credentials: 1, emailVerified: false, emailChanges: noEmailChanges }
      }
      case 'account/registration-declined':
        return { status: 'declined' }
    }
    if (state.status === 'absent' || state.status === 'declined' || state.status === 'erased') return state
    switch (event.type) {
      case 'account/email-verified':
        return { ...state, emailVerified: true }
      case 'account/profile-changed':
        return { ...state, name: event.name, locale: event.locale }
      case 'account/password-changed':
        return { ...state, passwordHash: event.passwordHash, credentials: state.credentials + 1 }
      case 'account/sessions-ended':
        return { ...state, credentials: state.credentials + 1 }
      case 'account/email-asked-for':
      case 'account/email-changed':
      case 'account/email-change-undone':
        return { ...state, ...evolveEmailChange(state, event) }
      case 'account/disabled':
        return { ...state, status: 'disabled' }
      case 'account/enabled':
        return { ...state, status: 'active' }
      case 'account/erased':
        return { status: 'erased' }
    }
  },
}

export const unknownAccount: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-account',
  detail: 'There is no such account.',
}
const accountExists: Rejection = {
  kind: 'conflict',
  code: 'auth/account-exists',
  detail: 'This account exists already.',
  facts: { status: 'registered', allowed: [] },
}
export const accountDisabled: Rejection = {
  kind: 'forbidden',
  code: 'auth/account-disabled',
  detail: 'This account is disabled. Write to the platform to have it looked at.',
  facts: { status: 'disabled', allowed: [] },
}

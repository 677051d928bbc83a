/** An API key: a credential of an organisation's own systems, with one role, an end, and the day it was last used. */
import type { Role } from '../../kernel/caller.ts'
import type { Decider } from '../../kernel/decider.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import { accept, reject } from '../../kernel/result.ts'

/** A key never owns an organisation: people do. */
export type KeyRole = Exclude<Role, 'owner'>

export type IssuedKey = {
  readonly organisationId: string
  readonly name: string
  readonly role: KeyRole
  /** Of the secret, which is random and long: no slow hash is needed. */
  readonly digest: string
  readonly issuedBy: string
  readonly expiresAt: string
}

export type ApiKey =
  | { readonly status: 'absent' }
  | ({ readonly status: 'active' | 'revoked'; readonly lastUsedOn: string | null } & IssuedKey)

type At = { readonly at: string }

export type ApiKeyCommand = At &
  (
    | ({ readonly type: 'issue' } & IssuedKey)
    | { readonly type: 'use' }
    | { readonly type: 'revoke'; readonly by: string }
  )

export type ApiKeyEvent = At &
  (
    | ({ readonly type: 'api-key/issued' } & IssuedKey)
    | { readonly type: 'api-key/used' }
    | { readonly type: 'api-key/revoked'; readonly by: string }
  )

export const apiKey: Decider<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'issue') {
      const { type: _type, ...issued } = command
      return state.status === 'absent'
        ? accept([{ type: 'api-key/issued', ...issued }])
        : reject(alreadyIssued(state.status))
    }
    if (state.status === 'absent') return reject(unknownKey)
    const { at } = command
    switch (command.type) {
      case 'use':
        if (state.status === 'revoked' || at >= state.expiresAt) return reject(wrongClient)
        // The day is enough to find keys that nobody needs, and costs one event a day.
        return accept(state.lastUsedOn === at.slice(0, 10) ? [] : [{ type: 'api-key/used', at }])
      case 'revoke':
        return accept(state.status === 'revoked' ? [] : [{ type: 'api-key/revoked', at, by: command.by }])
    }
  },
  evolve(state, event): ApiKey {
    if (event.type === 'api-key/issued') {
      const { type: _type, at: _at, ...issued } = event
      return { status: 'active', lastUsedOn: null, ...issued }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'api-key/used':
        return { ...state, lastUsedOn: event.at.slice(0, 10) }
      case 'api-key/revoked':
        return { ...state, status: 'revoked' }
    }
  },
}

export const unknownKey: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-api-key',
  detail: 'The organisation has no such API key.',
}
const alreadyIssued = (status: 'active' | 'revoked'): Rejection => ({
  kind: 'conflict',
  code: 'auth/api-key-exists',
  detail: 'This API key exists already.',
  facts: { status, allowed: ['use', 'revoke'] },
})
/** Whoever shows a wrong secret learns nothing about the key. */
export const wrongClient: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/wrong-client',
  detail: 'This API key does not exist, was revoked, has expired, or its maker may not give its role any more.',
}

/** An API key: a credential of an organisation's own systems, with one role, an end, secrets that follow one another, and the day it was last used. */
import type { Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

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

/** A secret that was replaced, good for a while longer, so that whoever uses it can be told the new one meanwhile. */
type PreviousSecret = { readonly digest: string; readonly issuedBy: string; readonly until: string }

export type KnownKey = {
  readonly status: 'active' | 'revoked'
  readonly lastUsedOn: string | null
  /** How many secrets it has had: tokens rest on the one that they were given for. */
  readonly generation: number
  readonly previous: PreviousSecret | null
  /**
   * Everybody who ever made one of its secrets, each once, who made the present one last; at most as many as the
   * organisation ever had to make keys. What was asked for by a secret may wait for approval long after that is over.
   */
  readonly makers: readonly string[]
} & IssuedKey

export type ApiKey = { readonly status: 'absent' } | KnownKey

type At = { readonly at: string }

/** `previousUntil` says how long the secret before it is taken beside it. */
type NextSecret = {
  readonly digest: string
  readonly issuedBy: string
  readonly expiresAt: string
  readonly previousUntil: string
}

export type ApiKeyCommand = At &
  (
    | ({ readonly type: 'issue' } & IssuedKey)
    | { readonly type: 'use' }
    | ({ readonly type: 'rotate' } & NextSecret)
    | { readonly type: 'revoke'; readonly by: string }
  )

export type ApiKeyEvent = At &
  (
    | ({ readonly type: 'api-key/issued' } & IssuedKey)
    | { readonly type: 'api-key/used' }
    | ({ readonly type: 'api-key/rotated' } & NextSecret)
    | { readonly type: 'api-key/revoked'; readonly by: string }
  )

export const apiKey: Decider<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'issue') {
      const { type: _type, ...issued } = command
      return state.status === 'absent'
        ? accept([{ type: 'api-key/issued', ...issued }])
        : reject(alreadyIssued(state, command.at))
    }
    if (state.status === 'absent') return reject(unknownKey)
    const { at } = command
    switch (command.type) {
      case 'use':
        if (state.status === 'revoked' || at >= state.expiresAt) return reject(wrongClient)
        // The day is enough to find keys that nobody needs, and costs one event a day.
        return accept(state.lastUsedOn === at.slice(0, 10) ? [] : [{ type: 'api-key/used', at }])
      case 'rotate': {
        if (isOver(state, at)) return reject(keyIsOver(state, at))
        const { type: _type, previousUntil, ...next } = command
        // No secret outlives what it was given.
        const until = previousUntil < state.expiresAt ? previousUntil : state.expiresAt
        return accept([{ type: 'api-key/rotated', ...next, previousUntil: until }])
      }
      case 'revoke':
        return accept(state.status === 'revoked' ? [] : [{ type: 'api-key/revoked', at, by: command.by }])
    }
  },
  evolve(state, event): ApiKey {
    if (event.type === 'api-key/issued') {
      const { type: _type, at: _at, ...issued } = event
      return { status: 'active', lastUsedOn: null, generation: 0, previous: null, makers: [issued.issuedBy], ...issued }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'api-key/used':
        return { ...state, lastUsedOn: event.at.slice(0, 10) }
      case 'api-key/rotated': {
        const { digest, issuedBy, expiresAt, previousUntil: until } = event
        const previous = { digest: state.digest, issuedBy: state.issuedBy, until }
        const makers = [...state.makers.filter((maker) => maker !== issuedBy), issuedBy]
        // Of three secrets the first is over: a key has two at most.
        return { ...state, digest, issuedBy, expiresAt, previous, makers, generation: state.generation + 1 }
      }
      case 'api-key/revoked':
        return { ...state, status: 'revoked' }
    }
  },
}

/** A secret that a key takes: its generation, and who knows it besides the systems that use it. */
export type GoodSecret = { readonly generation: number; readonly issuedBy: string }

/** The secret of a generation, while it is taken; undefined for one that is over, whatever became of the key. */
export function secretOf(key: ApiKey, generation: number, at: string): GoodSecret | undefined {
  if (key.status !== 'active' || at >= key.expiresAt) return undefined
  if (generation === key.generation) return { generation, issuedBy: key.issuedBy }
  const { previous } = key
  if (generation !== key.generation - 1 || previous === null || at >= previous.until) return undefined
  return { generation, issuedBy: previous.issuedBy }
}

const isOver = ({ status, expiresAt }: KnownKey, at: string): boolean => status === 'revoked' || at >= expiresAt

/** Whether a secret is good is not said here: whoever uses one is told nothing of the key. */
const standingOf = (key: KnownKey, at: string) => {
  const over = isOver(key, at)
  const status = key.status === 'active' && over ? 'expired' : key.status
  return { status, allowed: over ? ['use', 'revoke'] : ['use', 'rotate', 'revoke'] }
}

const keyIsOver = (key: KnownKey, at: string): Rejection => ({
  kind: 'conflict',
  code: 'auth/api-key-over',
  detail: 'This API key was revoked or has expired. Make another one.',
  facts: standingOf(key, at),
})
export const unknownKey: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-api-key',
  detail: 'The organisation has no such API key.',
}
const alreadyIssued = (key: KnownKey, at: string): Rejection => ({
  kind: 'conflict',
  code: 'auth/api-key-exists',
  detail: 'This API key exists already.',
  facts: standingOf(key, at),
})
/** Whoever shows a wrong secret learns nothing about the key. */
export const wrongClient: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/wrong-client',
  detail: 'This API key does not exist, was revoked, has expired, or its maker may not give its role any more.',
}

/** A person's passkeys: keys that devices hold, each of which signs in by itself. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'

export const passkeysMax = 10
/** Of the last few minutes; beyond them the person waits. */
const challengesMax = 50

export type Passkey = {
  readonly id: string
  /** As the device names it: base64url. */
  readonly credentialId: string
  /** A COSE key (RFC 9052): base64url. */
  readonly publicKey: string
  /** How often the device says that it has signed; 0 where it does not count. */
  readonly counter: number
  readonly transports: readonly string[]
  /** Whether it goes along to other devices of the person. */
  readonly isSynced: boolean
  readonly name: Sealed
  readonly addedAt: string
  readonly lastUsedOn: string | null
}

/** A challenge that was answered, remembered until it is over by itself. */
export type UsedChallenge = { readonly challenge: string; readonly until: string }

export type Passkeys = { readonly keys: readonly Passkey[]; readonly used: readonly UsedChallenge[] }

type At = { readonly at: string }
type Added = Omit<Passkey, 'addedAt' | 'lastUsedOn'>

export type PasskeysCommand = At &
  (
    | ({ readonly type: 'add'; readonly key: Added } & UsedChallenge)
    | ({ readonly type: 'use'; readonly id: string; readonly counter: number } & UsedChallenge)
    | { readonly type: 'remove'; readonly id: string }
    /** What came after a moment: whoever took an account over keeps no key to it. */
    | { readonly type: 'remove-since'; readonly since: string }
  )

export type PasskeysEvent = At &
  (
    | ({ readonly type: 'passkey/added'; readonly key: Added } & UsedChallenge)
    | ({ readonly type: 'passkey/used'; readonly id: string; readonly counter: number } & UsedChallenge)
    | { readonly type: 'passkey/removed'; readonly id: string }
  )

export const passkeys: Decider<Passkeys, PasskeysCommand, PasskeysEvent> = {
  initialState: { keys: [], used: [] },
  decide(command, state) {
    const { at } = command
    switch (command.type) {
      case 'add':
        return add(command, state)
      case 'use':
        return use(command, state)
      case 'remove':
        return state.keys.some(({ id }) => id === command.id)
          ? accept([{ type: 'passkey/removed', at, id: command.id }])
          : reject(unknownPasskey)
      case 'remove-since':
        return accept(
          state.keys
            .filter(({ addedAt }) => addedAt >= command.since)
            .map(({ id }) => ({ type: 'passkey/removed', at, id })),
        )
    }
  },
  evolve({ keys, used }, event) {
    switch (event.type) {
      case 'passkey/added':
        return {
          keys: [...keys, { ...event.key, addedAt: event.at, lastUsedOn: null }],
          used: withUsed(used, event),
        }
      case 'passkey/used': {
        const { id, counter, at } = event
        const lastUsedOn = at.slice(0, 10)
        return {
          keys: keys.map((key) => (key.id === id ? { ...key, counter, lastUsedOn } : key)),
          used: withUsed(used, event),
        }
      }
      case 'passkey/removed':
        return { keys: keys.filter(({ id }) => id !== event.id), used }
    }
  },
}

const withUsed = (
  used: readonly UsedChallenge[],
  { at, challenge, until }: UsedChallenge & At,
): readonly UsedChallenge[] => [...used.filter((each) => each.until > at), { challenge, until }]

function add(
  { at, key, challenge, until }: Extract<PasskeysCommand, { type: 'add' }>,
  { keys, used }: Passkeys,
): Result<readonly PasskeysEvent[]> {
  if (isUsed(used, challenge) || isBusy(used, at)) return reject(unprovenPasskey)
  if (keys.some(({ credentialId }) => credentialId === key.credentialId)) return reject(passkeyKnown)
  if (keys.length >= passkeysMax) return reject(tooManyPasskeys)
  return accept([{ type: 'passkey/added', at, key, challenge, until }])
}

function use(
  { at, id, counter, challenge, until }: Extract<PasskeysCommand, { type: 'use' }>,
  { keys, used }: Passkeys,
): Result<readonly PasskeysEvent[]> {
  const key = keys.find((each) => each.id === id)
  if (key === undefined || isUsed(used, challenge)) return reject(wrongPasskey)
  if (isBusy(used, at)) return reject(wrongPasskey)
  // A device that counts has signed before us: there are two of it (WebAuthn, section 6.1.1).
  if ((counter > 0 || key.counter > 0) && counter <= key.counter) return reject(wrongPasskey)
  return accept([{ type: 'passkey/used', at, id, counter, challenge, until }])
}

/** Whether as many challenges were answered as are remembered. */
const isBusy = (used: readonly UsedChallenge[], at: string): boolean =>
  used.filter(({ until }) => until > at).length >= challengesMax
const isUsed = (used: readonly UsedChallenge[], challenge: string): boolean =>
  used.some((each) => each.challenge === challenge)

export const unknownPasskey: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-passkey',
  detail: 'You have no such passkey.',
}
/** The same for an account, a key and a signature that are none: nothing is learnt by trying. */
export const wrongPasskey: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/wrong-passkey',
  detail:
    'This passkey did not prove who you are, or its challenge is over or was answered before. Ask for another one.',
}
/** Its person is signed in, and stays so. */
export const unprovenPasskey: Rejection = {
  kind: 'invalid',
  code: 'auth/unproven-passkey',
  detail: 'The device did not sign what it was asked to, or the challenge is over or was answered before. Begin again.',
}
const passkeyKnown: Rejection = {
  kind: 'conflict',
  code: 'auth/passkey-known',
  detail: 'Your account has this passkey already.',
}
const tooManyPasskeys: Rejection = {
  kind: 'conflict',
  code: 'auth/too-many-passkeys',
  detail: `An account has at most ${passkeysMax} passkeys. Remove one that is not used.`,
}

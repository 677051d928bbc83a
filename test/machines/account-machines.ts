/** Accounts, sessions and API keys, at each of their states. */
import type { Sealed } from '../../src/kernel/sealed.ts'
import type { AccountCommand } from '../../src/services/auth/account.ts'
import type { ApiKeyCommand } from '../../src/services/auth/api-key.ts'
import { apiKeyAggregate, sessionAggregate, userAggregate } from '../../src/services/auth/auth-view.ts'
import type { SessionCommand } from '../../src/services/auth/session.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
const by = 'stf_1'
const reason = 'Asked for by mail.'
const sealed = 'sealed' as Sealed

const ofAccount = {
  register: () => ({
    type: 'register',
    at,
    accountId: 'usr_1',
    email: sealed,
    emailDigest: 'e1',
    name: sealed,
    locale: 'nl',
    passwordHash: sealed,
  }),
  decline: () => ({ type: 'decline', at }),
  'verify-email': () => ({ type: 'verify-email', at }),
  'change-profile': () => ({ type: 'change-profile', at, locale: 'en' }),
  'change-password': () => ({ type: 'change-password', at, passwordHash: sealed }),
  disable: () => ({ type: 'disable', at, by, reason }),
  enable: () => ({ type: 'enable', at, by }),
  erase: () => ({ type: 'erase', at, by, reason }),
} as const satisfies EachCommand<AccountCommand>
const registered = (...names: readonly (keyof typeof ofAccount)[]) =>
  reach(userAggregate, at, ofAccount.register(), ...names.map((name) => ofAccount[name]()))

export const accountMachine: Machine = {
  name: 'account',
  aggregate: userAggregate,
  states: {
    absent: reach(userAggregate, at),
    declined: reach(userAggregate, at, ofAccount.decline()),
    active: registered(),
    'active, address confirmed': registered('verify-email'),
    disabled: registered('disable'),
    erased: registered('erase'),
  },
  commands: ofAccount,
  inner: ['register', 'decline'],
  gone: ['declined', 'erased'],
  toOthers: {
    'auth/account-exists': 'Whoever registers is told to sign in, and not how the account stands.',
    'auth/account-disabled': 'What staff may do with an account is not its person’s business.',
  },
}

const subject = { kind: 'user', id: 'usr_1' } as const
const ofSession = {
  open: (when) => ({ type: 'open', at: when, subject, credentials: 1, digest: 'd1' }),
  refresh: (when) => ({ type: 'refresh', at: when, generation: 0, digest: 'd1', successor: 'd2' }),
  adopt: (when) => ({ type: 'adopt', at: when, credentials: 2 }),
  end: (when) => ({ type: 'end', at: when, reason: 'signed-out' }),
} as const satisfies EachCommand<SessionCommand>
const opened = (when: string, ...names: readonly (keyof typeof ofSession)[]) =>
  reach(sessionAggregate, when, ...names.map((name) => ofSession[name](at)))

export const sessionMachine: Machine = {
  name: 'session',
  aggregate: sessionAggregate,
  states: {
    absent: opened(at),
    open: opened(at, 'open'),
    'refreshed, within the grace': opened('2026-08-01T09:00:09.000Z', 'open', 'refresh'),
    'refreshed, after the grace': opened('2026-08-01T09:00:11.000Z', 'open', 'refresh'),
    'unused for a week': opened('2026-08-08T09:00:00.000Z', 'open'),
    ended: opened(at, 'open', 'end'),
  },
  commands: ofSession,
  inner: ['open', 'adopt'],
  gone: ['ended'],
  besides: { 'auth/invalid-grant': 'One answer for every token that is not good, as OAuth has it: sign in again.' },
}

const issued = { organisationId: 'org_1', name: 'Till', role: 'seller', digest: 'd1', issuedBy: 'usr_1' } as const
const ofKey = {
  issue: (when) => ({ type: 'issue', at: when, ...issued, expiresAt: '2027-08-01T09:00:00.000Z' }),
  use: (when) => ({ type: 'use', at: when }),
  revoke: (when) => ({ type: 'revoke', at: when, by: 'usr_1' }),
} as const satisfies EachCommand<ApiKeyCommand>
const made = (when: string, ...names: readonly (keyof typeof ofKey)[]) =>
  reach(apiKeyAggregate, when, ...names.map((name) => ofKey[name](at)))

export const apiKeyMachine: Machine = {
  name: 'API key',
  aggregate: apiKeyAggregate,
  states: {
    absent: made(at),
    active: made(at, 'issue'),
    'used today': made(at, 'issue', 'use'),
    expired: made('2027-08-01T09:00:00.000Z', 'issue'),
    revoked: made(at, 'issue', 'revoke'),
  },
  commands: ofKey,
  inner: ['issue'],
  besides: { 'auth/wrong-client': 'Whoever shows a secret that is not good learns nothing about the key.' },
}

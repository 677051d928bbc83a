/** Accounts, sessions and API keys, at each of their states. */
import type { Sealed } from '../../src/kernel/sealed.ts'
import type { AccountCommand } from '../../src/services/auth/account/account.ts'
import type { ApiKeyCommand } from '../../src/services/auth/api-key/api-key.ts'
import { apiKeyAggregate } from '../../src/services/auth/api-key/api-key-view.ts'
import { sessionAggregate } from '../../src/services/auth/session/session-view.ts'
import { userAggregate } from '../../src/services/auth/account/account-view.ts'
import { failuresMax, type SecondFactorCommand } from '../../src/services/auth/second-factor/second-factor.ts'
import { secondFactorAggregate } from '../../src/services/auth/second-factor/second-factor-view.ts'
import type { SessionCommand } from '../../src/services/auth/session/session.ts'
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
  'end-sessions': () => ({ type: 'end-sessions', at }),
  'ask-for-email': () => ({ type: 'ask-for-email', at, email: sealed, emailDigest: 'e2' }),
  'change-email': () => ({ type: 'change-email', at }),
  'undo-email-change': () => ({ type: 'undo-email-change', at }),
  disable: () => ({ type: 'disable', at, by, reason }),
  enable: () => ({ type: 'enable', at, by }),
  erase: () => ({ type: 'erase', at, by, reason }),
} as const satisfies EachCommand<AccountCommand>
const askedForThird = { ...ofAccount['ask-for-email'](), emailDigest: 'e3' }
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
    'active, another address asked for': registered('ask-for-email'),
    'active, address changed': reach(
      userAggregate,
      at,
      ofAccount.register(),
      askedForThird,
      ofAccount['change-email'](),
    ),
    disabled: registered('disable'),
    erased: registered('erase'),
  },
  commands: ofAccount,
  inner: ['register', 'decline'],
  gone: ['declined', 'erased'],
  besides: {
    'auth/invalid-mail-token': 'One answer for every token that is not good: ask for another mail.',
    'auth/email-changed-lately': 'It says until when.',
  },
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
const next = {
  digest: 'd2',
  issuedBy: 'usr_2',
  expiresAt: '2027-08-01T09:00:00.000Z',
  previousUntil: '2026-08-02T09:00:00.000Z',
} as const
const ofKey = {
  issue: (when) => ({ type: 'issue', at: when, ...issued, expiresAt: '2027-08-01T09:00:00.000Z' }),
  use: (when) => ({ type: 'use', at: when }),
  rotate: (when) => ({ type: 'rotate', at: when, ...next }),
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
    rotated: made(at, 'issue', 'rotate'),
    expired: made('2027-08-01T09:00:00.000Z', 'issue'),
    revoked: made(at, 'issue', 'revoke'),
  },
  commands: ofKey,
  inner: ['issue'],
  besides: { 'auth/wrong-client': 'Whoever shows a secret that is not good learns nothing about the key.' },
}

const ofFactor = {
  offer: () => ({ type: 'offer', at, secret: sealed }),
  confirm: () => ({ type: 'confirm', at, step: 1, recoveryDigests: ['r1', 'r2'] }),
  answer: () => ({ type: 'answer', at, step: 2 }),
  recover: () => ({ type: 'recover', at, digest: 'r1' }),
  'renew-recovery-codes': () => ({ type: 'renew-recovery-codes', at, recoveryDigests: ['r3'] }),
  forgive: () => ({ type: 'forgive', at }),
  remove: () => ({ type: 'remove', at, by: 'usr_1' }),
} as const satisfies EachCommand<SecondFactorCommand>
const factorAfter = (...names: readonly (keyof typeof ofFactor)[]) =>
  reach(secondFactorAggregate, at, ...names.map((name) => ofFactor[name]()))
const wrongCodes = Array.from({ length: failuresMax }, () => ({ type: 'answer', at, step: null }))

export const secondFactorMachine: Machine = {
  name: 'second factor',
  aggregate: secondFactorAggregate,
  states: {
    none: factorAfter(),
    offered: factorAfter('offer'),
    active: factorAfter('offer', 'confirm'),
    'active, a code used': factorAfter('offer', 'confirm', 'answer'),
    locked: reach(secondFactorAggregate, at, ofFactor.offer(), ofFactor.confirm(), ...wrongCodes),
    removed: factorAfter('offer', 'confirm', 'remove'),
  },
  commands: ofFactor,
  inner: ['forgive'],
}

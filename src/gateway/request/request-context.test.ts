import { expect, test } from 'vitest'
import type { Access, Caller, Role } from '../../kernel/caller.ts'
import { roles } from '../../kernel/caller.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { actorOf, assertAccess, repeatKeyOf, scopeOf } from './request-context.ts'

const acting = (role: Role) => ({ organisationId: 'org_1', role })
const user = (role: Role): Caller => ({ kind: 'user', userId: 'usr_1', sessionId: 'ses_1', acting: acting(role) })
const callers = {
  anonymous: { kind: 'anonymous' },
  loner: { kind: 'user', userId: 'usr_2', sessionId: 'ses_2' },
  buyer: user('buyer'),
  key: { kind: 'api-key', keyId: 'key_1', acting: acting('buyer') },
  staff: { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_3' },
  operator: { kind: 'operator' },
} as const satisfies Readonly<Record<string, Caller>>

const outcome = (access: Access, caller: Caller): string => {
  try {
    assertAccess(access, caller)
    return 'in'
  } catch (error) {
    if (!(error instanceof Rejected)) throw error
    return error.rejection.code.replace('gateway/', '')
  }
}
const row = (access: Access): string[] => Object.values(callers).map((caller) => outcome(access, caller))

test('who gets in where: the whole matrix', () => {
  const no = 'not-allowed'
  //                                        anonymous        loner              buyer key   staff operator
  expect(row({ kind: 'public' })).toEqual(['in', 'in', 'in', 'in', 'in', 'in'])
  expect(row({ kind: 'account' })).toEqual(['not-signed-in', 'in', 'in', no, no, no])
  expect(row({ kind: 'person' })).toEqual(['not-signed-in', 'in', 'in', no, 'in', no])
  expect(row({ kind: 'member' })).toEqual(['not-signed-in', 'no-organisation', 'in', 'in', no, no])
  expect(row({ kind: 'member-or-staff' })).toEqual(['not-signed-in', 'no-organisation', 'in', 'in', 'in', no])
  expect(row({ kind: 'staff' })).toEqual(['not-signed-in', no, no, no, 'in', no])
  expect(row({ kind: 'operator' })).toEqual(['not-signed-in', no, no, no, no, 'in'])
})

test('a role lets in its own, owners and admins; staff needs none where staff is let in', () => {
  const member: Access = { kind: 'member', roles: ['buyer', 'approver'] }
  const allowed = roles.filter((role) => outcome(member, user(role)) === 'in')
  expect(allowed).toEqual(['owner', 'admin', 'buyer', 'approver'])
  expect(roles.filter((role) => outcome({ kind: 'member', roles: [] }, user(role)) === 'in')).toEqual([
    'owner',
    'admin',
  ])
  expect(outcome(member, callers.key)).toBe('in')
  expect(outcome({ kind: 'member', roles: ['seller'] }, callers.key)).toBe('not-allowed')
  expect(outcome({ kind: 'member-or-staff', roles: ['seller'] }, callers.staff)).toBe('in')
})

test('the commit log hears who acted, and a key is never replayed for somebody else', () => {
  expect(Object.values(callers).map(actorOf)).toEqual([
    { kind: 'system', id: 'anonymous' },
    { kind: 'user', id: 'usr_2' },
    { kind: 'user', id: 'usr_1' },
    { kind: 'api-key', id: 'key_1' },
    { kind: 'staff', id: 'stf_1' },
    { kind: 'system', id: 'operator' },
  ])
  const elsewhere: Caller = { ...callers.loner, userId: 'usr_1', acting: { organisationId: 'org_2', role: 'buyer' } }
  const scopes = [...Object.values(callers), elsewhere].map((caller) => scopeOf(caller, 'placeOrder', 'r1'))
  expect(new Set(scopes).size).toBe(scopes.length)
  expect(scopeOf(callers.buyer, 'placeOrder', 'r1')).not.toBe(scopeOf(callers.buyer, 'sendOrder', 'r1'))
  expect(scopeOf(callers.buyer, 'placeOrder', 'r1')).toBe(scopeOf(callers.buyer, 'placeOrder', 'r2'))
})

test('nobody knows who is behind two requests without a name: only the same request has the same scope', () => {
  const scope = (request: string) => scopeOf(callers.anonymous, 'registerAccount', request)
  expect(scope('r1')).toBe(scope('r1'))
  expect(scope('r1')).not.toBe(scope('r2'))
})

test('a key is remembered under its scope alone, and 32 characters long', () => {
  expect(repeatKeyOf('ab', 'c')).not.toBe(repeatKeyOf('a', 'bc'))
  expect(repeatKeyOf('a', 'b')).toBe(repeatKeyOf('a', 'b'))
  expect(repeatKeyOf('a', 'b')).toMatch(/^[\w-]{32}$/)
})

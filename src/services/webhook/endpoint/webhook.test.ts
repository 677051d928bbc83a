import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import type { KeptSecret, Webhook, WebhookCommand, WebhookEvent } from './webhook-state.ts'
import { signingSecrets, webhook, wantsType } from './webhook.ts'

const by = 'usr_ann'
const hour = (n: number): string => new Date(Date.UTC(2027, 2, 1) + n * 3_600_000).toISOString()
const secret = (name: string, from: string): KeptSecret => ({ sealed: name as Sealed, from, until: null })
const register: WebhookCommand = {
  type: 'register',
  at: hour(0),
  by,
  organisationId: 'org_a',
  url: 'https://hooks.example/',
  description: '',
  types: ['order.sent'],
  secret: secret('0', hour(0)),
}

const after = (...commands: readonly WebhookCommand[]): Webhook => {
  const events: WebhookEvent[] = []
  for (const command of commands) {
    const decided = webhook.decide(command, fold(webhook.evolve, webhook.initialState, events))
    if (decided.ok) events.push(...decided.value)
  }
  return fold(webhook.evolve, webhook.initialState, events)
}
const signing = (state: Webhook, at: string): string[] =>
  state.status === 'absent' ? [] : signingSecrets(state, at).map(({ sealed }) => sealed)
const rotate = (name: string, at: number, overlap: number): WebhookCommand => ({
  type: 'rotate-secret',
  at: hour(at),
  by,
  secret: secret(name, hour(at)),
  overlapUntil: hour(at + overlap),
})

test('after a rotation both secrets sign until the overlap ends, and then the new one alone', () => {
  const state = after(register, rotate('1', 10, 24))
  expect(signing(state, hour(10))).toEqual(['1', '0'])
  expect(signing(state, hour(33))).toEqual(['1', '0'])
  expect(signing(state, hour(34))).toEqual(['1'])
})

test('without an overlap the old secret signs nothing more', () => {
  expect(signing(after(register, rotate('1', 10, 0)), hour(10))).toEqual(['1'])
})

test('an endpoint that is told of all types is told of those still to come', () => {
  expect(wantsType({ types: null }, 'order.sent')).toBe(true)
  expect(wantsType({ types: ['order.sent'] }, 'order.sent')).toBe(true)
  expect(wantsType({ types: ['order.sent'] }, 'order.confirmed')).toBe(false)
})

test('a change that changes nothing is no event', () => {
  const state = after(register)
  const same = { type: 'change', at: hour(1), by, url: 'https://hooks.example/', description: '' } as const
  expect(webhook.decide({ ...same, types: ['order.sent'] }, state)).toEqual({ ok: true, value: [] })
  expect(webhook.decide({ ...same, types: null }, state)).toMatchObject({ value: [{ type: 'webhook/changed' }] })
})

test('what is removed keeps no secret', () => {
  expect(after(register, { type: 'remove', at: hour(1), by })).toMatchObject({ status: 'removed', secrets: [] })
})

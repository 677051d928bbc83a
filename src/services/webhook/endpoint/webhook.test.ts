import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import type { KeptSecret, Webhook, WebhookCommand, WebhookEvent } from './webhook-state.ts'
import { secretsMax, signingSecrets, webhook, wantsType } from './webhook.ts'

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

test('whatever is rotated when, the newest secret signs, and each older one no longer than any rotation after it allowed', () => {
  const rotations = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 40 }), overlap: fc.integer({ min: 0, max: 60 }) }),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(rotations, fc.integer({ min: 0, max: 80 }), (given, later) => {
      let at = 0
      // As a list of who signs until when, without any bound.
      const naive: { name: string; until: number }[] = [{ name: '0', until: Infinity }]
      const commands = given.map(({ gap, overlap }, n) => {
        at += gap
        for (const one of naive) one.until = Math.min(one.until, at + overlap)
        naive.unshift({ name: String(n + 1), until: Infinity })
        return rotate(String(n + 1), at, overlap)
      })
      const expected = naive.filter(({ until }) => until > at + later).map(({ name }) => name)
      const shown = signing(after(register, ...commands), hour(at + later))
      expect(shown).toEqual(expected.slice(0, shown.length))
      expect(shown.length).toBeGreaterThanOrEqual(Math.min(expected.length, 1))
      if (expected.length <= secretsMax) expect(shown).toEqual(expected)
    }),
  )
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

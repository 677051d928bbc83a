import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { failuresMax, secondFactor, type SecondFactorCommand, type SecondFactorEvent } from './second-factor.ts'

const at = '2026-08-01T12:00:00.000Z'
const secret = 'sealed' as unknown as Sealed
const offered: SecondFactorEvent = { type: 'second-factor/offered', at, secret }
const confirmed: SecondFactorEvent = { type: 'second-factor/confirmed', at, step: 100, recoveryDigests: ['a', 'b'] }
const active = [offered, confirmed]
const failed: SecondFactorEvent = { type: 'second-factor/failed', at }

const stateOf = (history: readonly SecondFactorEvent[]) => fold(secondFactor.evolve, secondFactor.initialState, history)
const when = (history: readonly SecondFactorEvent[], command: SecondFactorCommand) => {
  const result = secondFactor.decide(command, stateOf(history))
  return result.ok ? result.value.map(({ type }) => type) : result.rejection.code
}
const answer = (step: number | null) => ({ type: 'answer', at, step }) as const
const recover = (digest: string) => ({ type: 'recover', at, digest }) as const

test('a factor counts from its first right code on, and not before', () => {
  const confirm = (step: number | null) => ({ type: 'confirm', at, step, recoveryDigests: ['a'] }) as const
  expect(when([], confirm(1))).toBe('auth/no-second-factor')
  expect(when([offered], confirm(null))).toBe('auth/wrong-code')
  expect(when([offered], answer(1))).toBe('auth/no-second-factor')
  expect(when([offered], confirm(1))).toEqual(['second-factor/confirmed'])
  expect(when(active, confirm(1))).toBe('auth/second-factor-active')
})

test('an app that never answered is replaced; one that did has to be removed first', () => {
  const offer = { type: 'offer', at, secret } as const
  expect(when([offered], offer)).toEqual(['second-factor/offered'])
  expect(when(active, offer)).toBe('auth/second-factor-active')
  expect(when([...active, { type: 'second-factor/removed', at, by: 'usr_1' }], offer)).toEqual([
    'second-factor/offered',
  ])
})

test('a code is good once: its step, and every one before it, is used up', () => {
  expect(when(active, answer(100))).toEqual(['second-factor/failed'])
  expect(when(active, answer(101))).toEqual(['second-factor/passed'])
  const passed: SecondFactorEvent = { type: 'second-factor/passed', at, step: 102 }
  expect([101, 102, 103].map((step) => when([...active, passed], answer(step)))).toEqual([
    ['second-factor/failed'],
    ['second-factor/failed'],
    ['second-factor/passed'],
  ])
})

test('after ten wrong codes in a row no code is taken, right or wrong, until the password was reset', () => {
  const guessed = [...active, ...Array.from({ length: failuresMax }, () => failed)]
  expect(when(guessed.slice(0, -1), answer(101))).toEqual(['second-factor/passed'])
  expect([when(guessed, answer(101)), when(guessed, answer(null))]).toEqual([
    'auth/second-factor-locked',
    'auth/second-factor-locked',
  ])
  expect(when(guessed, { type: 'forgive', at })).toEqual(['second-factor/forgiven'])
  expect(when([...guessed, { type: 'second-factor/forgiven', at }], answer(101))).toEqual(['second-factor/passed'])
})

test('a recovery code is good once, lets in who was locked out, and forgets the wrong codes', () => {
  const guessed = [...active, ...Array.from({ length: failuresMax }, () => failed)]
  expect(when(guessed, recover('a'))).toEqual(['second-factor/recovered'])
  const recovered: SecondFactorEvent = { type: 'second-factor/recovered', at, digest: 'a' }
  expect(stateOf([...guessed, recovered])).toMatchObject({ failures: 0, recoveryDigests: ['b'] })
  expect(when([...guessed, recovered], recover('a'))).toEqual(['second-factor/failed'])
  const renewed: SecondFactorEvent = { type: 'second-factor/recovery-codes-renewed', at, recoveryDigests: ['c'] }
  expect(when([...active, renewed], recover('b'))).toEqual(['second-factor/failed'])
})

test('of an account without one, nothing is asked and nothing is forgiven', () => {
  expect(when([], { type: 'forgive', at })).toEqual([])
  for (const command of [answer(1), recover('a'), { type: 'remove', at, by: 'usr_1' } as const])
    expect(when([], command)).toBe('auth/no-second-factor')
})

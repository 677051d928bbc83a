/** Registers by hand: histories that one moment a call explains, and such as none does. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRegister, type RegisterAct, type RegisterCall } from './linearizability.ts'
import { checkRegisters } from './registers.ts'
import { createHistoryWriter } from './write-history.ts'

const read = (value: string): RegisterAct => ({ f: 'read', value })
const write = (value: string): RegisterAct => ({ f: 'write', value })
const cas = (from: string, to: string): RegisterAct => ({ f: 'cas', from, to })
const refused = (from: string): RegisterAct => ({ f: 'cas-refused', from })
const call = (begun: number, ended: number, act: RegisterAct): RegisterCall => ({ begun, ended, act })
const verdict = (...calls: RegisterCall[]) => checkRegister(calls, 'a').verdict

describe('one register', () => {
  test('calls one after the other do what they say', () => {
    expect(
      verdict(call(0, 1, write('b')), call(2, 3, read('b')), call(4, 5, cas('b', 'c')), call(6, 7, read('c'))),
    ).toBe('linearizable')
  })

  test('a read after a write that has ended sees it', () => {
    expect(verdict(call(0, 1, write('b')), call(2, 3, read('a')))).toBe('not-linearizable')
    expect(verdict(call(0, 3, write('b')), call(1, 2, read('a')))).toBe('linearizable')
  })

  test('who has seen the new value does not see the old one again', () => {
    const slow = call(0, 9, write('b'))
    expect(verdict(slow, call(1, 2, read('a')), call(3, 4, read('b')))).toBe('linearizable')
    expect(verdict(slow, call(1, 2, read('b')), call(3, 4, read('a')))).toBe('not-linearizable')
  })

  test('of two compare-and-sets on one value, one is done', () => {
    expect(verdict(call(0, 3, cas('a', 'b')), call(1, 2, cas('a', 'c')))).toBe('not-linearizable')
    expect(verdict(call(0, 3, cas('a', 'b')), call(1, 2, refused('a')))).toBe('linearizable')
  })

  test('a compare-and-set is not refused while the value is there', () => {
    expect(verdict(call(0, 1, refused('a')))).toBe('not-linearizable')
    expect(verdict(call(0, 1, refused('b')))).toBe('linearizable')
  })

  test('what nobody has answered may have happened late, or never', () => {
    const unanswered = call(0, Infinity, cas('a', 'b'))
    expect(verdict(unanswered, call(1, 2, read('a')), call(3, 4, read('b')))).toBe('linearizable')
    expect(verdict(unanswered, call(1, 2, read('a')))).toBe('linearizable')
    expect(verdict(unanswered, call(1, 2, read('b')), call(3, 4, read('a')))).toBe('not-linearizable')
  })

  test('what is too much is called unknown, never right', () => {
    const calls = Array.from({ length: 12 }, (_, n) => call(n, 100 + n, write(`${n}`)))
    const bounds = { callsMax: 200, configurationsMax: 100 }
    expect(checkRegister([...calls, call(200, 201, read('z'))], 'a', bounds).verdict).toBe('unknown')
    expect(checkRegister(calls, 'a', { ...bounds, callsMax: 11 }).verdict).toBe('unknown')
  })
})

/** Tries every order: slow, and plainly right. */
function isExplainable(calls: readonly RegisterCall[], value: string): boolean {
  const mustEnd = calls.filter(({ ended }) => ended < Infinity)
  if (mustEnd.length === 0) return true
  const firstEnd = Math.min(...mustEnd.map(({ ended }) => ended))
  return calls.some((next) => {
    const { act } = next
    if (next.begun > firstEnd) return false
    if (act.f === 'read' && act.value !== value) return false
    if (act.f === 'cas' && act.from !== value) return false
    if (act.f === 'cas-refused' && act.from === value) return false
    const after = act.f === 'write' ? act.value : act.f === 'cas' ? act.to : value
    return isExplainable(
      calls.filter((each) => each !== next),
      after,
    )
  })
}

test('it says what trying every order says', () => {
  const value = fc.constantFrom('a', 'b', 'c')
  const act = fc.oneof(
    value.map(read),
    value.map(write),
    fc.tuple(value, value).map(([from, to]) => cas(from, to)),
    value.map(refused),
  )
  const drawn = fc.array(fc.tuple(act, fc.nat(20), fc.nat(8), fc.boolean()), { maxLength: 6 })
  fc.assert(
    fc.property(drawn, (sketches) => {
      const calls = sketches.map(([what, begun, length, ends]) =>
        call(begun * 2, ends ? (begun + length) * 2 + 1 : Infinity, what),
      )
      expect(verdict(...calls) === 'linearizable').toBe(isExplainable(calls, 'a'))
    }),
    { numRuns: 500 },
  )
})

test('each key of a history is a register of its own, with its first value', () => {
  const history = createHistoryWriter()
  const does = (f: string, asked: object, told: object, end: 'ok' | 'fail' | 'info' = 'ok', error?: string) => {
    history.write(0, 'invoke', f, asked)
    history.write(0, end, f, told, error)
  }
  does('open-register', { key: 'x', value: 'a' }, {})
  does('cas-register', { key: 'x', from: 'a', to: 'b' }, {})
  does('cas-register', { key: 'x', from: 'a', to: 'c' }, {}, 'fail', 'refused')
  does('read-register', { key: 'x' }, { value: 'b' })
  does('open-register', { key: 'y', value: 'a' }, {})
  does('cas-register', { key: 'y', from: 'a', to: 'b' }, {}, 'fail', 'refused')
  does('cas-register', { key: 'y', from: 'a', to: 'b' }, {}, 'fail', 'too busy')
  const verdicts = checkRegisters(history.operations)
  expect(verdicts.map(({ key, calls, result }) => [key, calls, result.verdict])).toEqual([
    ['x', 3, 'linearizable'],
    ['y', 1, 'not-linearizable'],
  ])
})

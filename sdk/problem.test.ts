import { expect, expectTypeOf, test } from 'vitest'
import { isProblem, ProblemError, type Problem } from './problem.ts'

const refused = (code: string, more: Partial<Problem> = {}): ProblemError =>
  new ProblemError(
    409,
    { type: '', title: '', status: 409, detail: '', instance: '', code, traceId: '', ...more },
    new Headers(),
  )

test('a code tells a refusal from others and from whatever else was thrown', () => {
  expect(isProblem(refused('order/unknown'), 'order/unknown')).toBe(true)
  expect(isProblem(refused('order/unknown'), 'quote/unknown', 'order/unknown')).toBe(true)
  for (const other of [refused('order/deliveries'), refused('order/of-a-later-release'), new Error('x'), undefined])
    expect(isProblem(other, 'order/unknown')).toBe(false)
  // What a proxy answered has no code.
  expect(isProblem(new ProblemError(502, undefined, new Headers()), 'order/unknown')).toBe(false)
  // @ts-expect-error -- There is no such code.
  expect(isProblem(refused('order/unknwon'), 'order/unknwon')).toBe(true)
})

test('whoever asks for a code is told by the types which facts it has', () => {
  const error: unknown = refused('order/not-in-this-state', { facts: { status: 'closed', allowed: [] } })
  if (!isProblem(error, 'order/not-in-this-state', 'store/stale-version')) throw error
  const { problem } = error
  if (problem.code === 'store/stale-version') expectTypeOf(problem.facts.currentVersion).toEqualTypeOf<number>()
  else {
    expectTypeOf(problem.facts.status).toEqualTypeOf<string>()
    expect(problem.facts.allowed).toEqual([])
  }
})

test('the fields that were refused are a list, empty where it is not about fields', () => {
  const errors = [{ pointer: '/lines/0/quantity', detail: 'At least 1.' }]
  expect(refused('gateway/invalid-body', { errors }).fields).toEqual(errors)
  expect(refused('order/unknown').fields).toEqual([])
})

import { expect, test } from 'vitest'
import type { RejectionKind } from '../../kernel/rejection.ts'
import { problem, problemHeaders, problemOf, unexpectedProblem, unknownPathProblem } from './problem-details.ts'

const context = { instance: '/v1/things', traceId: 'req1' }
const statuses = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  invalid: 422,
  unguarded: 428,
  'too-many': 429,
  unavailable: 503,
} satisfies Record<RejectionKind, number>

test('each of the ten kinds becomes its status, and each status has a title of its own', () => {
  const kinds = Object.keys(statuses) as RejectionKind[]
  expect(kinds).toHaveLength(10)
  const problems = kinds.map((kind) => problemOf({ kind, code: 'things/odd', detail: 'Odd.' }, context))
  expect(problems.map(({ status }) => status)).toEqual(Object.values(statuses))
  expect(new Set(problems.map(({ title }) => title)).size).toBe(10)
})

test('a problem tells the code, its page, the fields and the facts, and nothing that was not given', () => {
  const errors = [{ pointer: '/name', detail: 'is missing' }]
  const given = { kind: 'invalid', code: 'things/odd', detail: 'Odd.' } as const
  const plain = {
    type: '/problems/things/odd',
    title: 'Invalid',
    status: 422,
    detail: 'Odd.',
    instance: '/v1/things',
    code: 'things/odd',
    traceId: 'req1',
  }
  expect(problemOf(given, context)).toStrictEqual(plain)
  expect(problemOf({ ...given, errors, facts: { left: 3 } }, context)).toStrictEqual({
    ...plain,
    errors,
    facts: { left: 3 },
  })
})

test('a refused token is told so; who sent none hears what is wanted', () => {
  const challenge = (code: `auth/${string}`) => problemHeaders(problem(401, { code, detail: '' }, context))
  expect(challenge('auth/invalid-token')).toEqual({ 'www-authenticate': 'Bearer error="invalid_token"' })
  expect(challenge('auth/other')).toEqual({ 'www-authenticate': 'Bearer' })
})

test('who may come again hears when', () => {
  const headersOf = (kind: RejectionKind, facts?: Record<string, unknown>) =>
    problemHeaders(problemOf({ kind, code: 'things/busy', detail: '', ...(facts && { facts }) }, context))
  expect(headersOf('too-many', { retryAfterSeconds: 30 })).toEqual({ 'retry-after': '30' })
  expect(headersOf('conflict', { retryAfterSeconds: 2 })).toEqual({ 'retry-after': '2' })
  expect(headersOf('unavailable', { retryAfterSeconds: 5 })).toEqual({ 'retry-after': '5' })
  expect(headersOf('unavailable')).toEqual({ 'retry-after': '1' })
  expect(headersOf('conflict')).toEqual({})
})

test('the unforeseen is described to nobody; an unknown path is a 404 like another', () => {
  expect(unexpectedProblem(context)).toMatchObject({ status: 500, code: 'gateway/unexpected', traceId: 'req1' })
  expect(unknownPathProblem(context)).toMatchObject({ status: 404, code: 'gateway/unknown-path' })
})

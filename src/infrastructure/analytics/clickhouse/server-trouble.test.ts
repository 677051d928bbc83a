import { expect, test } from 'vitest'
import { NewerSchema, TookTooLong, TooManyCalls, troubleOf } from './server-trouble.ts'

const serverError = (code: number, message: string) =>
  Object.assign(new Error(message), { code: String(code), type: 'X' })
const networkError = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:8123`), { code })

test.each([
  [networkError('ECONNREFUSED'), /cannot be reached.*CLICKHOUSE_URL/],
  [networkError('ENOTFOUND'), /cannot be reached/],
  [networkError('ECONNRESET'), /cannot be reached/],
  [new Error('Timeout error.'), /cannot be reached/],
  [new TookTooLong('5000 ms'), /did not answer in time/],
  [serverError(516, 'nobody: Authentication failed'), /credentials.*CLICKHOUSE_URL/],
  [serverError(497, 'Not enough privileges'), /SELECT, INSERT, CREATE/],
  [serverError(243, 'Cannot reserve 1.00 MiB'), /disk is full/],
  [serverError(252, 'Too many parts'), /merges more slowly/],
  [serverError(202, 'Too many simultaneous queries'), /max_concurrent_queries/],
  [serverError(164, 'Cannot execute query in readonly mode'), /read-only/],
  [serverError(81, 'Database x does not exist'), /CREATE DATABASE/],
])('%s is the server’s trouble, and the operator is told what helps', (error, cause) => {
  expect(troubleOf(error)).toMatchObject({
    rejection: { code: 'analytics/unavailable' },
    cause: expect.stringMatching(cause),
  })
})

test('what took too long, too many rows or too much memory is the question’s fault, and nobody is woken', () => {
  for (const code of [159, 158, 241, 396])
    expect(troubleOf(serverError(code, 'x'))).toEqual({
      rejection: expect.objectContaining({ code: 'analytics/too-much' }),
    })
})

test('more calls than may be under way are refused as a server that is busy', () => {
  expect(troubleOf(new TooManyCalls('40 calls'))).toMatchObject({ rejection: { code: 'analytics/unavailable' } })
})

test('a later schema names both versions and the way out', () => {
  const trouble = troubleOf(new NewerSchema(7, 3))
  expect(trouble).toMatchObject({
    rejection: { code: 'analytics/newer-schema' },
    cause: expect.stringMatching(/7.*3.*CLICKHOUSE_URL/s),
  })
})

test('our own mistakes go through as they are', () => {
  for (const error of [
    serverError(60, 'Unknown table'),
    serverError(62, 'Syntax error'),
    new TypeError('x is undefined'),
    'text',
  ])
    expect(troubleOf(error)).toBeUndefined()
})

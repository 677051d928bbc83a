/** A refusal must reach the client as it was decided. */
import { expect, test } from 'vitest'
import { invalidField, Rejected } from './rejection.ts'
import { accept, reject } from './result.ts'

const rejection = { kind: 'conflict', code: 'order/already-placed', detail: 'This order was placed before.' } as const

test('the exception of the shell carries its rejection whole', () => {
  const error = new Rejected(rejection)
  expect(error).toBeInstanceOf(Error)
  expect(error.rejection).toBe(rejection)
  expect(error.message).toBe('order/already-placed: This order was placed before.')
})

test('a refused field is named by its JSON pointer', () => {
  expect(invalidField('order/no-quantity', '/lines/0/quantity', 'Must be 1 or more.')).toEqual({
    kind: 'invalid',
    code: 'order/no-quantity',
    detail: 'Must be 1 or more.',
    errors: [{ pointer: '/lines/0/quantity', detail: 'Must be 1 or more.' }],
  })
})

test('a result is either what was asked for or why not', () => {
  expect(accept(1)).toEqual({ ok: true, value: 1 })
  expect(reject(rejection)).toEqual({ ok: false, rejection })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { createCursors } from './cursor.ts'

const cursors = createCursors(new Uint8Array(32).fill(7))
const opens = (list: string, cursor: string, by = cursors): string | undefined => {
  try {
    return by.open(list, cursor)
  } catch (error) {
    if (error instanceof Rejected && error.rejection.code === 'gateway/invalid-cursor') return undefined
    throw error
  }
}

test('a cursor opens to the place it was sealed with, in URLs without escaping', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1, unit: 'grapheme' }), (list, place) => {
      const cursor = cursors.seal(list, place.toWellFormed())
      return /^[\w-]+$/.test(cursor) && opens(list, cursor) === place.toWellFormed()
    }),
  )
})

test('no other list opens it, nor another exchange', () => {
  const cursor = cursors.seal('orders', 'ord_1')
  expect(opens('lots', cursor)).toBeUndefined()
  expect(opens('order', cursors.seal('orders', '_1'))).toBeUndefined()
  expect(opens('ab', cursors.seal('a', 'bc'))).toBeUndefined()
  expect(opens('orders', cursor, createCursors(new Uint8Array(32)))).toBeUndefined()
})

test('one changed character, one more or one less, and it is refused', () => {
  const cursor = cursors.seal('orders', 'ord_1')
  for (let index = 0; index < cursor.length; index += 1) {
    const other = cursor[index] === 'A' ? 'B' : 'A'
    expect(opens('orders', cursor.slice(0, index) + other + cursor.slice(index + 1))).toBeUndefined()
  }
  for (const bad of [
    `${cursor}A`,
    `${cursor}=`,
    ` ${cursor}`,
    cursor.slice(1),
    cursor.slice(0, -1),
    cursor.slice(0, 16),
  ])
    expect(opens('orders', bad), bad).toBeUndefined()
})

test('what was made up is refused', () => {
  for (const bad of ['', '1', 'ord_1', '%', 'é', Buffer.from('{"offset":0}').toString('base64url'), 'A'.repeat(1_000)])
    expect(opens('orders', bad), bad).toBeUndefined()
  fc.assert(fc.property(fc.base64String(), (text) => opens('orders', text) === undefined))
})

import { expect, test } from 'vitest'
import { countConnections } from './count-connections.ts'
import { takeMessage } from './live-limits.ts'

test('fifty messages at once are taken and one more is not; a second later it is', () => {
  const rate = { level: 0, atMs: 0 }
  const taken = Array.from({ length: 51 }, () => takeMessage(rate, 0, 50))
  expect(taken.filter(Boolean)).toHaveLength(50)
  expect(takeMessage(rate, 1_000, 50)).toBe(true)
})

test('so many connections of one organisation and so many at all are let in; a place given back twice counts once', () => {
  const connections = countConnections({ all: 3, ofOrganisation: 2 })
  const [first, second, third] = ['a', 'a', 'a'].map((organisation) => connections.take(organisation))
  expect([first, second, third].map((one) => one !== undefined)).toEqual([true, true, false])
  expect(connections.take('b')).toBeDefined()
  expect(connections.take('c')).toBeUndefined()
  first!()
  first!()
  expect(connections.take('c')).toBeDefined()
  expect(connections.take('d')).toBeUndefined()
})

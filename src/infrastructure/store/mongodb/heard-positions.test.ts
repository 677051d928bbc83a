/** What counts as heard of: what was, and what is older than any transaction. */
import { expect, test } from 'vitest'
import { logStart } from '../commit-log.ts'
import { createHeardPositions } from './heard-positions.ts'

const at = (seconds: number, ordinal = 1): string =>
  `${seconds.toString(16).padStart(8, '0')}${ordinal.toString(16).padStart(8, '0')}`

test('a lower position that is seen after a higher one counts only when it was heard of', () => {
  const heard = createHeardPositions(at(1_000))
  heard.add(at(1_010, 5))
  expect(heard.has(at(1_010, 5))).toBe(true)
  expect(heard.has(at(1_010, 4))).toBe(false)
  expect(heard.has(at(960))).toBe(false)
  heard.add(at(1_010, 4))
  expect(heard.has(at(1_010, 4))).toBe(true)
})

test('what is a minute older than the newest was heard of, since no transaction lives longer', () => {
  const heard = createHeardPositions(at(1_000))
  expect(heard.has(at(939))).toBe(true)
  expect(heard.has(at(940))).toBe(false)
  heard.add(at(1_100))
  expect(heard.has(at(1_039))).toBe(true)
  expect(heard.has(at(1_041))).toBe(false)
})

test('an own commit counts before the log brings it back, and says nothing of those of others', () => {
  const heard = createHeardPositions(at(1_000))
  heard.addOwn(at(2_000))
  expect(heard.has(at(2_000))).toBe(true)
  expect(heard.has(at(1_500))).toBe(false)
})

test('the log is followed from a minute before its end, or from its start', () => {
  expect(createHeardPositions(at(1_000)).from).toBe(at(940, 0))
  expect(createHeardPositions(logStart).from).toBe(logStart)
  expect(createHeardPositions(at(30)).from).toBe(logStart)
})

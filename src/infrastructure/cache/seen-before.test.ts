import { expect, test } from 'vitest'
import { createSeenBefore } from './seen-before.ts'

test('a key is new once, and then known', () => {
  const seenBefore = createSeenBefore(100)
  expect(['a', 'b', 'a', 'a', 'b'].map(seenBefore)).toEqual([false, false, true, true, true])
})

test('a key that others have followed long enough is new again', () => {
  const seenBefore = createSeenBefore(10)
  seenBefore('a')
  for (let other = 0; other < 5; other += 1) seenBefore(`b${other}`)
  expect(seenBefore('a')).toBe(true)
  for (let other = 0; other < 20; other += 1) seenBefore(`c${other}`)
  expect(seenBefore('a')).toBe(false)
})

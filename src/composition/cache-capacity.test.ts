import { expect, test } from 'vitest'
import { cacheCapacity } from './cache-capacity.ts'

const mebibyte = 1_048_576
const gibibyte = 1_024 * mebibyte

test('the cache takes a sixteenth of the memory, from 32 to 512 MiB, unless told', () => {
  expect(cacheCapacity('auto', 2 * gibibyte)).toBe(128 * mebibyte)
  expect(cacheCapacity('auto', 128 * mebibyte)).toBe(32 * mebibyte)
  expect(cacheCapacity('auto', 64 * gibibyte)).toBe(512 * mebibyte)
  expect(cacheCapacity(7, 64 * gibibyte)).toBe(7 * mebibyte)
})

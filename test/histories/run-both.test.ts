import { expect, test } from 'vitest'
import { sumOf } from './run-both.ts'

test('two reports come to the sum of their last lines', () => {
  const both = [
    { code: 0, output: 'a table\n131 passed, 0 failed\n' },
    { code: 1, output: '150 passed, 2 failed\n' },
  ]
  expect(sumOf(both)).toEqual({ passed: 281, failed: 2 })
})

test('who says nothing of totals, or ends in failure all the same, has failed', () => {
  expect(sumOf([{ code: 0, output: 'an error' }])).toEqual({ passed: 0, failed: 1 })
  expect(sumOf([{ code: 1, output: '5 passed, 0 failed' }])).toEqual({ passed: 5, failed: 1 })
})

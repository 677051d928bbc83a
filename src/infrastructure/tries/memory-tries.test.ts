import { expect, test } from 'vitest'
import { createMemoryTries } from './memory-tries.ts'
import { triesContract } from './tries.contract.ts'

triesContract('memory', async () => {
  const tries = createMemoryTries({ monotonicMs: () => performance.now() })
  return { callers: [tries, tries], subject: (name) => name }
})

test('a key that goes on being counted is not forgotten, however many others are counted beside it', async () => {
  const tries = createMemoryTries({ monotonicMs: () => 0, keysMax: 100 })
  const failed = async (subject: string) => {
    const begun = tries.beginNow(subject, [{ key: 'here', failuresMax: 4, windowMs: 900_000 }])
    if (begun.isBegun) await begun.end(true)
    return begun
  }
  for (let round = 0; round < 4; round += 1) {
    await failed('ada')
    for (let other = 0; other < 60; other += 1) await failed(`${round} ${other}`)
  }
  expect(await failed('ada')).toEqual({ isBegun: false, key: 'here', mayPass: false, leftMs: 900_000 })
  for (let other = 0; other < 100; other += 1) await failed(`later ${other}`)
  expect((await failed('ada')).isBegun).toBe(true)
})

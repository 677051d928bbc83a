import { expect, test } from 'vitest'
import { createLeasedRateLimit } from './leased-rate-limit.ts'
import { createMemoryRateLimit } from './memory-rate-limit.ts'
import { rateLimitContract } from './rate-limit.contract.ts'
import type { RateLimit } from './rate-limit.ts'

const monotonicMs = (): number => performance.now()

rateLimitContract('leased', async () => {
  const shared = createMemoryRateLimit({ monotonicMs })
  const lease = () => createLeasedRateLimit({ shared, monotonicMs })
  return { callers: [lease(), lease()], key: (name) => name }
})

/** A shared bucket that counts how often it is asked. */
const counted = (shared: RateLimit) => {
  const asked = { times: 0 }
  const limit: RateLimit = {
    ...shared,
    take(key, rate, most) {
      asked.times += 1
      return shared.take(key, rate, most)
    },
  }
  return { limit, asked }
}

test('what two processes admit together is the burst and not one more, for few questions', async () => {
  let now = 0
  const clock = { monotonicMs: () => now }
  const { limit, asked } = counted(createMemoryRateLimit(clock))
  const processes = [1, 2].map(() => createLeasedRateLimit({ shared: limit, ...clock }))
  const rate = { burst: 6_400, perSecond: 100 }
  let admitted = 0
  for (let count = 0; count < 10_000; count += 1)
    if ((await processes[count % 2]!.admit('a', rate)).admitted) admitted += 1
  expect(admitted).toBe(6_400)
  expect(asked.times).toBeLessThan(100)
  now = 100
  expect((await processes[0]!.admit('a', rate)).admitted).toBe(true)
})

test('who is refused costs no question until there is something again', async () => {
  let now = 0
  const clock = { monotonicMs: () => now }
  const { limit, asked } = counted(createMemoryRateLimit(clock))
  const leased = createLeasedRateLimit({ shared: limit, ...clock })
  const rate = { burst: 4, perSecond: 1 }
  for (let count = 0; count < 4; count += 1) await leased.admit('a', rate)
  const refused = await leased.admit('a', rate)
  expect(refused).toMatchObject({ admitted: false, retryMs: 1_000 })
  const before = asked.times
  now = 400
  expect(leased.admitNow('a', rate)).toMatchObject({ admitted: false, retryMs: 600 })
  expect(asked.times).toBe(before)
  now = 1_000
  expect(leased.admitNow('a', rate)).toBeUndefined()
  expect((await leased.admit('a', rate)).admitted).toBe(true)
})

test('what is leased and not used ends: it is not saved up for later', async () => {
  let now = 0
  const clock = { monotonicMs: () => now }
  const shared = createMemoryRateLimit(clock)
  const leased = createLeasedRateLimit({ shared, ...clock })
  const rate = { burst: 3_200, perSecond: 0.001 }
  for (let count = 0; count < 5; count += 1) await leased.admit('a', rate)
  expect(leased.admitNow('a', rate)?.admitted).toBe(true)
  now = 2_000
  expect(leased.admitNow('a', rate)).toBeUndefined()
})

test('many who ask at once wait for one question, and keys are bounded', async () => {
  const { limit, asked } = counted(createMemoryRateLimit({ monotonicMs }))
  const leased = createLeasedRateLimit({ shared: limit, monotonicMs, keysMax: 2 })
  const rate = { burst: 320, perSecond: 0.001 }
  await Promise.all([1, 2, 3, 4].map(() => leased.admit('a', rate)))
  expect(asked.times).toBe(1)
  for (const key of ['b', 'c']) await leased.admit(key, rate)
  expect(leased.admitNow('a', rate)).toBeUndefined()
})

test('whose lease goes on never waits for the next: it is asked for while some of it is left', async () => {
  let now = 0
  const clock = { monotonicMs: () => now }
  const { limit, asked } = counted(createMemoryRateLimit(clock))
  const leased = createLeasedRateLimit({ shared: limit, ...clock })
  const rate = { burst: 320_000, perSecond: 1_000 }
  for (let count = 0; count < 60; count += 1) await leased.admit('a', rate)
  for (let count = 0; count < 1_000; count += 1) {
    now += 1
    expect(leased.admitNow('a', rate)?.admitted).toBe(true)
    await Promise.resolve()
  }
  expect(asked.times).toBeLessThan(20)
})

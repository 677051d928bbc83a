import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryRateLimit } from './memory-rate-limit.ts'
import { rateLimitContract } from './rate-limit.contract.ts'

rateLimitContract('memory', async () => {
  const limit = createMemoryRateLimit({ monotonicMs: () => performance.now() })
  return { callers: [limit, limit], key: (name) => name }
})

test('whatever the rate and whenever asked, over any interval at most burst + rate × t are admitted, and the rest is told the truth', () => {
  const waits = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3_000, noNaN: true })), { maxLength: 80 })
  const rates = fc.record({
    burst: fc.integer({ min: 1, max: 10 }),
    perSecond: fc.double({ min: 0.1, max: 50, noNaN: true }),
  })
  fc.assert(
    fc.property(waits, rates, (pauses, rate) => {
      let now = 1e6
      const limit = createMemoryRateLimit({ monotonicMs: () => now })
      const admitted: number[] = []
      // A bucket that has rested admits, whatever the rate.
      expect(createMemoryRateLimit({ monotonicMs: () => now }).admitNow('k', rate).admitted).toBe(true)
      for (const pause of pauses) {
        now += pause
        const admission = limit.admitNow('k', rate)
        if (admission.admitted) admitted.push(now)
        else {
          expect(admission.retryMs).toBeGreaterThan(0)
          expect(admission.retryMs).toBeLessThanOrEqual(Math.ceil(1_000 / rate.perSecond) + 1)
        }
      }
      for (let first = 0; first < admitted.length; first += 1)
        for (let last = first; last < admitted.length; last += 1) {
          const seconds = (admitted[last]! - admitted[first]!) / 1_000
          expect(last - first + 1).toBeLessThanOrEqual(rate.burst + rate.perSecond * seconds + 1e-6)
        }
    }),
  )
})

test('who is refused is admitted after exactly as long as told, and not before', () => {
  let now = 0
  const limit = createMemoryRateLimit({ monotonicMs: () => now })
  const rate = { burst: 3, perSecond: 4 }
  for (let count = 0; count < 3; count += 1) limit.admitNow('k', rate)
  const refused = limit.admitNow('k', rate)
  expect(refused).toEqual({ admitted: false, remaining: 0, resetMs: 750, retryMs: 250 })
  now = 249
  expect(limit.admitNow('k', rate).admitted).toBe(false)
  now = 250
  expect(limit.admitNow('k', rate).admitted).toBe(true)
})

test('keys are bounded: rested ones go by themselves, and above the bound the longest unasked', () => {
  let now = 0
  const limit = createMemoryRateLimit({ monotonicMs: () => now, keysMax: 100 })
  const slow = { burst: 1, perSecond: 0.001 }
  for (let index = 0; index < 1_000; index += 1) limit.admitNow(`k${index}`, slow)
  expect(limit.keys()).toBe(100)
  expect(limit.admitNow('k999', slow).admitted).toBe(false)
  now = 2_000_000
  for (let index = 0; index < 60; index += 1) {
    limit.admitNow('one', { burst: 100, perSecond: 0.01 })
    now += 1_000
  }
  expect(limit.keys()).toBe(1)
})

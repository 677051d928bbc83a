/** What every rate limit must hold to: over no interval does it admit more than it says, and what it says of waiting is true. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { RateLimit } from './rate-limit.ts'

export type RateLimitPlace = {
  /** As two callers see the same limits: two processes, where processes share them. */
  readonly callers: readonly [RateLimit, RateLimit]
  /** Keys of one test are not those of another. */
  readonly key: (name: string) => string
}

/** A refused caller that waits as long as told may be early by the rounding of two clocks. */
const CLOCKS_MS = 5

export function rateLimitContract(name: string, open: () => Promise<RateLimitPlace>): void {
  describe(`${name}, rate limit contract`, () => {
    test('a bucket that has rested admits its burst at once, counts down, and then refuses and says how long', async () => {
      const { callers, key } = await open()
      const rate = { burst: 5, perSecond: 0.5 }
      const remaining: number[] = []
      for (let count = 0; count < 5; count += 1) {
        const admission = await callers[count % 2]!.admit(key('a'), rate)
        expect(admission.admitted).toBe(true)
        remaining.push(admission.remaining)
      }
      expect(remaining).toEqual([4, 3, 2, 1, 0])
      const refused = await callers[0].admit(key('a'), rate)
      expect(refused).toMatchObject({ admitted: false, remaining: 0 })
      if (!refused.admitted) expect(refused.retryMs).toBeGreaterThan(1_000)
      expect(refused.resetMs).toBeGreaterThan(8_000)
      expect(refused.resetMs).toBeLessThanOrEqual(10_000)
    })

    test('one key is not another', async () => {
      const { callers, key } = await open()
      const rate = { burst: 1, perSecond: 0.001 }
      expect((await callers[0].admit(key('a'), rate)).admitted).toBe(true)
      expect((await callers[1].admit(key('a'), rate)).admitted).toBe(false)
      expect((await callers[1].admit(key('b'), rate)).admitted).toBe(true)
    })

    test('of several buckets those before the first that refuses are taken from, and none behind it', async () => {
      const { callers, key } = await open()
      const asked = (name: string, burst: number) => ({ key: key(name), rate: { burst, perSecond: 0.001 } })
      const all = [asked('a', 3), asked('b', 1), asked('c', 2)]
      const admitted = await callers[0].admitAll(all)
      expect(admitted.map(({ admitted: was, remaining }) => [was, remaining])).toEqual([
        [true, 2],
        [true, 0],
        [true, 1],
      ])
      const refused = await callers[1].admitAll(all)
      expect(refused.map(({ admitted: was, remaining }) => [was, remaining])).toEqual([
        [true, 1],
        [false, 0],
      ])
      const left = await Promise.all([all[0]!, all[2]!].map((one) => callers[0].admit(one.key, one.rate)))
      expect(left.map(({ remaining }) => remaining)).toEqual([0, 0])
    })

    test('who waits as long as told is admitted, and being refused meanwhile costs nothing', async () => {
      const { callers, key } = await open()
      const rate = { burst: 2, perSecond: 10 }
      for (let count = 0; count < 2; count += 1) await callers[0].admit(key('a'), rate)
      const refused = await callers[0].admit(key('a'), rate)
      for (let count = 0; count < 20; count += 1) await callers[1].admit(key('a'), rate)
      if (refused.admitted) throw new Error('the burst was larger than it may be')
      await sleep(refused.retryMs + CLOCKS_MS)
      expect((await callers[1].admit(key('a'), rate)).admitted).toBe(true)
    })

    test('many callers at once are admitted up to the burst and not one more', async () => {
      const { callers, key } = await open()
      const rate = { burst: 20, perSecond: 0.01 }
      const asked = Array.from({ length: 200 }, (_, index) => callers[index % 2]!.admit(key('a'), rate))
      const admitted = (await Promise.all(asked)).filter((admission) => admission.admitted)
      expect(admitted).toHaveLength(20)
    })

    test('over any interval at most burst + rate × t are admitted', async () => {
      const { callers, key } = await open()
      const rate = { burst: 5, perSecond: 200 }
      const admitted: { askedMs: number; answeredMs: number }[] = []
      const until = performance.now() + 400
      const ask = async (index: number): Promise<void> => {
        while (performance.now() < until) {
          const askedMs = performance.now()
          const { admitted: was } = await callers[index % 2]!.admit(key('a'), rate)
          if (was) admitted.push({ askedMs, answeredMs: performance.now() })
          await sleep(index % 3)
        }
      }
      await Promise.all(Array.from({ length: 6 }, (_, index) => ask(index)))
      expect(admitted.length).toBeGreaterThan(20)
      admitted.sort((one, other) => one.answeredMs - other.answeredMs)
      for (const [first, { askedMs: from }] of admitted.entries())
        for (let last = first; last < admitted.length; last += 1) {
          // Each was admitted between its question and its answer: all of them within the time between the outermost.
          const inside = admitted.slice(first, last + 1)
          const seconds = (admitted[last]!.answeredMs - Math.min(from, ...inside.map(({ askedMs }) => askedMs))) / 1_000
          expect(inside.length).toBeLessThanOrEqual(rate.burst + rate.perSecond * seconds + 1e-6)
        }
    })

    test('several are taken in one step: as many as there are, and the rest is told how long', async () => {
      const { callers, key } = await open()
      const rate = { burst: 10, perSecond: 0.5 }
      const taken: number[] = []
      for (const [index, most] of [4, 4, 4, 4].entries())
        taken.push((await callers[index % 2]!.take(key('a'), rate, most)).taken)
      expect(taken).toEqual([4, 4, 2, 0])
      const refused = await callers[0].take(key('a'), rate, 3)
      expect(refused).toMatchObject({ admitted: false, remaining: 0, taken: 0 })
      if (!refused.admitted) expect(refused.retryMs).toBeGreaterThan(1_000)
      await expect(callers[0].take(key('a'), rate, 0)).rejects.toThrow(RangeError)
    })

    test('what is answered at once is answered as if it had been asked for, or nothing is taken', async () => {
      const { callers, key } = await open()
      const rate = { burst: 2, perSecond: 0.001 }
      const atOnce = callers[0].admitNow(key('a'), rate)
      if (atOnce) expect(atOnce).toMatchObject({ admitted: true, remaining: 1 })
      const next = await callers[1].admit(key('a'), rate)
      expect(next).toMatchObject({ admitted: true, remaining: atOnce ? 0 : 1 })
    })

    test.each([
      { burst: 0, perSecond: 1 },
      { burst: 1.5, perSecond: 1 },
      { burst: 1, perSecond: 0 },
      { burst: 1, perSecond: Number.NaN },
    ])('a rate that makes no sense is refused: %j', async (rate) => {
      const { callers, key } = await open()
      await expect(callers[0].admit(key('a'), rate)).rejects.toThrow(RangeError)
    })
  })
}

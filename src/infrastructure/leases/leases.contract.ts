/** What every adapter of leases promises. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Leases } from './leases.ts'

export type LeasesUnderTest = {
  /** Processes that share the leases; the same twice where there can be only one. */
  readonly processes: readonly [Leases, Leases]
  readonly dispose: () => Promise<void>
}

export function leasesContract(name: string, open: () => Promise<LeasesUnderTest>): void {
  describe(`leases on ${name}`, () => {
    let opened: LeasesUnderTest
    beforeAll(async () => void (opened = await open()))
    afterAll(() => opened.dispose())
    const take = async (process: 0 | 1, name: string, waitMs = 0) => opened.processes[process].take(name, waitMs)

    test('of many who ask at once, one has it', async () => {
      const asked = await Promise.all(Array.from({ length: 12 }, (_, n) => take((n % 2) as 0 | 1, 'many')))
      expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1)
    })

    test('the next has it when it is released, with a greater fence', async () => {
      const first = await take(0, 'next')
      const waiting = take(1, 'next', 10_000)
      await first!.release()
      const second = await waiting
      expect(second!.fence).toBeGreaterThan(first!.fence)
      expect(second!.lost.aborted).toBe(false)
      await second!.release()
    })

    test('who waits in vain is told when the time is up', async () => {
      const first = await take(0, 'vain')
      expect(await take(1, 'vain', 50)).toBeUndefined()
      await first!.release()
    })

    test('work under it is done by one at a time', async () => {
      let working = 0
      let mostAtOnce = 0
      const work = async (process: 0 | 1) => {
        const lease = await take(process, 'work', 30_000)
        mostAtOnce = Math.max(mostAtOnce, (working += 1))
        await sleep(2)
        working -= 1
        await lease!.release()
      }
      await Promise.all([work(0), work(1), work(0), work(1), work(0)])
      expect(mostAtOnce).toBe(1)
    })

    test('one lease does not stand in the way of another', async () => {
      const [a, b] = [await take(0, 'this'), await take(1, 'that')]
      expect([a, b]).not.toContain(undefined)
      await Promise.all([a!.release(), b!.release()])
    })

    test('released twice, it is not taken from the next', async () => {
      const first = await take(0, 'twice')
      await first!.release()
      const second = await take(1, 'twice')
      await first!.release()
      expect(await take(0, 'twice')).toBeUndefined()
      await second!.release()
    })

    test('what is no name is refused', async () => {
      await expect(take(0, 'No name')).rejects.toThrow(RangeError)
    })
  })
}

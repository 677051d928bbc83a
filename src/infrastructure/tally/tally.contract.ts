/** What every tally must hold to: nothing added is lost or added twice, whoever adds, and there is an end to its keys. */
import { describe, expect, test } from 'vitest'
import type { Added, Tallied, Tally, TallyBounds } from './tally.ts'

export type TallyPlace = {
  /** As two callers see the same tally: two processes, where processes share it. */
  readonly callers: readonly [Tally, Tally]
  /** The same once more, as after a restart. */
  readonly reopen: () => Promise<Tally>
}

const bounds: TallyBounds = { keysMax: 4, forgottenMs: 86_400_000 }
const at = (day: number): string => `2027-01-${String(day).padStart(2, '0')}T12:00:00.000Z`
const added = (key: string, count = 1, firstAt = at(5), lastAt = firstAt): Added => ({
  key,
  otherwise: 'others',
  count,
  firstAt,
  lastAt,
})
const allOf = async (tally: Tally): Promise<readonly Tallied[]> =>
  (await tally.all()).toSorted((one, other) => (one.key < other.key ? -1 : 1))
const counts = async (tally: Tally): Promise<Record<string, number>> =>
  Object.fromEntries((await allOf(tally)).map(({ key, count }) => [key, count]))

export function tallyContract(name: string, open: (bounds: TallyBounds) => Promise<TallyPlace>): void {
  describe(`${name}, tally contract`, () => {
    test('what two add is added up, with when it happened first and last, whoever was told first', async () => {
      const { callers, reopen } = await open(bounds)
      expect(await callers[0].all()).toEqual([])
      await callers[0].add([added('a b "c"', 2, at(3), at(4)), added('d', 1)])
      await callers[1].add([added('a b "c"', 5, at(1), at(2))])
      const expected = [
        { key: 'a b "c"', count: 7, firstAt: at(1), lastAt: at(4) },
        { key: 'd', count: 1, firstAt: at(5), lastAt: at(5) },
      ]
      for (const caller of [...callers, await reopen()]) expect(await allOf(caller)).toEqual(expected)
    })

    test('of what many add at once nothing is lost', async () => {
      const { callers } = await open(bounds)
      await Promise.all(Array.from({ length: 60 }, (_, n) => callers[n % 2]!.add([added('a'), added('b', 3)])))
      expect(await counts(callers[0])).toEqual({ a: 60, b: 180 })
    })

    test('beyond so many keys all else is one, and those that are known go on', async () => {
      const { callers } = await open(bounds)
      await callers[0].add(['a', 'b', 'c', 'd'].map((key) => added(key)))
      for (const [n, key] of ['e', 'f', 'a'].entries()) await callers[n % 2]!.add([added(key)])
      expect(await counts(callers[1])).toEqual({ a: 2, b: 1, c: 1, d: 1, others: 2 })
    })

    test('what did not happen for long makes room where there is none', async () => {
      const { callers } = await open(bounds)
      await callers[0].add([added('old', 9, at(1)), ...['b', 'c'].map((key) => added(key))])
      await callers[0].add([added('d', 1, at(6))])
      expect(Object.keys(await counts(callers[1]))).toEqual(['b', 'c', 'd', 'old'])
      await callers[1].add([added('e', 1, at(6))])
      expect(Object.keys(await counts(callers[0]))).toEqual(['b', 'c', 'd', 'e'])
    })

    test('hundreds are added at once, and none is nothing', async () => {
      const { callers } = await open({ ...bounds, keysMax: 2_000 })
      await callers[0].add(Array.from({ length: 1_001 }, (_, n) => added(`key ${n}`, n + 1)))
      await callers[0].add([])
      const all = await counts(callers[1])
      expect(Object.keys(all)).toHaveLength(1_001)
      expect(all['key 1000']).toBe(1_001)
    })
  })
}

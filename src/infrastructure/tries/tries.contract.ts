/** What counts of tries must hold to: however many ask, no more run than may still fail, and what was right costs nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Tries, TryLimit } from './tries.ts'

export type TriesPlace = {
  /** As two callers see the same counts: two processes, where processes share them. */
  readonly callers: readonly [Tries, Tries]
  /** Subjects of one test are not those of another. */
  readonly subject: (name: string) => string
}

const hourMs = 3_600_000
const place = (key: string, failuresMax = 5): TryLimit => ({ key, failuresMax, windowMs: hourMs })

/** One try that is over at once; what was said of it. */
async function tried(tries: Tries, subject: string, limits: readonly TryLimit[], isInVain: boolean) {
  const begun = await tries.begin(subject, limits)
  if (begun.isBegun) await begun.end(isInVain)
  return begun
}

export function triesContract(name: string, open: () => Promise<TriesPlace>): void {
  describe(`${name}, tries contract`, () => {
    test('of tries in vain by turns no more run than the limit admits, and then it is said for how long', async () => {
      const { callers, subject } = await open()
      let ran = 0
      for (let turn = 0; turn < 24; turn += 1)
        if ((await tried(callers[turn % 2]!, subject('ada'), [place('here')], true)).isBegun) ran += 1
      expect(ran).toBe(5)
      for (const caller of callers) {
        const refused = await caller.begin(subject('ada'), [place('here')])
        expect(refused).toMatchObject({ isBegun: false, key: 'here', mayPass: false })
        if (!refused.isBegun) {
          expect(refused.leftMs).toBeGreaterThan(hourMs - 120_000)
          expect(refused.leftMs).toBeLessThanOrEqual(hourMs)
        }
      }
    })

    test('of many at once no more run than may still fail, and those after them are told to look again', async () => {
      const { callers, subject } = await open()
      const asked = Array.from({ length: 60 }, (_, n) => callers[n % 2]!.begin(subject('ada'), [place('here')]))
      const answers = await Promise.all(asked)
      const begun = answers.filter((answer) => answer.isBegun)
      expect(begun).toHaveLength(5)
      for (const answer of answers) if (!answer.isBegun) expect(answer.mayPass).toBe(true)
      await Promise.all(begun.map(({ end }) => end(false)))
      expect((await callers[1].begin(subject('ada'), [place('here')])).isBegun).toBe(true)
    })

    test('what was right counts for nothing, and leaves what had failed before as it was', async () => {
      const { callers, subject } = await open()
      const run = (n: number, isInVain: boolean) => tried(callers[n % 2]!, subject('ada'), [place('here')], isInVain)
      for (let turn = 0; turn < 4; turn += 1) await run(turn, true)
      for (let turn = 0; turn < 20; turn += 1) expect((await run(turn, false)).isBegun).toBe(true)
      expect((await run(0, true)).isBegun).toBe(true)
      expect((await run(1, false)).isBegun).toBe(false)
    })

    test('a try stands under all of its limits, and where one refuses the others have not counted it', async () => {
      const { callers, subject } = await open()
      const everywhere = place('everywhere', 8)
      const run = (n: number, where: string) =>
        tried(callers[n % 2]!, subject('ada'), [place(where, 3), everywhere], true)
      for (let turn = 0; turn < 10; turn += 1) await run(turn, 'one')
      for (let turn = 0; turn < 10; turn += 1) await run(turn, 'two')
      // Six of eight: what was refused in one place was not counted everywhere.
      expect((await run(0, 'three')).isBegun).toBe(true)
      expect((await run(1, 'four')).isBegun).toBe(true)
      expect(await run(0, 'five')).toMatchObject({ isBegun: false, key: 'everywhere', mayPass: false })
    })

    test('a limit does not hold while a note says so, and counts all the same', async () => {
      const { callers, subject } = await open()
      const limit = { ...place('everywhere', 2), unlessNoted: 'home' }
      await callers[0].note(subject('ada'), 'home', hourMs)
      for (let turn = 0; turn < 4; turn += 1)
        expect((await tried(callers[turn % 2]!, subject('ada'), [limit], true)).isBegun).toBe(true)
      const elsewhere = { ...limit, unlessNoted: 'abroad' }
      expect((await callers[1].begin(subject('ada'), [elsewhere])).isBegun).toBe(false)
      await callers[0].note(subject('ada'), 'abroad', 1)
      await sleep(20)
      expect((await callers[1].begin(subject('ada'), [elsewhere])).isBegun).toBe(false)
    })

    test('what is forgotten is forgotten by all, but not what is under way', async () => {
      const { callers, subject } = await open()
      const begin = (n: 0 | 1) => callers[n].begin(subject('ada'), [place('here', 3)])
      const underWay = [await begin(0), await begin(1)]
      await tried(callers[0], subject('ada'), [place('here', 3)], true)
      expect(await begin(1)).toMatchObject({ isBegun: false, mayPass: true })
      await callers[0].forget(subject('ada'), ['here'])
      expect((await begin(1)).isBegun).toBe(true)
      expect((await begin(0)).isBegun).toBe(false)
      for (const each of underWay) if (each.isBegun) await each.end(false)
      expect((await begin(0)).isBegun).toBe(true)
    })

    test('what has failed is forgotten with its window, also where it was known only after it', async () => {
      const { callers, subject } = await open()
      const short = { key: 'here', failuresMax: 1, windowMs: 200 }
      const late = await callers[0].begin(subject('ada'), [short])
      await sleep(220)
      const next = await callers[1].begin(subject('ada'), [short])
      expect(next.isBegun).toBe(true)
      if (late.isBegun) await late.end(false)
      if (next.isBegun) await next.end(true)
      await sleep(420)
      expect((await callers[0].begin(subject('ada'), [short])).isBegun).toBe(true)
    })

    test('one subject, and one key, is not another', async () => {
      const { callers, subject } = await open()
      await tried(callers[0], subject('ada'), [place('here', 1)], true)
      expect((await callers[1].begin(subject('ada'), [place('here', 1)])).isBegun).toBe(false)
      expect((await callers[1].begin(subject('ada'), [place('there', 1)])).isBegun).toBe(true)
      expect((await callers[1].begin(subject('eve'), [place('here', 1)])).isBegun).toBe(true)
    })

    test.each([[[]], [[place('here', 0)]], [[place('here', 1.5)]], [[{ ...place('here'), windowMs: 0 }]]])(
      'limits that make no sense are refused: %j',
      async (limits) => {
        const { callers, subject } = await open()
        await expect(callers[0].begin(subject('ada'), limits)).rejects.toThrow(RangeError)
      },
    )
  })
}

/** Whoever finds an entry of another process takes it only where that one had heard all that it has heard itself. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHeardChanges } from './heard-changes.ts'

const at = (seconds: number, ordinal = 1): string =>
  `${seconds.toString(16).padStart(8, '0')}${ordinal.toString(16).padStart(8, '0')}`
const overlap = 60

/** A process that follows the log: everything a minute older than the newest was heard of. */
function follower(from: number, changesMax?: number) {
  let newest = from
  const below = (): string => at(newest - overlap)
  const changes = createHeardChanges({ from: below(), below, ...(changesMax && { changesMax }) })
  return {
    ...changes,
    hear(seconds: number, ...tags: readonly string[]): void {
      changes.add(tags, at(seconds))
      newest = Math.max(newest, seconds)
    },
  }
}

describe('what another process has kept', () => {
  test('is taken by one that has heard the same, or less', () => {
    const [maker, finder] = [follower(1_000), follower(1_000)]
    maker.hear(1_001, 'gouda')
    expect(finder.isCoveredBy(maker.of(['gouda', 'edam'])!)).toBe(true)
    finder.hear(1_001, 'gouda')
    expect(finder.isCoveredBy(maker.of(['gouda', 'edam'])!)).toBe(true)
  })

  test('is not taken by one that has heard of a change which its maker had not, though a later one it had', () => {
    const [maker, finder] = [follower(1_000), follower(1_000)]
    maker.hear(1_002, 'gouda')
    finder.hear(1_001, 'gouda')
    finder.hear(1_002, 'gouda')
    expect(finder.isCoveredBy(maker.of(['gouda'])!)).toBe(false)
    expect(finder.isCoveredBy(maker.of(['edam'])!)).toBe(true)
    maker.hear(1_001, 'gouda')
    expect(finder.isCoveredBy(maker.of(['gouda'])!)).toBe(true)
  })

  test('is not taken by one that began to listen later than its maker knows all', () => {
    const [maker, finder] = [follower(1_000), follower(1_200)]
    expect(finder.isCoveredBy(maker.of(['gouda'])!)).toBe(false)
    maker.hear(1_200)
    expect(finder.isCoveredBy(maker.of(['gouda'])!)).toBe(true)
  })

  test('is not taken where its time was forgotten, and is where all of it is remembered', () => {
    const [maker, finder] = [follower(1_000), follower(1_000, 8)]
    const early = maker.of(['gouda'])!
    for (let seconds = 1_001; seconds <= 1_200; seconds += 1) {
      finder.hear(seconds, 'edam')
      maker.hear(seconds, 'edam')
    }
    expect(finder.isCoveredBy(early)).toBe(false)
    for (let seconds = 1_201; seconds <= 1_300; seconds += 1) maker.hear(seconds, 'edam')
    expect(finder.isCoveredBy(maker.of(['gouda'])!)).toBe(true)
  })

  test('is not offered while its tags change too much to be told one by one', () => {
    const maker = follower(1_000)
    for (let n = 1; n <= 65; n += 1) maker.add(['gouda'], at(1_001, n))
    expect(maker.of(['gouda'])).toBeUndefined()
    maker.hear(1_100)
    expect(maker.of(['gouda'])).toMatchObject({ since: [] })
  })

  test('is never taken without a change that its finder has heard of, in whatever order each hears', () => {
    const change = fc.record({ second: fc.integer({ min: 1, max: 50 }), tag: fc.constantFrom('a', 'b') })
    const log = fc.uniqueArray(change, { selector: ({ second }) => second, maxLength: 12 })
    const heardBy = fc.array(fc.nat(), { maxLength: 12 })
    fc.assert(
      fc.property(log, heardBy, heardBy, fc.integer({ min: 3, max: 40 }), (all, byMaker, byFinder, changesMax) => {
        const pick = (order: readonly number[]) =>
          [...new Set(order.map((n) => all[n % all.length]))].filter((c) => !!c)
        const [maker, finder] = [follower(1_000), follower(1_000, changesMax)]
        for (const { second, tag } of pick(byMaker)) maker.hear(1_000 + second, tag)
        for (const { second, tag } of pick(byFinder)) finder.hear(1_000 + second, tag)
        const missed = pick(byFinder).filter((one) => one.tag === 'a' && !pick(byMaker).includes(one))
        if (missed.length > 0) expect(finder.isCoveredBy(maker.of(['a'])!)).toBe(false)
      }),
    )
  })
})

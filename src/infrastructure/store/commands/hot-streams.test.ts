/** Commands go by turns where many want the same stream, and cost nothing where they do not. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createHotStreams } from './hot-streams.ts'
import { createMemoryTurns } from '../turns/memory-turns.fixture.ts'
import type { Turns } from '../turns/turns.ts'

const monotonicMs = (): number => performance.now()
const processOver = (turns: Pick<Turns, 'take'>) => {
  const doubted: string[] = []
  const hot = createHotStreams({ turns, monotonicMs, doubt: (streams) => doubted.push(...streams) })
  return { hot, doubted }
}
const streams = (...names: string[]): ReadonlySet<string> => new Set(names)

test('a stream that nobody met at is taken without a turn', async () => {
  const { hot } = processOver({ take: () => Promise.reject(new Error('nobody asks for a turn')) })
  const entered = await hot.enter(streams('tally-a', 'tally-b'), 1_000)
  expect(entered.has('tally-a')).toBe(false)
  expect(hot.isHot('tally-a')).toBe(false)
})

test('commands of one process are in one turn together, those of another have the next', async () => {
  const turns = createMemoryTurns()
  const [one, other] = [processOver(turns), processOver(turns)]
  for (const { hot } of [one, other]) hot.heat('tally-a')
  const together = await Promise.all([1, 2, 3].map(() => one.hot.enter(streams('tally-a'), 1_000)))
  expect(together.every((entered) => entered.has('tally-a'))).toBe(true)
  let isIn = false
  const next = other.hot.enter(streams('tally-a'), 5_000).then((entered) => ((isIn = true), entered))
  await sleep(60)
  // The turn is wanted and has lasted: who comes now goes behind the other process.
  const late = one.hot.enter(streams('tally-a'), 5_000)
  for (const entered of together) {
    expect(isIn).toBe(false)
    entered.leave()
  }
  ;(await next).leave()
  ;(await late).leave()
  // Each turn begins by doubting what memory had.
  expect([one.doubted.length, other.doubted.length]).toEqual([2, 1])
})

test('what a command does not extend it leaves at once', async () => {
  const turns = createMemoryTurns()
  const { hot } = processOver(turns)
  for (const stream of ['tally-a', 'tally-b']) hot.heat(stream)
  const entered = await hot.enter(streams('tally-a', 'tally-b'), 1_000)
  entered.keepOnly(streams('tally-a'))
  expect(await turns.take('tally-b', 20)).toBeDefined()
  expect(await turns.take('tally-a', 20)).toBeUndefined()
  entered.leave()
  expect(await turns.take('tally-a', 20)).toBeDefined()
})

test('where there are no turns, or none comes in time, commands go on without', async () => {
  const { hot } = processOver({ take: async () => undefined })
  hot.heat('tally-a')
  const entered = await Promise.all([1, 2].map(() => hot.enter(streams('tally-a'), 1_000)))
  expect(entered.every((one) => one.has('tally-a'))).toBe(true)
  for (const one of entered) one.leave()

  const turns = createMemoryTurns()
  await turns.take('tally-b', 20)
  const waiting = processOver(turns).hot
  waiting.heat('tally-b')
  const late = await waiting.enter(streams('tally-b'), 30)
  expect(late.has('tally-b')).toBe(true)
  late.leave()
})

test('commands that went on without a turn are no reason for the next to do so for ever', async () => {
  let nowMs = 0
  let asked = 0
  const take = async () => ((asked += 1), undefined)
  const hot = createHotStreams({ turns: { take }, monotonicMs: () => nowMs, doubt: () => undefined })
  hot.heat('tally-a')
  const enter = () => hot.enter(streams('tally-a'), 1_000)
  const together = [await enter(), await enter()]
  expect(asked).toBe(1)
  nowMs = 1_500
  const next = enter()
  for (const one of together) one.leave()
  ;(await next).leave()
  expect(asked).toBe(2)
})

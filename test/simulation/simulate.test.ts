/** The simulation repeats itself to the letter, finds nothing where nothing is wrong, and something where something is. */
import { expect, test, vi } from 'vitest'
import { printHistory } from '../histories/checker/history.ts'
import { seededRandom } from '../histories/seeded-random.ts'
import { mutantNames, mutantOf } from './mutants.ts'
import { simulate } from './simulate.ts'
import { tell } from './tell.ts'

// It computes all the time: on a busy machine that takes several times as long.
vi.setConfig({ testTimeout: 60_000 })

/** The first of so many that finds a mutant ends the search. */
const seedsMax = 10

test('a seed gives the same history, word for word', async () => {
  const [one, other] = [await simulate(7), await simulate(7)]
  expect(printHistory(one.history)).toBe(printHistory(other.history))
  expect(one.isSound, tell(one)).toBe(true)
  expect(printHistory((await simulate(8)).history)).not.toBe(printHistory(one.history))
})

/** Trails are kept by a process of the exchange's that the simulation does without. */
const ofTrails = /^A\d$/

test('every property has something to look at', async () => {
  const looked = new Map<string, number>()
  for (let seed = 1; seed <= 6; seed += 1)
    for (const { name, looked: at } of (await simulate(seed)).judgement.findings)
      looked.set(name, (looked.get(name) ?? 0) + at)
  expect([...looked].filter(([name, at]) => at === 0 && !ofTrails.test(name))).toEqual([])
})

test.each(mutantNames)('what is wrong in this way is found out within ten seeds: %s', async (name) => {
  let isFound = false
  for (let seed = 1; seed <= seedsMax && !isFound; seed += 1)
    isFound = !(await simulate(seed, mutantOf(name, seededRandom(seed)))).isSound
  expect(isFound).toBe(true)
})

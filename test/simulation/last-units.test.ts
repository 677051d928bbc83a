/** The last units over processes that go by turns: sold to the last one whatever befalls them, and a wrong turn is found out. */
import { expect, test, vi } from 'vitest'
import { seededRandom } from '../histories/seeded-random.ts'
import { tellConditions } from './conditions.ts'
import { sellLastUnits, type LastUnits } from './last-units.ts'
import { mutantOf, passingOver, turnMutantNames } from './mutants.ts'

// It computes all the time: on a busy machine that takes several times as long.
vi.setConfig({ testTimeout: 60_000 })

const tell = ({ seed, conditions, violations }: LastUnits): string =>
  `seed ${seed}: ${tellConditions(conditions)}\n${violations.join('\n')}`

test('as many are sold as there are, nobody is refused before, and turns go from process to process', async () => {
  let handedOver = 0
  for (let seed = 1; seed <= 8; seed += 1) {
    const sold = await sellLastUnits(seed)
    expect(sold.violations, tell(sold)).toEqual([])
    handedOver += sold.handedOver
  }
  expect(handedOver).toBeGreaterThan(5)
})

/** Who loses no turn is in others' way only where somebody is killed with one. */
const seedsMax = 30

test.each(turnMutantNames)('a turn that is wrong in this way is found out within thirty seeds: %s', async (name) => {
  let isFound = false
  for (let seed = 1; seed <= seedsMax && !isFound; seed += 1)
    isFound = (await sellLastUnits(seed, mutantOf(name, seededRandom(seed)))).violations.length > 0
  expect(isFound).toBe(true)
})

test('who sends a buyer away and serves a later one is found out, though as many are sold as there are', async () => {
  const found: string[] = []
  for (let seed = 1; seed <= seedsMax && found.length === 0; seed += 1) {
    const { violations } = await sellLastUnits(seed, mutantOf(passingOver, seededRandom(seed)))
    if (violations.every((says) => /told that there is none|passes over/.test(says))) found.push(...violations)
  }
  expect(found).not.toEqual([])
})

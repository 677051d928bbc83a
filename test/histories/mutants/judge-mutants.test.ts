/** The checker against the simulated stores, twenty seeds each. */
import { expect, test } from 'vitest'
import { areTold, judgeMutants, mutantRuns, mutantTable } from './judge-mutants.ts'

const verdicts = judgeMutants(1)
const verdictOn = (flaw: string) => verdicts.find((verdict) => verdict.flaw === flaw)!

test.each(['snapshot isolation', 'lost update', 'dirty read', 'stale read', 'lost acknowledgement'])(
  'a store with this flaw is found out with every seed: %s',
  (flaw) => {
    expect(verdictOn(flaw).flagged, mutantTable(verdicts)).toBe(mutantRuns)
  },
)

test('a serialisable store is never accused', () => {
  expect(verdictOn('none').flagged, mutantTable(verdicts)).toBe(0)
  expect(areTold(verdicts)).toBe(true)
})

test('snapshot isolation shows as what it is: write skew, and nothing graver', () => {
  const names = [...verdictOn('snapshot isolation').anomalies.keys()]
  expect(names.filter((name) => !name.startsWith('G2-item'))).toEqual([])
})

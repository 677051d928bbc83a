/** Holds the checker against stores that are known to be wrong, and one that is known to be right: who would trust it otherwise? */
import { checkListAppend } from '../checker/list-append.ts'
import { flaws, type Flaw } from './flawed-store.ts'
import { simulateHistory } from './simulate-history.ts'

export type MutantVerdict = {
  readonly flaw: Flaw
  readonly runs: number
  /** In how many runs the checker found anything. */
  readonly flagged: number
  /** In how many runs it found this. */
  readonly anomalies: ReadonlyMap<string, number>
}

export const mutantRuns = 20

/** Each store with `runs` seeds from `firstSeed` on. */
export const judgeMutants = (firstSeed: number, runs = mutantRuns): readonly MutantVerdict[] =>
  flaws.map((flaw) => {
    const anomalies = new Map<string, number>()
    let flagged = 0
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      const names = new Set(checkListAppend(simulateHistory({ flaw, seed })).map(({ name }) => name))
      if (names.size > 0) flagged += 1
      for (const name of names) anomalies.set(name, (anomalies.get(name) ?? 0) + 1)
    }
    return { flaw, runs, flagged, anomalies }
  })

/** All of the wrong ones are always found out, the right one is never accused. */
export const areTold = (verdicts: readonly MutantVerdict[]): boolean =>
  verdicts.every(({ flaw, runs, flagged }) => flagged === (flaw === 'none' ? 0 : runs))

/** The table for people. */
export const mutantTable = (verdicts: readonly MutantVerdict[]): string =>
  [
    '| simulated store | flagged | found, in how many runs |',
    '| --- | --- | --- |',
    ...verdicts.map(({ flaw, runs, flagged, anomalies }) => {
      const found = [...anomalies]
        .toSorted(([, one], [, other]) => other - one)
        .map(([name, count]) => `${name} ${count}`)
      return `| ${flaw === 'none' ? 'serialisable' : flaw} | ${flagged} of ${runs} | ${found.join(', ') || '–'} |`
    }),
  ].join('\n')

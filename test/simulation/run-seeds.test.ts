import { expect, test } from 'vitest'
import { runSeeds, type SeedReport, type SeedRun } from './run-seeds.ts'

const script = new URL('seed-worker.fixture.ts', import.meta.url)

async function reportsOf(run: Pick<SeedRun, 'from' | 'seeds' | 'seedTimeoutMs'>): Promise<readonly SeedReport[]> {
  const reports: SeedReport[] = []
  await runSeeds({ ...run, workers: 2, script, ended: (report) => reports.push(report) })
  return reports.toSorted((one, other) => one.seed - other.seed)
}

test('every seed is told of once, also where a process ends under it', async () => {
  const reports = await reportsOf({ from: 1, seeds: 6 })
  expect(reports.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6])
  expect(reports.filter(({ isSound }) => !isSound)).toMatchObject([
    { seed: 2, told: 'seed 2: its process ended with 3' },
  ])
})

test('a seed that stands still has failed', async () => {
  expect(await reportsOf({ from: 13, seeds: 1, seedTimeoutMs: 100 })).toMatchObject([
    { isSound: false, told: 'seed 13: it had not ended after 100 ms' },
  ])
})

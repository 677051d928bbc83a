/** What a seed came to, as far as it is counted and told. */
import type { SeedReport } from './run-seeds.ts'
import type { Simulation } from './simulate.ts'
import { tell } from './tell.ts'

export const reportOf = (simulation: Simulation, cpuMs: number): SeedReport => {
  const { seed, isSound, judgement } = simulation
  const { ok, fail, info } = judgement.counts
  return {
    seed,
    isSound,
    told: isSound ? '' : tell(simulation),
    calls: ok + fail + info,
    looked: Object.fromEntries(judgement.findings.map(({ name, looked }) => [name, looked])),
    cpuMs,
  }
}

/** A process for one seed after another: told a seed, it answers what became of it; it ends with whoever started it. */
import { reportOf } from './seed-report.ts'
import { simulate } from './simulate.ts'

let cpuMs = 0

process.on('message', (seed: number) => {
  void simulate(seed).then((simulation) => {
    const { user, system } = process.cpuUsage()
    const usedMs = (user + system) / 1_000
    process.send!(reportOf(simulation, usedMs - cpuMs))
    cpuMs = usedMs
  })
})

/** `npm run test:simulation`: the exchange in simulated time, a thousand seeds of it, each judged. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../../scripts/tool.ts'
import { printHistory } from '../histories/checker/history.ts'
import { runSeeds, type SeedReport } from './run-seeds.ts'
import { reportOf } from './seed-report.ts'
import { simulate } from './simulate.ts'

const help = `Runs the exchange in simulated time, under conditions and blows drawn from a seed, and judges what its clients were told.

  npm run test:simulation -- [options]

  --seeds N    How many; 1000 where it is not given.
  --from N     The first of them; 1 where it is not given.
  --workers N  On so many processes at once; as many as there are processors where it is not given.
  --seed N     This one alone; its history is kept in .cache/simulations, as NDJSON in Jepsen's form.
  --help       This text.

  The same seed gives the same run, to the letter. The last line counts seeds; 1 is the exit code where any was broken.
`

const folder = join(root, '.cache/simulations')
/** So many are told in full. */
const toldMax = 5

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: `${availableParallelism()}` },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [from, seeds, workers] = [Number(values.seed ?? values.from), Number(values.seeds), Number(values.workers)]
  const isCount = (given: number): boolean => Number.isSafeInteger(given) && given > 0
  if (values.help || !Number.isSafeInteger(from) || !isCount(seeds) || !isCount(workers)) {
    process.stdout.write(help)
    return values.help ? 0 : 2
  }
  const count = createCount()
  if (values.seed === undefined)
    await runSeeds({ from, seeds, workers, script: new URL('seed-worker.ts', import.meta.url), ended: count.add })
  else count.add(await runAlone(from))
  return count.tell()
}

/** Keeps its history, for whoever looks for the cause. */
async function runAlone(seed: number): Promise<SeedReport> {
  const simulation = await simulate(seed)
  const file = join(folder, `${seed}.ndjson`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, printHistory(simulation.history))
  console.log(`The history: ${file}`)
  const { user, system } = process.cpuUsage()
  return reportOf(simulation, (user + system) / 1_000)
}

/** Tells of the broken ones at once, and of all at the end; gives the exit code. */
function createCount(): { readonly add: (report: SeedReport) => void; readonly tell: () => number } {
  const startedMs = performance.now()
  const looked = new Map<string, number>()
  const broken: number[] = []
  let [sound, calls, cpuMs] = [0, 0, 0]
  return {
    add(report) {
      for (const [name, at] of Object.entries(report.looked)) looked.set(name, (looked.get(name) ?? 0) + at)
      calls += report.calls
      cpuMs += report.cpuMs
      if (report.isSound) sound += 1
      else if (broken.push(report.seed) <= toldMax) console.log(`${report.told}\n`)
    },
    tell() {
      console.log(`looked at: ${[...looked].map(([name, at]) => `${name} ${at}`).join(', ')}`)
      const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
      const spent = `${seconds(performance.now() - startedMs)}, ${seconds(cpuMs)} of processor time`
      console.log(`${calls} calls in ${spent}`)
      if (broken.length > 0) console.log(`broken: ${broken.toSorted((one, other) => one - other).join(', ')}`)
      console.log(`${sound} passed, ${broken.length} failed`)
      return broken.length === 0 && sound > 0 ? 0 : 1
    },
  }
}

process.exitCode = await main(process.argv.slice(2))

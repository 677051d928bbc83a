/** Seeds on several processes side by side: each process takes the next seed as soon as it has told of its last. */
import { fork } from 'node:child_process'

/** What became of a seed, in JSON values: it comes from another process. */
export type SeedReport = {
  readonly seed: number
  readonly isSound: boolean
  /** For people, where it is not sound. */
  readonly told: string
  readonly calls: number
  /** How many facts each property looked at. */
  readonly looked: Readonly<Record<string, number>>
  /** Of processor time, with what its process needed to start where it was the first there. */
  readonly cpuMs: number
}

export type SeedRun = {
  readonly from: number
  readonly seeds: number
  readonly workers: number
  /** What a worker runs: told a seed, it answers with its report. */
  readonly script: URL
  /** Told of each seed as soon as it has ended, in no order. */
  readonly ended: (report: SeedReport) => void
  /** A seed that takes longer than this stands still, and has failed. */
  readonly seedTimeoutMs?: number
}

/** Resolves when all seeds have ended. A seed whose process is lost has failed; the next one gets another process. */
export async function runSeeds(run: SeedRun): Promise<void> {
  let next = run.from
  const lane = async (): Promise<void> => {
    let worker: Worker | undefined
    while (next < run.from + run.seeds) {
      worker ??= startWorker(run)
      const report = await worker.ask(next++)
      if (worker.isLost()) worker = undefined
      run.ended(report)
    }
    worker?.end()
  }
  await Promise.all(Array.from({ length: Math.min(run.workers, run.seeds) }, lane))
}

type Worker = {
  readonly ask: (seed: number) => Promise<SeedReport>
  readonly isLost: () => boolean
  readonly end: () => void
}

/** What a seed makes is garbage when it has ended: a nursery that holds it spares the copying, a twelfth of the time. */
function startWorker({ script, seedTimeoutMs = 120_000 }: SeedRun): Worker {
  const child = fork(script, { execArgv: ['--max-semi-space-size=64'] })
  let lost: string | undefined
  let answer: (report: SeedReport) => void = () => undefined
  let noteLoss: () => void = () => undefined
  const lose = (why: string): void => {
    lost ??= why
    noteLoss()
  }
  child.on('message', (report) => answer(report as SeedReport))
  child.on('error', (error) => lose(`its process failed: ${error.message}`))
  child.on('exit', (code, signal) => lose(`its process ended with ${code ?? signal}`))
  return {
    async ask(seed) {
      const timer = setTimeout(() => {
        lose(`it had not ended after ${seedTimeoutMs} ms`)
        child.kill('SIGKILL')
      }, seedTimeoutMs)
      const asked = new Promise<SeedReport>((resolve) => {
        answer = resolve
        noteLoss = () => resolve(reportOfLost(seed, lost!))
      })
      if (lost === undefined) child.send(seed)
      else noteLoss()
      return asked.finally(() => clearTimeout(timer))
    },
    isLost: () => lost !== undefined,
    end: () => child.disconnect(),
  }
}

const reportOfLost = (seed: number, why: string): SeedReport => ({
  seed,
  isSound: false,
  told: `seed ${seed}: ${why}`,
  calls: 0,
  looked: {},
  cpuMs: 0,
})

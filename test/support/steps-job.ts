/** The jobs a worker process runs while its parent kills it: steps that can be gone on from, and poison. */
import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { WorkerWord } from '../../src/infrastructure/jobs/jobs-crash.contract.ts'
import type { Jobs } from '../../src/infrastructure/jobs/jobs.ts'

/** Written at once and whole, so that a kill never swallows what was said before it. */
const say = (word: WorkerWord): void => void writeSync(1, `${JSON.stringify(word)}\n`)

const LIMITS = { concurrency: 1, timeoutMs: 60_000 } as const

/** Runs `steps`, `poison` and `farewell` until SIGTERM or a farewell, then stops and closes. */
export async function runStepsWorker(jobs: Jobs): Promise<void> {
  const leave = async (): Promise<void> => {
    await jobs.stop(5_000)
    await jobs.close()
  }
  jobs.register('steps', {
    ...LIMITS,
    async handler(payload, { attempt, checkpoint, lastCheckpoint, progress }) {
      const { steps } = payload as { steps: number }
      const from = Number(lastCheckpoint ?? 0)
      say({ said: 'began', attempt, from })
      for (let step = from + 1; step <= steps; step += 1) {
        await wait(1)
        await checkpoint(step)
        progress(step, steps)
        say({ said: 'kept', step })
      }
      say({ said: 'returned' })
      return steps
    },
  })
  jobs.register('poison', {
    ...LIMITS,
    async handler(_, { attempt }) {
      say({ said: 'began', attempt, from: 0 })
      process.kill(process.pid, 'SIGKILL')
      return wait(60_000, null)
    },
  })
  jobs.register('farewell', {
    ...LIMITS,
    async handler(poison) {
      // Where the dead are told by their silence, it takes a while until their jobs are ended.
      while ((await jobs.get(String(poison)))?.state === 'running') await wait(20)
      say({ said: 'returned' })
      setImmediate(leave)
      return null
    },
  })
  process.once('SIGTERM', leave)
  await jobs.start()
}

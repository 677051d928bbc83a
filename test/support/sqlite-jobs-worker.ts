/** A process that runs the jobs of one file, to be killed: `node sqlite-jobs-worker.ts FILE`. */
import { openSqliteJobs } from '../../src/infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { runStepsWorker } from './steps-job.ts'

await runStepsWorker(
  openSqliteJobs({
    path: process.argv[2]!,
    clock: { now: () => new Date().toISOString() },
    newId: () => {
      throw new Error('this process enqueues nothing')
    },
    random: () => 0.5,
    // The parent's tests know what to expect; what is not expected ends this process, loudly.
    log: { error: () => undefined },
  }),
)

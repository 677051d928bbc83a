/** What the jobs contract's parts share: a place to open again and again, and ways to wait without sleeping. */
import type { ChildProcess } from 'node:child_process'
import { expect, vi } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import type { Job, JobHandler, JobId, JobLog, JobRegistration, Jobs, JobState } from './jobs.ts'
import type { RetryDelays } from './retry-delay.ts'

export type OpenJobsOptions = {
  readonly log: JobLog
  readonly random: () => number
  readonly retryDelays: RetryDelays
  readonly letGoMs: number
}

/** A place where jobs are kept; what one opening leaves, the next one finds. */
export type JobsPlace = {
  readonly open: (options: OpenJobsOptions) => Promise<Jobs>
  /** A process of its own that runs jobs of the kinds `steps` and `poison`; see test/support/steps-job.ts. */
  readonly spawnWorker: () => ChildProcess
  readonly dispose: () => Promise<void>
}

export const ORGANISATION = 'org_0199c2f4e5a17b3c8d2e4f60718293a4'

export type JobsBench = {
  readonly place: () => JobsPlace
  readonly logged: readonly { readonly facts: object; readonly message: string }[]
  /** Opens the place; closed after the test. */
  readonly open: (options?: Partial<OpenJobsOptions>) => Promise<Jobs>
}

/** The job once it is in that state; fails after ten seconds. */
export const reach = async (jobs: Jobs, id: JobId, state: JobState): Promise<Job> =>
  vi.waitFor(
    async () => {
      const job = await jobs.get(id)
      expect(job?.state).toBe(state)
      return job!
    },
    { interval: 5, timeout: 10_000 },
  )

/** A registration with one place and ample time. */
export const handle = (handler: JobHandler, more: Partial<JobRegistration> = {}): JobRegistration => ({
  handler,
  concurrency: 1,
  timeoutMs: 10_000,
  ...more,
})

/** The code of the refusal a promise ends with; 'none' when it does not. */
export const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const [outcome] = await Promise.allSettled([work])
  return outcome?.status === 'rejected' && outcome.reason instanceof Rejected ? outcome.reason.rejection.code : 'none'
}

export const unavailable = (): Rejected => new Rejected({ kind: 'unavailable', code: 'source/down', detail: 'Down.' })

/** Ends only with its signal. */
export const untilAborted: JobHandler = (_, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

/** Jobs that run when the simulation says so: what is asked for is not kept, since every slot is asked for again. */
import type { JobHandler, Jobs } from '../../src/infrastructure/jobs/jobs.ts'

export type SimulatedJobs = {
  readonly port: Jobs
  /** Runs a registered kind once, now. */
  readonly run: (kind: string) => Promise<unknown>
}

export function createSimulatedJobs(): SimulatedJobs {
  const handlers = new Map<string, JobHandler>()
  const nothing = async () => undefined
  const port: Jobs = {
    register: (kind, { handler }) => void handlers.set(kind, handler),
    enqueue: async ({ kind }) => `job_${kind}`,
    get: nothing,
    cancel: nothing,
    list: async () => ({ items: [] }),
    start: nothing,
    stop: nothing,
    close: nothing,
  }
  return {
    port,
    async run(kind) {
      const handler = handlers.get(kind)
      if (!handler) throw new RangeError(`Nobody runs jobs of the kind "${kind}".`)
      const context = { jobId: `job_${kind}`, attempt: 1, signal: new AbortController().signal }
      return handler(null, { ...context, progress: () => undefined, checkpoint: nothing, lastCheckpoint: undefined })
    },
  }
}

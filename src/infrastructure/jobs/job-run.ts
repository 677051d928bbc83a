/** One run of one job: gives the handler its context, bounds its time, and tells how it ended. */
import { Rejected } from '../../kernel/rejection.ts'
import type { StopReason } from './job-failure.ts'
import { boundedJson, describeFailure, RUN_OVER, stopRejection, TIMED_OUT } from './job-failure.ts'
import type { Job, JobContext, JobError, JobLog, JobProgress, JobRegistration, Json } from './jobs.ts'
import { CHECKPOINT_BYTES_MAX, RESULT_BYTES_MAX } from './jobs.ts'
import { createProgressWriter } from './progress-writer.ts'

export type RunOutcome =
  | { readonly type: 'succeeded'; readonly result: string }
  | { readonly type: 'failed'; readonly error: JobError; readonly retry: boolean }
  | { readonly type: 'cancelled' }
  /** Stopped and let go: to be queued again, the attempt unspent. */
  | { readonly type: 'interrupted' }
  /** Told to stop and still running: whoever finds the job later must take its process for dead. */
  | { readonly type: 'abandoned' }

export type JobRun = {
  /** Aborts the handler's signal; only the first reason counts. */
  readonly stop: (reason: StopReason) => void
  /** Resolves once, at the latest `letGoMs` after a stop. After it the run writes nothing more. */
  readonly outcome: Promise<RunOutcome>
  /** Resolves when the handler has really returned. */
  readonly released: Promise<void>
}

export type JobRunNeeds = {
  readonly job: Pick<Job, 'id' | 'kind' | 'payload' | 'attempt'>
  readonly lastCheckpoint: Json | undefined
  readonly registration: JobRegistration
  /** How long after a stop the handler is waited for, in milliseconds. */
  readonly letGoMs: number
  /** Both write only while this run owns the job; false or a throw otherwise. */
  readonly writeCheckpoint: (text: string) => boolean | Promise<boolean>
  readonly writeProgress: (progress: JobProgress) => void
  readonly log: JobLog
}

export function runJob(needs: JobRunNeeds): JobRun {
  const { job, registration, letGoMs, log } = needs
  const controller = new AbortController()
  const ended = Promise.withResolvers<RunOutcome>()
  const progress = createProgressWriter(needs.writeProgress, (error) =>
    log.error({ err: error, jobId: job.id }, 'a progress could not be written'),
  )
  let stopped: StopReason | undefined
  let over = false
  let letGoTimer: NodeJS.Timeout | undefined

  const end = (outcome: RunOutcome): void => {
    if (over) return
    over = true
    clearTimeout(letGoTimer)
    clearTimeout(timeoutTimer)
    progress.close()
    ended.resolve(outcome)
  }
  const stop = (reason: StopReason): void => {
    if (over || stopped !== undefined) return
    stopped = reason
    letGoTimer = setTimeout(() => end(outcomeOfHeld(reason)), letGoMs)
    controller.abort(stopRejection(reason))
  }
  const timeoutTimer = setTimeout(() => stop('timed-out'), registration.timeoutMs)

  const context: JobContext = {
    jobId: job.id,
    attempt: job.attempt,
    signal: controller.signal,
    lastCheckpoint: needs.lastCheckpoint,
    progress: (done, total) => {
      if (!over) progress.report(total === undefined ? { done } : { done, total })
    },
    async checkpoint(state) {
      const text = boundedJson(state, CHECKPOINT_BYTES_MAX, 'jobs/checkpoint-too-large')
      if (!over && (await needs.writeCheckpoint(text))) return
      // Whoever is refused here is nobody's run any more, and what it throws is nobody's failure.
      stop('lost')
      throw new Rejected(RUN_OVER)
    },
  }
  const work = async (): Promise<void> => {
    try {
      const result = await registration.handler(job.payload, context)
      end({ type: 'succeeded', result: boundedJson(result, RESULT_BYTES_MAX, 'jobs/result-too-large') })
    } catch (error) {
      end(
        outcomeOfThrown(error, stopped, (message) =>
          log.error({ err: error, jobId: job.id, kind: job.kind, attempt: job.attempt }, message),
        ),
      )
    }
  }
  return { stop, outcome: ended.promise, released: work() }
}

function outcomeOfThrown(
  thrown: unknown,
  stopped: StopReason | undefined,
  report: (message: string) => void,
): RunOutcome {
  switch (stopped) {
    case 'cancelled':
      return { type: 'cancelled' }
    case 'stopping':
      return { type: 'interrupted' }
    case 'lost':
      return { type: 'abandoned' }
    case 'timed-out':
      return { type: 'failed', error: TIMED_OUT, retry: true }
    case undefined: {
      const { error, retry, foreseen } = describeFailure(thrown)
      if (!foreseen) report('a job failed in a way that was not foreseen')
      return { type: 'failed', error, retry }
    }
  }
}

/** A handler that ignores its signal may still be at work: to run its job again beside it could do the work twice. */
const outcomeOfHeld = (reason: StopReason): RunOutcome => {
  switch (reason) {
    case 'cancelled':
      return { type: 'cancelled' }
    case 'stopping':
    case 'lost':
      return { type: 'abandoned' }
    case 'timed-out':
      return { type: 'failed', error: TIMED_OUT, retry: false }
  }
}

/** The jobs port: long work that outlives its request, its process and, from its last checkpoint, a crash. */

/** What can be kept as JSON and come back the same. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** `job_…` */
export type JobId = string

/** Bytes of JSON text. A job that needs more keeps it elsewhere and names the place. */
export const PAYLOAD_BYTES_MAX = 262_144
export const CHECKPOINT_BYTES_MAX = 262_144
export const RESULT_BYTES_MAX = 65_536
/** Jobs queued or running at once; further ones are refused. */
export const UNFINISHED_MAX = 10_000
export const LIST_LIMIT_MAX = 100

export type NewJob = {
  /** Which handler runs it, such as `product-import`. */
  readonly kind: string
  readonly payload: Json
  /** Whose it is; jobs without one belong to the platform and are in nobody's list. */
  readonly organisationId?: string
  /**
   * A second job of the same kind, organisation and key is the first one, whatever its payload, for as long as the
   * first is kept (`retentionMs` after its end).
   */
  readonly key?: string
  /** Not before this instant; at once when absent. */
  readonly runAt?: string
  /** Runs that may fail, time out or die with their process before the job counts as failed. 5 when absent. */
  readonly maxAttempts?: number
}

/** A refusal as people and clients are told it; what was not foreseen is `jobs/unexpected` and says no more. */
export type JobError = { readonly code: string; readonly detail: string }

export type JobProgress = { readonly done: number; readonly total?: number }

type JobFacts = {
  readonly id: JobId
  readonly kind: string
  readonly organisationId?: string
  readonly payload: Json
  /** Runs begun so far; a run that `stop` interrupted is not counted. */
  readonly attempt: number
  readonly maxAttempts: number
  /** The last one written: at most a quarter of a second behind while the job runs. */
  readonly progress?: JobProgress
  readonly enqueuedAt: string
}

export type Job = JobFacts &
  (
    | { readonly state: 'queued'; readonly runAt: string; /** Why it is queued again. */ readonly lastError?: JobError }
    | { readonly state: 'running'; readonly startedAt: string; readonly cancelRequested: boolean }
    | { readonly state: 'succeeded'; readonly finishedAt: string; readonly result: Json }
    | { readonly state: 'failed'; readonly finishedAt: string; readonly error: JobError }
    | { readonly state: 'cancelled'; readonly finishedAt: string }
  )

export type JobState = Job['state']

export type JobContext = {
  readonly jobId: JobId
  /** 1 for the first run. */
  readonly attempt: number
  /** Aborted when the job is cancelled, out of time or must stop; its reason is a `Rejected` that says which. */
  readonly signal: AbortSignal
  /** Says how far the work has come. Cheap: written at most four times a second, and when `done` reaches `total`. */
  readonly progress: (done: number, total?: number) => void
  /**
   * Durable when it resolves: a later run finds the state as `lastCheckpoint`.
   * Rejects with `jobs/checkpoint-too-large`, and with `jobs/run-over` once this run no longer owns the job.
   */
  readonly checkpoint: (state: Json) => Promise<void>
  /** What an earlier run of this job left; undefined in the first, and while none was written. */
  readonly lastCheckpoint: Json | undefined
}

/**
 * Does the work; may run more than once, so its effects must bear repeating from the last checkpoint.
 * Throwing `Rejected` fails the job with that code, at once unless its kind is `unavailable` or `too-many`; anything
 * else thrown is logged, and tried again. A result over `RESULT_BYTES_MAX` fails as `jobs/result-too-large`.
 */
export type JobHandler = (payload: Json, context: JobContext) => Promise<Json | undefined>

export type JobRegistration = {
  readonly handler: JobHandler
  /** Runs of this kind at once in this process; one that ignores its signal keeps its place until it lets go. */
  readonly concurrency: number
  /** A run longer than this is aborted and counts as failed with `jobs/timed-out`. */
  readonly timeoutMs: number
}

export type JobList = {
  readonly organisationId: string
  /** 1 to `LIST_LIMIT_MAX`, else refused with `jobs/bad-request`. */
  readonly limit: number
  /** From an earlier page's `next`; anything else is refused with `jobs/unknown-cursor`. */
  readonly cursor?: string
}

export type JobPage = { readonly items: readonly Job[]; readonly next?: string }

/**
 * States go `queued → running → succeeded | failed | cancelled`, and back to `queued` for another attempt after
 * exponential backoff with full jitter. A job found running whose process is dead runs again from its checkpoint; one
 * that has died `maxAttempts` times is failed without being run (`jobs/interrupted`).
 */
export type Jobs = {
  /**
   * Durable when it resolves. Rejects with `jobs/payload-too-large`, `jobs/bad-request` (no attempts, no instant) and
   * `jobs/queue-full`.
   */
  readonly enqueue: (job: NewJob) => Promise<JobId>
  /** Undefined for ids that were never given out or whose job was purged. Asks nobody's permission. */
  readonly get: (id: JobId) => Promise<Job | undefined>
  /** An organisation's jobs, the newest first. */
  readonly list: (list: JobList) => Promise<JobPage>
  /**
   * Answers the job as it then is: a queued one is `cancelled`; a running one has its signal aborted and ends
   * `cancelled` when its handler throws, or `succeeded` when it finishes all the same; a finished one is as it was.
   */
  readonly cancel: (id: JobId) => Promise<Job | undefined>
  /** Names the handler of a kind. A process runs only the kinds it registered. Throws when the kind has one. */
  readonly register: (kind: string, registration: JobRegistration) => void
  /** Begins to run jobs, first those that died with an earlier process. Without it jobs are only kept. */
  readonly start: () => Promise<void>
  /**
   * Begins no more runs, waits `graceMs` for those under way, then aborts them; one that lets go is queued again with
   * its checkpoint and without having spent its attempt. What is kept can still be read.
   */
  readonly stop: (graceMs: number) => Promise<void>
  /** Lets go of file or connection; `stop` first. A second call does nothing. */
  readonly close: () => Promise<void>
}

/** Where what was not foreseen is described; pino fits. */
export type JobLog = { readonly error: (facts: object, message: string) => void }

/** Promised jobs as documents of the store, beside the commits, whichever store it is. */
import { createHash } from 'node:crypto'
import { QUEUE_FULL } from '../infrastructure/jobs/accept-job.ts'
import type { JobPromise, JobPromises } from '../infrastructure/jobs/job-promises.ts'
import { UNFINISHED_MAX } from '../infrastructure/jobs/jobs.ts'
import { collection, documentWrite, type Documents, type StoredDocument } from '../infrastructure/store/documents.ts'
import { Rejected } from '../kernel/rejection.ts'

/** Declared where the store is opened. */
export const jobPromises = collection<JobPromise>()({
  name: 'job_promises',
  indexes: {
    byJob: ({ row }) => [[row.id]],
    open: ({ row, ended }) => (ended ? [] : [[row.enqueued_ms]]),
    ended: ({ ended }) => (ended ? [[ended.atMs]] : []),
  },
})

/** Promised, ended, forgotten. */
const steps = 3

/**
 * A key has one document, and the first to write it is the one whose job it is: all that are written within one time of
 * keeping have the same version, and the later of equal versions changes nothing. After that time the versions are
 * greater than all that a job which was forgotten meanwhile can have left.
 *
 * @param retentionMs  how long jobs are kept that have ended
 */
export function createJobPromises(documents: Documents, retentionMs: number): JobPromises {
  const find = async (id: string): Promise<StoredDocument | undefined> =>
    (await documents.find(jobPromises, { index: 'byJob', equals: [id], limit: 1 })).items[0]
  const write = (id: string, version: number, promise: JobPromise | null): Promise<void> =>
    documents.write([documentWrite(jobPromises, id, version, promise)])

  return {
    async keep(row) {
      const id = row.dedupe === null ? row.id : createHash('sha256').update(row.dedupe).digest('base64url')
      const known = await documents.get(jobPromises, id)
      if (known) return promiseOf(known)
      const open = await documents.count(jobPromises, { index: 'open', equals: [], atMost: UNFINISHED_MAX })
      if (open >= UNFINISHED_MAX) throw new Rejected(QUEUE_FULL)
      await write(id, Math.floor(row.enqueued_ms / retentionMs) * steps, { row })
      const kept = await documents.get(jobPromises, id)
      if (!kept) throw new Error(`The promise of the job ${row.id} is not there after it was written.`)
      return promiseOf(kept)
    },
    async find(id) {
      const found = await find(id)
      return found && promiseOf(found)
    },
    async open({ after, limit }) {
      const page = await documents.find(jobPromises, {
        index: 'open',
        equals: [],
        limit,
        ...(after !== undefined && { after }),
      })
      return { items: page.items.map(promiseOf), ...(page.next !== undefined && { next: page.next }) }
    },
    async end(id, ending, atMs) {
      const found = await find(id)
      const promise = found && promiseOf(found)
      if (promise && !promise.ended) await write(found.id, found.version + 1, { ...promise, ended: { ending, atMs } })
    },
    async forget(endedBeforeMs, limit) {
      const range = { index: 'ended', equals: [], until: Math.max(0, endedBeforeMs), limit } as const
      const { items } = await documents.find(jobPromises, range)
      if (items.length > 0)
        await documents.write(items.map(({ id, version }) => documentWrite(jobPromises, id, version + 1, null)))
      return items.length
    },
  }
}

// Written above alone.
const promiseOf = ({ body }: StoredDocument): JobPromise => JSON.parse(body) as JobPromise

/** A job that runs once in every slot of time, whichever and however many processes ask for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../kernel/clock.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { instantFromMs } from '../../kernel/time.ts'
import type { JobId, Jobs } from './jobs.ts'

export type RegularJob = {
  readonly kind: string
  readonly everyMs: number
}

/** How soon one asks again whose queue is away. */
const againMs = 5_000

export type Asking = { readonly stop: () => void }

/** Asks for the run of the slot that begins at an instant (UTC, ISO 8601) or next after it; the key makes all who ask one. */
export const askForNext = (
  jobs: Pick<Jobs, 'enqueue'>,
  { kind, everyMs }: RegularJob,
  from: string,
): Promise<JobId> => {
  const slot = Math.ceil(Date.parse(from) / everyMs)
  return jobs.enqueue({ kind, payload: null, key: `slot-${slot}`, runAt: instantFromMs(slot * everyMs) })
}

/**
 * Asks now and once in every slot, so that the runs go on whatever a queue loses; one that is away is asked again soon,
 * and keeps nobody from starting.
 */
export async function keepAsking(jobs: Pick<Jobs, 'enqueue'>, job: RegularJob, clock: Clock): Promise<Asking> {
  const stopping = new AbortController()
  const { signal } = stopping
  const ask = async (): Promise<number> => {
    try {
      await askForNext(jobs, job, clock.now())
      return job.everyMs
    } catch (error) {
      if (error instanceof Rejected && error.rejection.kind === 'unavailable') return againMs
      throw error
    }
  }
  const askOn = async (firstMs: number): Promise<void> => {
    for (let waitMs = firstMs; ; waitMs = await ask().catch(() => job.everyMs)) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
    }
  }
  void askOn(await ask())
  return { stop: () => stopping.abort() }
}

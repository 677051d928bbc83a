/** A place of jobs in a real Redis: a prefix of its own, emptied afterwards. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { createJobPromises, jobPromises } from '../../../composition/job-promises.ts'
import { identifier } from '../../../kernel/identifier.ts'
import { dayMs } from '../../../kernel/time.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createSealer } from '../../store/seal.ts'
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import type { BullmqJobsOptions } from './bullmq-jobs.ts'
import { openBullmqJobs } from './bullmq-jobs.ts'
import type { JobPromises } from '../job-promises.ts'
import type { JobsPlace } from '../jobs-bench.contract.ts'

const WORKER = resolve(import.meta.dirname, '../../../../test/support/bullmq-jobs-worker.ts')
/** Long enough for a busy machine to renew a lock in time, short enough for a test to wait for it. */
export const DEAD_AFTER_MS = 800
const RETENTION_MS = 7 * dayMs
/** A test's own process is busier than any server: what it waits for is not what is tested here. */
const TIMEOUT_MS = 1_000

export const clock = { now: (): string => new Date().toISOString() }
export const newId = (prefix: string): string =>
  identifier(prefix, Date.now(), crypto.getRandomValues(new Uint8Array(10)))
export const newPrefix = (): string => `{fx-test-${randomUUID().slice(0, 8)}}`

type Opening = Omit<BullmqJobsOptions, 'redis' | 'url' | 'clock' | 'newId'> & {
  readonly timeoutMs?: number
  /** Nothing is there yet to wait for. */
  readonly absent?: boolean
}

/** Jobs over a connection of their own, which closes with them. */
export async function openJobsAt(url: string, { timeoutMs = TIMEOUT_MS, absent = false, ...options }: Opening) {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs })
  if (!absent) await vi.waitFor(() => expect(redis.isReady).toBe(true), { timeout: 10_000 })
  const jobs = openBullmqJobs({ redis, url, clock, newId, deadAfterMs: DEAD_AFTER_MS, tendEveryMs: 500, ...options })
  return {
    ...jobs,
    async close() {
      await jobs.close()
      redis.close()
    },
  }
}

/** Promises in a store of their own. */
export async function openPromises(): Promise<{ promises: JobPromises; dispose: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'fx-promises-'))
  const sealer = createSealer(new Uint8Array(32))
  const store = openSqliteStore({ path: join(folder, 'exchange.db'), collections: [jobPromises], sealer })
  return {
    promises: createJobPromises(store.documents, RETENTION_MS),
    async dispose() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** @param isPromised  whether a store knows of the jobs besides, as in production */
export async function bullmqPlace(url: string, isPromised = false): Promise<JobsPlace> {
  const prefix = newPrefix()
  const kept = isPromised ? await openPromises() : undefined
  return {
    open: (options) => openJobsAt(url, { prefix, ...(kept && { promises: kept.promises }), ...options }),
    spawnWorker: () =>
      spawn(process.execPath, [WORKER, url, prefix, String(DEAD_AFTER_MS)], { stdio: ['ignore', 'pipe', 'inherit'] }),
    async dispose() {
      await dropKeys(url, `${prefix}*`)
      await kept?.dispose()
    },
  }
}

/** The embedded jobs under their contract, and what only they promise. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { identifier } from '../../../kernel/identifier.ts'
import type { JobsPlace } from '../jobs-bench.contract.ts'
import { ORGANISATION, reach, untilAborted } from '../jobs-bench.contract.ts'
import { jobsContract } from '../jobs.contract.ts'
import { UNFINISHED_MAX } from '../jobs.ts'
import { JOB_SQL } from './sqlite-job-table.ts'
import type { SqliteJobsOptions } from './sqlite-jobs.ts'
import { openSqliteJobs } from './sqlite-jobs.ts'

const WORKER = resolve(import.meta.dirname, '../../../../test/support/sqlite-jobs-worker.ts')
const clock = { now: (): string => new Date().toISOString() }
const newId = (prefix: string): string => identifier(prefix, Date.now(), crypto.getRandomValues(new Uint8Array(10)))

const createPlace = async (): Promise<JobsPlace> => {
  const folder = await mkdtemp(join(tmpdir(), 'fx-jobs-'))
  const path = join(folder, 'jobs.db')
  return {
    open: async (options) => openSqliteJobs({ path, clock, newId, ...options }),
    spawnWorker: () => spawn(process.execPath, [WORKER, path], { stdio: ['ignore', 'pipe', 'inherit'] }),
    dispose: () => rm(folder, { recursive: true }),
  }
}

jobsContract('sqlite', createPlace)

const openWith = async (options: Partial<SqliteJobsOptions> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'fx-jobs-'))
  const path = join(folder, 'jobs.db')
  const jobs = openSqliteJobs({ path, clock, newId, random: () => 0, log: { error: () => undefined }, ...options })
  onTestFinished(async () => {
    await jobs.stop(0)
    await jobs.close()
    await rm(folder, { recursive: true })
  })
  return { jobs, path }
}

test('finished jobs are purged after their retention, and their keys with them; unfinished ones never', async () => {
  let nowMs = Date.parse('2026-08-01T00:00:00Z')
  const { jobs } = await openWith({ clock: { now: () => new Date(nowMs).toISOString() }, retentionMs: 1_000 })
  jobs.register('k', { handler: async () => null, concurrency: 1, timeoutMs: 1_000 })
  await jobs.start()
  const old = await jobs.enqueue({ kind: 'k', payload: null, key: 'once' })
  const waiting = await jobs.enqueue({ kind: 'nobody', payload: null })
  await reach(jobs, old, 'succeeded')
  nowMs += 1_001
  await reach(jobs, await jobs.enqueue({ kind: 'k', payload: null }), 'succeeded')
  expect(await jobs.get(old)).toBeUndefined()
  expect(await jobs.get(waiting)).toMatchObject({ state: 'queued' })
  expect(await jobs.enqueue({ kind: 'k', payload: null, key: 'once' })).not.toBe(old)
})

test('when too many jobs wait, further ones are refused', async () => {
  const { jobs, path } = await openWith()
  const database = new DatabaseSync(path)
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${UNFINISHED_MAX})
    INSERT INTO job (id, kind, payload, state, max_attempts, enqueued_ms, run_ms)
    SELECT 'job_' || i, 'k', 'null', 'queued', 1, 0, 0 FROM n
  `)
  database.close()
  await expect(jobs.enqueue({ kind: 'k', payload: null })).rejects.toThrow('jobs/queue-full')
  await jobs.cancel('job_1')
  expect(await jobs.enqueue({ kind: 'k', payload: null })).toMatch(/^job_/)
})

test('no statement scans the table', async () => {
  const { path } = await openWith()
  const database = new DatabaseSync(path)
  onTestFinished(() => database.close())
  const plans = Object.values(JOB_SQL).flatMap((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
  const details = plans.map(({ detail }) => String(detail))
  expect(details.filter((detail) => detail.startsWith('SEARCH')).length).toBeGreaterThan(10)
  expect(details.filter((detail) => /^SCAN job(?! USING)/.test(detail))).toEqual([])
})

test('a job cancelled by a process that then died is not run again', async () => {
  const { jobs, path } = await openWith()
  const id = await jobs.enqueue({ kind: 'k', payload: null, organisationId: ORGANISATION })
  const database = new DatabaseSync(path)
  database.exec("UPDATE job SET state = 'running', attempt = 1, fence = 1, started_ms = 0, cancel_requested = 1")
  database.close()
  jobs.register('k', { handler: untilAborted, concurrency: 1, timeoutMs: 1_000 })
  await jobs.start()
  expect(await jobs.get(id)).toMatchObject({ state: 'cancelled', attempt: 1 })
})

test('while the file cannot be written, jobs wait, reads answer, and the work goes on when it can', async () => {
  const errors: string[] = []
  const { jobs, path } = await openWith({ log: { error: (_, message) => errors.push(message) } })
  jobs.register('k', { handler: async () => 'done', concurrency: 1, timeoutMs: 1_000 })
  const id = await jobs.enqueue({ kind: 'k', payload: null })
  const database = new DatabaseSync(path)
  database.exec("CREATE TRIGGER full_disk BEFORE UPDATE ON job BEGIN SELECT raise(ABORT, 'disk is full'); END")
  await jobs.start()
  await expect.poll(() => errors.length).toBeGreaterThan(0)
  expect(await jobs.get(id)).toMatchObject({ state: 'queued' })
  database.exec('DROP TRIGGER full_disk')
  database.close()
  expect(await reach(jobs, id, 'succeeded')).toMatchObject({ result: 'done' })
})

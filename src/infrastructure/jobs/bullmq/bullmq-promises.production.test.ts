/** A job that was acknowledged runs to its end, once in effect, whatever Redis was told, lost or forgot meanwhile. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRedisServer, type RedisServerUnderTest } from '../../../../test/support/redis-server-under-test.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openJobsAt, openPromises } from './bullmq-place.fixture.ts'
import { codeOf, handle, ORGANISATION, reach } from '../jobs-bench.contract.ts'
import type { JobPromises } from '../job-promises.ts'
import type { JobHandler, Jobs } from '../jobs.ts'

const quiet = { random: () => 0, log: { error: () => undefined }, retryDelays: { baseMs: 2, capMs: 20 }, letGoMs: 50 }
const patience = { timeout: 15_000 }
/** Long enough for a process that is told so to lose its run first. */
const lookMs = 600

describe.skipIf(serverUrl('REDIS_URL') === undefined)('promised jobs', () => {
  let server: RedisServerUnderTest
  let promises: JobPromises
  let ran: unknown[]
  const undo: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    ran = []
    server = await createRedisServer()
    undo.push(() => server.dispose())
    const kept = await openPromises()
    promises = kept.promises
    undo.push(kept.dispose)
  })
  afterEach(async () => {
    for (const one of undo.splice(0).reverse()) await one()
  })

  const note: JobHandler = async (payload) => void ran.push(payload)
  /** A process. */
  const open = async (handler?: JobHandler, absent = false): Promise<Jobs> => {
    const jobs = await openJobsAt(server.url, { ...quiet, promises, absent, tendEveryMs: lookMs, timeoutMs: 500 })
    undo.push(() => jobs.close())
    if (!handler) return jobs
    jobs.register('k', handle(handler))
    await jobs.start()
    undo.push(() => jobs.stop(0))
    return jobs
  }
  const restartEmpty = async (): Promise<void> => {
    await server.kill()
    rmSync(join(server.folder, 'appendonlydir'), { recursive: true })
    await server.start()
  }
  const ends = async (jobs: Jobs, id: string): Promise<void> => {
    await expect.poll(async () => (await jobs.get(id))?.state, patience).toBe('succeeded')
  }

  test('acknowledged while Redis is away, a job is there to be asked for, and runs when Redis has come', async () => {
    const jobs = await open(note, true)
    const job = { kind: 'k', payload: 1, key: 'once', organisationId: ORGANISATION }
    const id = await jobs.enqueue(job)
    expect(await jobs.enqueue({ ...job, payload: 2 })).toBe(id)
    expect(await jobs.get(id)).toMatchObject({ id, state: 'queued', payload: 1, organisationId: ORGANISATION })
    await server.start()
    await ends(jobs, id)
    expect(ran).toEqual([1])
  })

  test('acknowledged and not yet run when Redis is killed and comes back empty, all jobs run once', async () => {
    await server.start()
    const asks = await open()
    const ids: string[] = []
    for (let n = 0; n < 30; n += 1) ids.push(await asks.enqueue({ kind: 'k', payload: n }))
    await restartEmpty()
    const runs = await open(note)
    const also = await open(note)
    for (const id of ids) await ends(runs, id)
    expect(await codeOf(also.get(ids[0]!))).toBe('none')
    expect(ran.toSorted((a, b) => Number(a) - Number(b))).toEqual(ids.map((_, n) => n))
  })

  test('a run that Redis forgot (FLUSHALL) is told so and writes nothing more; the job runs to its end', async () => {
    await server.start()
    const lost = Promise.withResolvers<string>()
    const jobs = await open(async (_, { signal, checkpoint }) => {
      ran.push('begun')
      if (ran.length > 1) return 'second'
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      lost.resolve(await codeOf(checkpoint('late')))
      throw signal.reason
    })
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await reach(jobs, id, 'running')
    await server.command('FLUSHALL')
    expect(await lost.promise).toBe('jobs/run-over')
    await ends(jobs, id)
    expect(await jobs.get(id)).toMatchObject({ result: 'second' })
    expect((await promises.find(id))?.ended?.ending).toEqual({ state: 'succeeded', result: '"second"' })
  })

  test('a run whose checkpoint is refused, because Redis forgot the job, has not failed it', async () => {
    await server.start()
    const jobs = await open(async (_, { checkpoint }) => {
      ran.push('begun')
      if (ran.length === 1) await server.command('FLUSHALL')
      await checkpoint(1)
      return 'done'
    })
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await ends(jobs, id)
    expect(await jobs.get(id)).toMatchObject({ result: 'done' })
    expect(ran).toHaveLength(2)
  })

  test('a run that ended before it heard that Redis forgot the job (FLUSHALL) has done it', async () => {
    await server.start()
    const jobs = await open(async () => {
      ran.push('begun')
      await server.command('FLUSHALL')
      return 'done'
    })
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await ends(jobs, id)
    await jobs.enqueue({ kind: 'k', payload: null }).then((other) => ends(jobs, other))
    expect(await jobs.get(id)).toMatchObject({ result: 'done' })
    expect(ran).toHaveLength(2)
  })

  test('what has ended or was cancelled is not run again after FLUSHALL, can be asked for, and keeps its key', async () => {
    await server.start()
    const jobs = await open(note)
    const job = { kind: 'k', payload: 1, key: 'once' }
    const id = await jobs.enqueue(job)
    await ends(jobs, id)
    await expect.poll(async () => (await promises.find(id))?.ended, patience).toBeDefined()
    const later = new Date(Date.now() + 1_500).toISOString()
    const cancelled = await jobs.enqueue({ kind: 'k', payload: 2, runAt: later })
    expect(await jobs.cancel(cancelled)).toMatchObject({ state: 'cancelled' })
    await server.command('FLUSHALL')
    expect(await jobs.get(id)).toMatchObject({ state: 'succeeded' })
    expect(await jobs.get(cancelled)).toMatchObject({ state: 'cancelled' })
    expect(await jobs.enqueue(job)).toBe(id)
    await ends(jobs, await jobs.enqueue({ kind: 'k', payload: 3, runAt: later }))
    expect(ran).toEqual([1, 3])
  })

  test('a job that Redis takes for unfinished, because it lost its last second, is not run again', async () => {
    await server.start()
    const jobs = await open()
    const id = await jobs.enqueue({ kind: 'k', payload: 1 })
    await promises.end(id, { state: 'succeeded', result: '"before"' }, Date.now())
    const runs = await open(note)
    await ends(runs, id)
    expect(await runs.get(id)).toMatchObject({ result: 'before' })
    expect(ran).toEqual([])
  })

  test('a job that ended while the store could not be told ends there with the next look', async () => {
    await server.start()
    const first = await openJobsAt(server.url, { ...quiet, timeoutMs: 500 })
    undo.push(() => first.close())
    const asks = await open()
    const id = await asks.enqueue({ kind: 'k', payload: 1 })
    first.register('k', handle(note))
    await first.start()
    await ends(asks, id)
    await first.stop(0)
    expect((await promises.find(id))?.ended).toBeUndefined()
    await open(note)
    await expect.poll(async () => (await promises.find(id))?.ended?.ending.state, patience).toBe('succeeded')
    expect(ran).toEqual([1])
  })
})

/** What every jobs adapter must hold to, whatever keeps the jobs: nothing lost, nothing run twice at once, nothing hidden. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { JobsBench, JobsPlace } from './jobs-bench.contract.ts'
import { codeOf, handle, ORGANISATION, reach } from './jobs-bench.contract.ts'
import { jobsCrashContract } from './jobs-crash.contract.ts'
import { cancels, failsAndRetries, limitsTime, stops } from './jobs-endings.contract.ts'
import type { JobHandler, JobId, Jobs } from './jobs.ts'
import { PAYLOAD_BYTES_MAX } from './jobs.ts'

export function jobsContract(name: string, createPlace: () => Promise<JobsPlace>): void {
  describe(`${name}, jobs contract`, () => {
    let place: JobsPlace
    const opened: Jobs[] = []
    const logged: { facts: object; message: string }[] = []
    beforeEach(async () => {
      place = await createPlace()
      logged.length = 0
    })
    afterEach(async () => {
      for (const jobs of opened.splice(0)) {
        await jobs.stop(0)
        await jobs.close()
      }
      await place.dispose()
    })
    const bench: JobsBench = {
      place: () => place,
      logged,
      async open(options) {
        const jobs = await place.open({
          log: { error: (facts, message) => logged.push({ facts, message }) },
          random: () => 0.5,
          retryDelays: { baseMs: 2, capMs: 20 },
          letGoMs: 50,
          ...options,
        })
        opened.push(jobs)
        return jobs
      },
    }
    keepsJobs(bench)
    runsJobs(bench)
    failsAndRetries(bench)
    cancels(bench)
    limitsTime(bench)
    stops(bench)
    jobsCrashContract(bench)
  })
}

function keepsJobs({ open }: JobsBench): void {
  test('a job is kept as it was given, and waits while nothing runs jobs', async () => {
    const jobs = await open()
    const payload = { file: 'a.csv', rows: [1, 2.5, null, true], 'ключ "\\': 'å\u0000' }
    const id = await jobs.enqueue({ kind: 'k', payload, organisationId: ORGANISATION, maxAttempts: 3 })
    expect(await jobs.get(id)).toMatchObject({
      id,
      kind: 'k',
      payload,
      organisationId: ORGANISATION,
      state: 'queued',
      attempt: 0,
      maxAttempts: 3,
    })
  })

  test('an id that was never given out finds nothing, to get and to cancel', async () => {
    const jobs = await open()
    expect(await jobs.get('job_00000000000000000000000000000000')).toBeUndefined()
    expect(await jobs.cancel('job_00000000000000000000000000000000')).toBeUndefined()
  })

  test('the same key is the same job, also when it has finished; of another kind or organisation it is another', async () => {
    const jobs = await open()
    let runs = 0
    jobs.register(
      'k',
      handle(async () => void (runs += 1)),
    )
    await jobs.start()
    const job = { kind: 'k', payload: 1, organisationId: ORGANISATION, key: 'upload-1' }
    const id = await jobs.enqueue(job)
    expect(await jobs.enqueue({ ...job, payload: 2 })).toBe(id)
    await reach(jobs, id, 'succeeded')
    expect(await jobs.enqueue(job)).toBe(id)
    expect(runs).toBe(1)
    const others = [
      { ...job, kind: 'l' },
      { ...job, organisationId: 'org_x' },
      { ...job, key: 'upload-2' },
    ]
    const ids = await Promise.all([...others, { kind: 'k', payload: 1, key: 'upload-1' }].map(jobs.enqueue))
    expect(new Set([id, ...ids]).size).toBe(5)
  })

  test('an organisation lists its own jobs, the newest first, each once over all pages', async () => {
    const jobs = await open()
    const ids: JobId[] = []
    for (let index = 0; index < 7; index += 1) {
      ids.push(await jobs.enqueue({ kind: 'k', payload: index, organisationId: ORGANISATION }))
      await jobs.enqueue({ kind: 'k', payload: index, organisationId: 'org_other' })
      await jobs.enqueue({ kind: 'k', payload: index })
    }
    const seen: JobId[] = []
    let page = await jobs.list({ organisationId: ORGANISATION, limit: 3 })
    for (;;) {
      seen.push(...page.items.map(({ id }) => id))
      if (page.next === undefined) break
      page = await jobs.list({ organisationId: ORGANISATION, limit: 3, cursor: page.next })
    }
    expect(seen).toEqual(ids.toReversed())
    expect(page.items).toHaveLength(1)
  })

  test.each(['', 'x', '-1', '1e3', '9'.repeat(30), "1' OR 1=1"])('the cursor "%s" is refused', async (cursor) => {
    const jobs = await open()
    expect(await codeOf(jobs.list({ organisationId: ORGANISATION, limit: 3, cursor }))).toBe('jobs/unknown-cursor')
  })

  test('what is too large or cannot be is refused, and nothing is kept', async () => {
    const jobs = await open()
    const job = { kind: 'k', payload: null, organisationId: ORGANISATION }
    const large = 'x'.repeat(PAYLOAD_BYTES_MAX)
    expect(await codeOf(jobs.enqueue({ ...job, payload: large }))).toBe('jobs/payload-too-large')
    expect(await codeOf(jobs.enqueue({ ...job, maxAttempts: 0 }))).toBe('jobs/bad-request')
    expect(await codeOf(jobs.enqueue({ ...job, runAt: 'tomorrow' }))).toBe('jobs/bad-request')
    expect(await codeOf(jobs.list({ organisationId: ORGANISATION, limit: 101 }))).toBe('jobs/bad-request')
    expect(await jobs.list({ organisationId: ORGANISATION, limit: 1 })).toEqual({ items: [] })
  })
}

function runsJobs({ open }: JobsBench): void {
  test('a job runs with its payload and its result is kept', async () => {
    const jobs = await open()
    jobs.register(
      'double',
      handle(async (payload) => ({ doubled: Number(payload) * 2 })),
    )
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'double', payload: 21 })
    expect(await reach(jobs, id, 'succeeded')).toMatchObject({ result: { doubled: 42 }, attempt: 1 })
  })

  test('no handler begins inside the call that enqueued its job', async () => {
    const jobs = await open()
    let began = false
    jobs.register(
      'k',
      handle(async () => void (began = true)),
    )
    await jobs.start()
    const enqueued = jobs.enqueue({ kind: 'k', payload: null })
    expect(began).toBe(false)
    await reach(jobs, await enqueued, 'succeeded')
  })

  test('jobs of a kind begin in the order in which they came, and never more at once than allowed', async () => {
    const jobs = await open()
    const began: unknown[] = []
    let running = 0
    let runningMax = 0
    const handler: JobHandler = async (payload) => {
      began.push(payload)
      running += 1
      runningMax = Math.max(runningMax, running)
      await new Promise((resolve) => setTimeout(resolve, 3))
      running -= 1
      return undefined
    }
    jobs.register('k', handle(handler, { concurrency: 3 }))
    const ids = await Promise.all(Array.from({ length: 20 }, (_, payload) => jobs.enqueue({ kind: 'k', payload })))
    await jobs.start()
    for (const id of ids) await reach(jobs, id, 'succeeded')
    expect(began).toEqual(Array.from({ length: 20 }, (_, index) => index))
    expect(runningMax).toBe(3)
  })

  test('a job that is due later, or whose kind nobody registered, is not run; other jobs are', async () => {
    const jobs = await open()
    const ran: unknown[] = []
    jobs.register(
      'k',
      handle(async (payload) => void ran.push(payload)),
    )
    await jobs.start()
    const later = await jobs.enqueue({ kind: 'k', payload: 'later', runAt: '2999-01-01T00:00:00Z' })
    const unknown = await jobs.enqueue({ kind: 'nobody', payload: 'unknown' })
    await reach(jobs, await jobs.enqueue({ kind: 'k', payload: 'now' }), 'succeeded')
    expect(ran).toEqual(['now'])
    expect(await jobs.get(later)).toMatchObject({ state: 'queued', runAt: '2999-01-01T00:00:00.000Z' })
    expect(await jobs.get(unknown)).toMatchObject({ state: 'queued' })
  })

  test('a handler may enqueue jobs, of its own full kind too, and no other kind waits for them', async () => {
    const jobs = await open()
    const finish = Promise.withResolvers<void>()
    const enqueued: Promise<JobId>[] = []
    const handler: JobHandler = (payload) => {
      if (payload === 'first') enqueued.push(jobs.enqueue({ kind: 'k', payload: 'second' }))
      return finish.promise.then(() => payload)
    }
    jobs.register('k', handle(handler))
    jobs.register(
      'other',
      handle(async () => null),
    )
    await jobs.start()
    await reach(jobs, await jobs.enqueue({ kind: 'k', payload: 'first' }), 'running')
    await reach(jobs, await jobs.enqueue({ kind: 'other', payload: null }), 'succeeded')
    finish.resolve()
    for (const id of enqueued) await reach(jobs, await id, 'succeeded')
    expect(enqueued).toHaveLength(1)
  })

  test('a kind has one handler, at least one place and some time', async () => {
    const jobs = await open()
    jobs.register(
      'k',
      handle(async () => null),
    )
    expect(() =>
      jobs.register(
        'k',
        handle(async () => null),
      ),
    ).toThrow(/already/)
    expect(() =>
      jobs.register(
        'l',
        handle(async () => null, { concurrency: 0 }),
      ),
    ).toThrow(RangeError)
    expect(() =>
      jobs.register(
        'l',
        handle(async () => null, { timeoutMs: 2 ** 40 }),
      ),
    ).toThrow(RangeError)
  })

  test('progress can be read while the job runs, and the last one afterwards', async () => {
    const jobs = await open()
    const half = Promise.withResolvers<void>()
    const handler: JobHandler = async (_, { progress }) => {
      for (let done = 0; done <= 500; done += 1) progress(done, 1_000)
      await half.promise
      for (let done = 500; done <= 999; done += 1) progress(done, 1_000)
      return null
    }
    jobs.register('k', handle(handler))
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await vi.waitFor(async () => expect((await jobs.get(id))?.progress).toEqual({ done: 500, total: 1_000 }))
    half.resolve()
    expect(await reach(jobs, id, 'succeeded')).toMatchObject({ progress: { done: 999, total: 1_000 } })
  })
}

/** How a job may end or be made to: failure, retry, cancellation, time, and the process's own stop. */
import { expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import type { JobsBench } from './jobs-bench.contract.ts'
import { codeOf, handle, reach, unavailable, untilAborted } from './jobs-bench.contract.ts'
import type { JobHandler } from './jobs.ts'
import { CHECKPOINT_BYTES_MAX, RESULT_BYTES_MAX } from './jobs.ts'

export function failsAndRetries({ open, logged }: JobsBench): void {
  test('a refusal fails the job at once, under its own code', async () => {
    const jobs = await open()
    const rejection = { kind: 'invalid', code: 'import/no-header', detail: 'The file has no header.' } as const
    jobs.register(
      'k',
      handle(() => Promise.reject(new Rejected(rejection))),
    )
    await jobs.start()
    const failed = await reach(jobs, await jobs.enqueue({ kind: 'k', payload: null }), 'failed')
    const error = { code: 'import/no-header', detail: 'The file has no header.' }
    expect(failed).toMatchObject({ attempt: 1, error })
    expect(logged).toEqual([])
  })

  test('what may pass is tried again from the last checkpoint', async () => {
    const jobs = await open()
    const found: unknown[] = []
    const handler: JobHandler = async (_, { attempt, checkpoint, lastCheckpoint }) => {
      found.push([attempt, lastCheckpoint])
      await checkpoint({ row: attempt * 10 })
      if (attempt < 3) throw unavailable()
      return null
    }
    jobs.register('k', handle(handler))
    await jobs.start()
    expect(await reach(jobs, await jobs.enqueue({ kind: 'k', payload: null }), 'succeeded')).toMatchObject({
      attempt: 3,
    })
    expect(found).toEqual([
      [1, undefined],
      [2, { row: 10 }],
      [3, { row: 20 }],
    ])
  })

  test('what was not foreseen is tried as often as it may, told to the log, and described to nobody', async () => {
    const jobs = await open()
    jobs.register(
      'k',
      handle(() => Promise.reject(new TypeError('secret of the house'))),
    )
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null, maxAttempts: 3 })
    const job = await reach(jobs, id, 'failed')
    expect(job).toMatchObject({ attempt: 3, error: { code: 'jobs/unexpected' } })
    expect(JSON.stringify(job)).not.toContain('secret')
    expect(logged).toHaveLength(3)
    expect(logged[0]?.facts).toMatchObject({
      jobId: id,
      kind: 'k',
      attempt: 1,
      err: new TypeError('secret of the house'),
    })
  })

  test('a job that waits for another try keeps nobody else waiting, and says why it waits', async () => {
    const jobs = await open({ random: () => 0.99, retryDelays: { baseMs: 200, capMs: 200 } })
    const runs: string[] = []
    const handler: JobHandler = async (payload, { attempt }) => {
      runs.push(`${String(payload)}${attempt}`)
      if (payload === 'a' && attempt === 1) throw unavailable()
      return null
    }
    jobs.register('k', handle(handler))
    const a = await jobs.enqueue({ kind: 'k', payload: 'a' })
    const b = await jobs.enqueue({ kind: 'k', payload: 'b' })
    await jobs.start()
    await reach(jobs, b, 'succeeded')
    expect(await jobs.get(a)).toMatchObject({ state: 'queued', attempt: 1, lastError: { code: 'source/down' } })
    await reach(jobs, a, 'succeeded')
    expect(runs).toEqual(['a1', 'b1', 'a2'])
  })

  test('a checkpoint that is too large is refused and the earlier one stays; a result that is fails the job', async () => {
    const jobs = await open()
    const codes: string[] = []
    const handler: JobHandler = async (_, { checkpoint, lastCheckpoint, attempt }) => {
      if (attempt === 2) return `${JSON.stringify(lastCheckpoint)}${'x'.repeat(RESULT_BYTES_MAX)}`
      await checkpoint('kept')
      codes.push(await codeOf(checkpoint('x'.repeat(CHECKPOINT_BYTES_MAX))))
      throw unavailable()
    }
    jobs.register('k', handle(handler))
    await jobs.start()
    const job = await reach(jobs, await jobs.enqueue({ kind: 'k', payload: null }), 'failed')
    expect(codes).toEqual(['jobs/checkpoint-too-large'])
    expect(job).toMatchObject({ attempt: 2, error: { code: 'jobs/result-too-large' } })
  })
}

export function cancels({ open }: JobsBench): void {
  test('a queued job that is cancelled never runs', async () => {
    const jobs = await open()
    let runs = 0
    jobs.register(
      'k',
      handle(async () => void (runs += 1)),
    )
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' })
    await jobs.start()
    await reach(jobs, await jobs.enqueue({ kind: 'k', payload: null }), 'succeeded')
    expect(runs).toBe(1)
    expect(await jobs.get(id)).toMatchObject({ state: 'cancelled', attempt: 0 })
  })

  test('a running job that is cancelled hears it by its signal and ends cancelled, without another try', async () => {
    const jobs = await open()
    let reason: unknown
    const handler: JobHandler = async (payload, context) => {
      context.signal.addEventListener('abort', () => (reason = context.signal.reason))
      return untilAborted(payload, context)
    }
    jobs.register('k', handle(handler))
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await reach(jobs, id, 'running')
    await jobs.cancel(id)
    expect(await reach(jobs, id, 'cancelled')).toMatchObject({ attempt: 1 })
    expect(reason).toBeInstanceOf(Rejected)
    expect((reason as Rejected).rejection.code).toBe('jobs/cancelled')
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' })
  })

  test('a job that finishes though it was cancelled has succeeded', async () => {
    const jobs = await open()
    const handler: JobHandler = (_, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('all done already'), { once: true }))
    jobs.register('k', handle(handler))
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await reach(jobs, id, 'running')
    await jobs.cancel(id)
    expect(await reach(jobs, id, 'succeeded')).toMatchObject({ result: 'all done already' })
    expect(await jobs.cancel(id)).toMatchObject({ state: 'succeeded' })
  })
}

export function limitsTime({ open }: JobsBench): void {
  test('a run out of time is aborted, tried again, and fails as timed out when it may not be', async () => {
    const jobs = await open()
    jobs.register('k', handle(untilAborted, { timeoutMs: 15 }))
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null, maxAttempts: 2 })
    expect(await reach(jobs, id, 'failed')).toMatchObject({ attempt: 2, error: { code: 'jobs/timed-out' } })
  })

  test('a run that ignores its signal fails, keeps its place until it lets go, and writes nothing more', async () => {
    const jobs = await open({ letGoMs: 20 })
    const letGo = Promise.withResolvers<void>()
    const late = Promise.withResolvers<string>()
    const began: unknown[] = []
    const handler: JobHandler = async (payload, { checkpoint, progress }) => {
      began.push(payload)
      if (payload === 'next') return null
      await letGo.promise
      progress(7, 7)
      late.resolve(await codeOf(checkpoint('late')))
      return 'late'
    }
    jobs.register('k', handle(handler, { timeoutMs: 15 }))
    jobs.register(
      'other',
      handle(async () => null),
    )
    await jobs.start()
    const deaf = await jobs.enqueue({ kind: 'k', payload: 'deaf' })
    const next = await jobs.enqueue({ kind: 'k', payload: 'next' })
    expect(await reach(jobs, deaf, 'failed')).toMatchObject({ attempt: 1, error: { code: 'jobs/timed-out' } })
    await reach(jobs, await jobs.enqueue({ kind: 'other', payload: null }), 'succeeded')
    expect(began).toEqual(['deaf'])
    letGo.resolve()
    expect(await late.promise).toBe('jobs/run-over')
    await reach(jobs, next, 'succeeded')
    const job = await jobs.get(deaf)
    expect(job).toMatchObject({ state: 'failed' })
    expect(job?.progress).toBeUndefined()
  })
}

export function stops({ open }: JobsBench): void {
  test('stopping waits for what is under way, and begins nothing', async () => {
    const jobs = await open()
    const finish = Promise.withResolvers<void>()
    jobs.register(
      'k',
      handle(async () => (await finish.promise, 'finished')),
    )
    await jobs.start()
    const [first, second] = [
      await jobs.enqueue({ kind: 'k', payload: 1 }),
      await jobs.enqueue({ kind: 'k', payload: 2 }),
    ]
    await reach(jobs, first, 'running')
    const stopped = jobs.stop(10_000)
    finish.resolve()
    await stopped
    expect(await jobs.get(first)).toMatchObject({ state: 'succeeded', result: 'finished' })
    expect(await jobs.get(second)).toMatchObject({ state: 'queued', attempt: 0 })
  })

  test('what does not finish in the grace goes on where it was at the next start, its attempt unspent', async () => {
    const jobs = await open()
    const handler: JobHandler = async (payload, context) => {
      await context.checkpoint(41)
      return untilAborted(payload, context)
    }
    jobs.register('k', handle(handler))
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null, maxAttempts: 1 })
    await reach(jobs, id, 'running')
    await jobs.stop(20)
    expect(await jobs.get(id)).toMatchObject({ state: 'queued', attempt: 0 })
    await jobs.close()
    const again = await open()
    again.register(
      'k',
      handle(async (_, { lastCheckpoint, attempt }) => ({ lastCheckpoint: lastCheckpoint!, attempt })),
    )
    await again.start()
    expect(await reach(again, id, 'succeeded')).toMatchObject({ result: { lastCheckpoint: 41, attempt: 1 } })
  })

  test('what ignores the stop is waited for no longer than said, and runs again at the next start', async () => {
    const jobs = await open({ letGoMs: 20 })
    jobs.register(
      'k',
      handle(() => new Promise(() => undefined)),
    )
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await reach(jobs, id, 'running')
    await jobs.stop(10)
    await jobs.close()
    const again = await open()
    again.register(
      'k',
      handle(async (_, { attempt }) => attempt),
    )
    await again.start()
    expect(await reach(again, id, 'succeeded')).toMatchObject({ result: 2 })
  })
}

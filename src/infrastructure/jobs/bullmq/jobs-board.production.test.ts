/** The board shows staff the queues of a real Redis, and neither what jobs are about nor a way to change them. */
import Fastify from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { newPrefix, openJobsAt } from './bullmq-place.fixture.ts'
import { createJobsBoard } from './jobs-board.ts'
import { handle, reach, unavailable } from '../jobs-bench.contract.ts'

const url = serverUrl('REDIS_URL')
const path = '/v1/staff/jobs-board'

describe.skipIf(url === undefined)('the board of the jobs', () => {
  const open = async () => {
    const prefix = newPrefix()
    const log = { error: () => undefined }
    const jobs = await openJobsAt(url!, { prefix, random: () => 0, log })
    jobs.register(
      'shown',
      handle(async () => Promise.reject(unavailable())),
    )
    await jobs.start()
    const app = Fastify()
    let isReady = true
    const board = createJobsBoard({ path, queues: () => [jobs.queueOf('shown')], isReady: () => isReady, log })
    await app.register(board, { prefix: path })
    onTestFinished(async () => {
      await app.close()
      await jobs.stop(0)
      await jobs.close()
      await dropKeys(url!, `${prefix}*`)
    })
    return { jobs, app, setReady: (is: boolean) => void (isReady = is) }
  }

  test('shows a queue, its failed job by id and code, and nothing of its payload', async () => {
    const { jobs, app } = await open()
    const id = await jobs.enqueue({ kind: 'shown', payload: { secret: 'of the house' }, maxAttempts: 1 })
    await reach(jobs, id, 'failed')
    const ask = () => app.inject({ url: `${path}/api/queues?activeQueue=shown&status=failed&page=1` })
    await expect.poll(async () => (await ask()).body).toContain(id)
    const reply = await ask()
    expect(reply.statusCode).toBe(200)
    expect(reply.body).toContain('source/down')
    expect(reply.body).toContain('"readOnlyMode":true')
    expect(reply.body).not.toMatch(/secret|node_modules|\.ts:/)
  })

  test('serves its page and the parts that the page names, all from below its path', async () => {
    const { app } = await open()
    const page = await app.inject({ url: path })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(`<base href="${path}/" />`)
    const parts = [...page.body.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, part]) => `${path}/${part}`)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect((await app.inject({ url: part })).statusCode).toBe(200)
  })

  test('says that Redis is away instead of waiting for it, and shows the queues when it is back', async () => {
    const { app, setReady } = await open()
    const ask = () => app.inject({ url: `${path}/api/queues` })
    setReady(false)
    const reply = await ask()
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '5'])
    expect(reply.body).toMatch(/Redis is away.*REDIS_URL/)
    setReady(true)
    expect((await ask()).json()).toMatchObject({ queues: [{ name: 'shown' }] })
  })

  test('changes nothing: whatever it is asked to do to a queue or a job, it refuses', async () => {
    const { jobs, app } = await open()
    const id = await jobs.enqueue({ kind: 'shown', payload: null, maxAttempts: 1 })
    await reach(jobs, id, 'failed')
    for (const action of [`shown/${id}/retry/failed`, `shown/${id}/clean`, 'shown/pause', 'shown/empty']) {
      const reply = await app.inject({ method: 'PUT', url: `${path}/api/queues/${action}` })
      expect([action, reply.statusCode >= 400]).toEqual([action, true])
    }
    expect(await jobs.get(id)).toMatchObject({ state: 'failed', attempt: 1 })
  })
})

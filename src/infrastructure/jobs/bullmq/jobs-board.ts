/** Bull Board over the queues of all processes, to be mounted behind the gateway's door for staff; it can only be looked at. */
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { Queue } from 'bullmq'
import type { FastifyPluginCallback } from 'fastify'
import type { JobLog } from '../jobs.ts'

export type JobsBoardNeeds = {
  /** Where the plugin will be mounted: its pages name their parts by it. */
  readonly path: string
  /** Asked at each look: a queue whose Redis was away when it was opened is another one afterwards. */
  readonly queues: () => readonly Queue[]
  /** Whether Redis is there. BullMQ would wait for it as long as it takes. */
  readonly isReady: () => boolean
  readonly log: JobLog
}

/**
 * Shows tickets, which carry no payload: kinds, ids, whose turn it is, how often it was tried, the code it failed with.
 * What jobs are about stays with the jobs. Changing a ticket would not change its job, so nothing can be changed.
 */
export const createJobsBoard =
  ({ path, queues, isReady, log }: JobsBoardNeeds): FastifyPluginCallback =>
  (app, options, done) => {
    const server = new FastifyAdapter()
    server.setBasePath(path)
    const shown = () => queues().map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false }))
    const board = createBullBoard({
      queues: shown(),
      serverAdapter: server,
      options: { uiConfig: { boardTitle: 'FoodXchange jobs' } },
    })
    // Its own handler answers with the stack.
    server.setErrorHandler((error) => {
      log.error({ err: error }, 'the board of the jobs could not answer')
      return { status: 500, body: { error: 'The queues cannot be read now.' } }
    })
    app.addHook('onRequest', (_request, reply, next) => {
      if (!isReady()) {
        const error = 'Redis is away, and the queues with it. Start it, or correct REDIS_URL.'
        return void reply.code(503).header('retry-after', '5').send({ error })
      }
      board.replaceQueues(shown())
      return next()
    })
    server.registerPlugin()(app, options, done)
  }

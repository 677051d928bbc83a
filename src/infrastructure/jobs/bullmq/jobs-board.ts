/** Bull Board over the queues of this process, to be mounted behind the gateway's door for staff; it can only be looked at. */
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { Queue } from 'bullmq'
import type { FastifyPluginCallback } from 'fastify'
import type { JobLog } from '../jobs.ts'

export type JobsBoardNeeds = {
  /** Where the plugin will be mounted: its pages name their parts by it. */
  readonly path: string
  /** Asked when the server makes itself ready: by then every kind has been registered. */
  readonly queues: () => readonly Queue[]
  readonly log: JobLog
}

/**
 * Shows tickets, which carry no payload: kinds, ids, whose turn it is, how often it was tried, the code it failed with.
 * What jobs are about stays with the jobs. Changing a ticket would not change its job, so nothing can be changed.
 */
export const createJobsBoard =
  ({ path, queues, log }: JobsBoardNeeds): FastifyPluginCallback =>
  (app, options, done) => {
    const server = new FastifyAdapter()
    server.setBasePath(path)
    createBullBoard({
      queues: queues().map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false })),
      serverAdapter: server,
      options: { uiConfig: { boardTitle: 'FoodXchange jobs' } },
    })
    // Its own handler answers with the stack.
    server.setErrorHandler((error) => {
      log.error({ err: error }, 'the board of the jobs could not answer')
      return { status: 500, body: { error: 'The queues cannot be read now.' } }
    })
    server.registerPlugin()(app, options, done)
  }

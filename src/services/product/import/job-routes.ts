/** The REST face of long work: how far it has come, what came of it, and how to stop it. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Job, Jobs } from '../../../infrastructure/jobs/jobs.ts'

const tag = 'Bulk'
const byId = Type.Object({ jobId: Type.String({ pattern: '^job_[0-9a-f]{32}$', description: 'A job’s id.' }) })
const Instant = Type.String({ format: 'date-time' })

const JobBody = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    state: Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    progress: Type.Optional(
      Type.Object(
        { done: Type.Number(), total: Type.Optional(Type.Number()) },
        { description: 'Of an import: bytes.' },
      ),
    ),
    result: Type.Optional(Type.Unknown({ description: 'What the work gave, once it succeeded.' })),
    error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
    attempt: Type.Integer(),
    enqueuedAt: Instant,
    startedAt: Type.Optional(Instant),
    finishedAt: Type.Optional(Instant),
  },
  { title: 'Job' },
)

/** What its organisation may see: never the payload. */
const present = (job: Job): object => {
  const { id, kind, state, attempt, progress, enqueuedAt } = job
  const shared = { id, kind, state, ...(progress && { progress }), attempt, enqueuedAt }
  switch (job.state) {
    case 'queued':
      return job.lastError ? { ...shared, error: job.lastError } : shared
    case 'running':
      return { ...shared, startedAt: job.startedAt }
    case 'succeeded':
      return { ...shared, finishedAt: job.finishedAt, result: job.result }
    case 'failed':
      return { ...shared, finishedAt: job.finishedAt, error: job.error }
    case 'cancelled':
      return { ...shared, finishedAt: job.finishedAt }
  }
}

/** A job of somebody else does not exist. */
const own = (job: Job | undefined, organisationId: string): Job => {
  if (!job || job.organisationId !== organisationId) throw new Rejected(unknownJob)
  return job
}

export const jobRoutes = ({ jobs }: { readonly jobs: Jobs }): Route[] => [...readRoutes(jobs), ...cancelRoutes(jobs)]

const readRoutes = (jobs: Jobs): Route[] => [
  route({
    method: 'GET',
    path: '/v1/jobs/{jobId}',
    operationId: 'getJob',
    tag,
    summary: 'Read a job',
    access: { kind: 'member' },
    params: byId,
    reply: JobBody,
    async handle({ params, caller }) {
      return { body: present(own(await jobs.get(params.jobId), caller.acting.organisationId)) }
    },
  }),
  listRoute({
    path: '/v1/jobs',
    operationId: 'listJobs',
    tag,
    summary: 'List your organisation’s jobs, the newest first',
    access: { kind: 'member' },
    reply: JobBody,
    async handle({ page, caller }) {
      const { limit, after } = page
      const { organisationId } = caller.acting
      const found = await jobs.list({ organisationId, limit, ...(after !== undefined && { cursor: after }) })
      return { items: found.items.map(present), ...(found.next !== undefined && { next: found.next }) }
    },
  }),
]

function cancelRoutes(jobs: Jobs): Route[] {
  const shared = {
    tag,
    summary: 'Cancel a job',
    access: { kind: 'member', roles: ['buyer', 'seller', 'quality'] },
    params: byId,
    reply: JobBody,
    idempotency: 'optional',
    guard: 'none',
  } as const
  const cancel = async (jobId: string, organisationId: string) => {
    own(await jobs.get(jobId), organisationId)
    return { body: present(own(await jobs.cancel(jobId), organisationId)) }
  }
  return [
    route({
      ...shared,
      method: 'POST',
      path: '/v1/jobs/{jobId}/cancel',
      operationId: 'cancelJob',
      description: 'What it has done stays done; a job that has ended stays as it is.',
      handle: ({ params, caller }) => cancel(params.jobId, caller.acting.organisationId),
    }),
    route({
      ...shared,
      method: 'DELETE',
      path: '/v1/jobs/{jobId}',
      operationId: 'deleteJob',
      description: 'The same as POST …/cancel.',
      handle: ({ params, caller }) => cancel(params.jobId, caller.acting.organisationId),
    }),
  ]
}

const unknownJob: Rejection = {
  kind: 'not-found',
  code: 'job/unknown',
  detail: 'There is no such job, or it is not your organisation’s, or it ended long ago.',
}

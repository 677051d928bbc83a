/** The REST face of rebuilding what is made from the log, while it is served: for platform staff, as a job. */
import { Type, type Static } from 'typebox'
import type { Job, Jobs } from '../../infrastructure/jobs/jobs.ts'
import type { Leases } from '../../infrastructure/leases/leases.ts'
import { invalidField, Rejected, type Rejection } from '../../kernel/rejection.ts'
import { route, type Route } from '../route.ts'

export const rebuildKind = 'rebuild'
/** Held while a rebuild is under way. */
export const rebuildLease = 'rebuild'
/** What is rebuilt beside collections. */
export const searchName = 'search'

export type RebuildNeeds = {
  readonly jobs: Pick<Jobs, 'enqueue' | 'get' | 'cancel'>
  readonly leases: Pick<Leases, 'take'>
  /** What there is to rebuild: collections, and `search`. */
  readonly rebuildable: readonly string[]
}

export type RebuildPayload = { readonly collections: readonly string[] }

const tag = 'Operations'
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,40}$' })
const Instant = Type.String({ format: 'date-time' })

const RebuildBody = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    collections: Type.Array(Name, { maxItems: 256, description: 'What is rebuilt.' }),
    commits: Type.Integer({ minimum: 0, description: 'How many commits of the log were read so far.' }),
    removed: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Documents that the log had not made, once it is done.' }),
    ),
    error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
    attempt: Type.Integer(),
    enqueuedAt: Instant,
    finishedAt: Type.Optional(Instant),
  },
  { title: 'Rebuild' },
)

const byId = Type.Object({ jobId: Type.String({ pattern: '^job_[0-9a-f]{32}$', description: 'A rebuild’s id.' }) })

export const rebuildRoutes = (needs: RebuildNeeds): Route[] => [beginRoute(needs), ...followRoutes(needs)]

const beginRoute = ({ jobs, leases, rebuildable }: RebuildNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/rebuilds',
    operationId: 'rebuildReadModels',
    tag,
    summary: 'Make read models and the search index anew from the log, while they serve',
    description:
      'At no moment does a list have less than before. One rebuild at a time; it goes on after a restart. `search` names the index.',
    access: { kind: 'staff' },
    idempotency: 'optional',
    body: Type.Object({
      collections: Type.Optional(
        Type.Array(Name, { minItems: 1, maxItems: 256, uniqueItems: true, description: 'All, unless named.' }),
      ),
    }),
    reply: RebuildBody,
    success: 202,
    refusals: ['rebuild/under-way', 'rebuild/unknown-collection', 'jobs/queue-full'],
    async handle({ body }) {
      const collections = body.collections ?? rebuildable
      for (const [n, name] of collections.entries())
        if (!rebuildable.includes(name))
          throw new Rejected(invalidField('rebuild/unknown-collection', `/collections/${n}`, 'is not rebuilt here'))
      const lease = await leases.take(rebuildLease, 0)
      if (!lease) throw new Rejected(rebuildUnderWay)
      await lease.release()
      const payload = { collections: [...collections] } satisfies RebuildPayload
      const id = await jobs.enqueue({ kind: rebuildKind, payload })
      return { body: present(await found(jobs.get(id))), location: `/v1/rebuilds/${id}` }
    },
  })

function followRoutes({ jobs }: RebuildNeeds): Route[] {
  const shared = { tag, access: { kind: 'staff' }, params: byId, reply: RebuildBody } as const
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/v1/rebuilds/{jobId}',
      operationId: 'getRebuild',
      summary: 'Read how far a rebuild is, and what came of it',
      refusals: ['rebuild/unknown'],
      handle: async ({ params }) => ({ body: present(await found(jobs.get(params.jobId))) }),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/v1/rebuilds/{jobId}/cancel',
      operationId: 'cancelRebuild',
      summary: 'Stop a rebuild; what it has made stays, and is right',
      idempotency: 'optional',
      guard: 'none',
      refusals: ['rebuild/unknown'],
      async handle({ params }) {
        await found(jobs.get(params.jobId))
        return { body: present(await found(jobs.cancel(params.jobId))) }
      },
    }),
  ]
}

/** Jobs of other kinds are other people's. */
async function found(asked: Promise<Job | undefined>): Promise<Job> {
  const job = await asked
  if (job?.kind !== rebuildKind) throw new Rejected(unknownRebuild)
  return job
}

function present(job: Job): Static<typeof RebuildBody> {
  const { id, state, attempt, enqueuedAt, progress } = job
  // Written above.
  const { collections } = job.payload as unknown as RebuildPayload
  const shared = { id, state, collections: [...collections], commits: progress?.done ?? 0, attempt, enqueuedAt }
  switch (job.state) {
    case 'queued':
      return job.lastError ? { ...shared, error: job.lastError } : shared
    case 'running':
      return shared
    case 'succeeded':
      return { ...shared, ...(job.result as { commits: number; removed: number }), finishedAt: job.finishedAt }
    case 'failed':
      return { ...shared, error: job.error, finishedAt: job.finishedAt }
    case 'cancelled':
      return { ...shared, finishedAt: job.finishedAt }
  }
}

export const rebuildUnderWay: Rejection = {
  kind: 'conflict',
  code: 'rebuild/under-way',
  detail: 'A rebuild is under way, and one is done at a time. Let it end, or cancel it.',
}
const unknownRebuild: Rejection = {
  kind: 'not-found',
  code: 'rebuild/unknown',
  detail: 'There is no such rebuild, or it ended long ago.',
}

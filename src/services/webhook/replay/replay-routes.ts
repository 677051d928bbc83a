/** The REST face of replaying a time: work that outlives its request, and says what came of it as every job does. */
import { Type, type Static } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Json, Jobs } from '../../../infrastructure/jobs/jobs.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { invalidField, Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { dayMs, instantFromMs } from '../../../kernel/time.ts'
import { assertActive, readOwn } from '../delivery/delivery-routes.ts'
import { WebhookParams, webhookAccess as access, webhookTag as tag } from '../endpoint/webhook-schemas.ts'
import { replayedMax, replayKind, type ReplayPayload } from './replay-jobs.ts'

export type ReplayRouteNeeds = { readonly jobs: Pick<Jobs, 'enqueue' | 'get'>; readonly readState: ReadState }

const rangeMaxDays = 31
/** Until what was just committed is in the trail. */
const trailBehindMs = 3_000

const ReplayBody = Type.Object({
  from: Type.String({ format: 'date-time', description: 'What happened at or after.' }),
  until: Type.Optional(
    Type.String({
      format: 'date-time',
      description: `What happened before: within ${rangeMaxDays} days after \`from\`. Now unless said.`,
    }),
  ),
})

export const replayRoutes = ({ jobs, readState }: ReplayRouteNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/replay',
    operationId: 'replayWebhook',
    tag,
    summary: 'Send an endpoint once more what happened within a time',
    description: `All that it is told of now, also what happened while it was disabled or had none. Each under the \`webhook-id\` it had or would have had. Where more than ${replayedMax} find no room, the job’s result says from when on to ask anew (\`goesOnAt\`).`,
    access,
    guard: 'none',
    params: WebhookParams,
    body: ReplayBody,
    reply: Type.Object({ id: Type.String(), state: Type.String() }, { title: 'WebhookReplay' }),
    success: 202,
    refusals: [
      'webhook/unknown',
      'webhook/not-active',
      'webhook/replay-range',
      'jobs/queue-full',
      'idempotency/other-payload',
    ],
    async handle({ params: { webhookId }, body, caller, intent, requestId }) {
      const { organisationId } = caller.acting
      assertActive(await readOwn(readState, webhookId, organisationId))
      const { from, until } = rangeOf(body, intent.at)
      const { key, fingerprint = '' } = intent.repeat ?? {}
      const id = await jobs.enqueue({
        kind: replayKind,
        payload: {
          webhookId,
          organisationId,
          from,
          until,
          requestId,
          fingerprint,
        } satisfies ReplayPayload as unknown as Json,
        organisationId,
        runAt: instantFromMs(Date.parse(until) + trailBehindMs),
        ...(key !== undefined && { key }),
      })
      const job = await jobs.get(id)
      const kept = job?.payload as unknown as ReplayPayload | undefined
      if (kept !== undefined && kept.fingerprint !== fingerprint) throw new Rejected(otherPayload)
      const isReplayed = kept !== undefined && kept.requestId !== requestId
      return { body: { id, state: job?.state ?? 'queued' }, location: `/v1/jobs/${id}`, replayed: isReplayed }
    },
  }),
]

/** Throws `Rejected` for what is no time of 31 days at most. What has not happened yet is not waited for. */
function rangeOf(body: Static<typeof ReplayBody>, now: string): { readonly from: string; readonly until: string } {
  const [fromMs, untilMs] = [Date.parse(body.from), Math.min(Date.parse(body.until ?? now), Date.parse(now))]
  // A leap second is a time by its form, and none that can be read.
  if (Number.isNaN(fromMs)) throw new Rejected(invalidField('webhook/replay-range', '/from', 'is no time'))
  if (!(untilMs > fromMs && untilMs - fromMs <= rangeMaxDays * dayMs))
    throw new Rejected(
      invalidField('webhook/replay-range', '/until', `must lie within ${rangeMaxDays} days after \`from\``),
    )
  return { from: instantFromMs(fromMs), until: instantFromMs(untilMs) }
}

const otherPayload: Rejection = {
  kind: 'invalid',
  code: 'idempotency/other-payload',
  detail: 'This Idempotency-Key was used with another request. Send the same request again, or choose a new key.',
}

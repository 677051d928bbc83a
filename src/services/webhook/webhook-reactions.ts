/** What is committed becomes deliveries, by the one rule that live events go by; what happens to an endpoint changes its queue. */
import type { Consumer, Message } from '../../event-bus/event-bus.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { Commit, CommitLog } from '../../infrastructure/store/commit-log.ts'
import { documentWrite, type Documents } from '../../infrastructure/store/documents.ts'
import type { ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { AnyOutwardEvents } from '../../kernel/outward-events.ts'
import type { ReadLiveEvents } from '../live/contract.ts'
import { anyStatus, deliveries, queues } from './delivery/delivery-view.ts'
import { madeAnew } from './delivery/endpoint-queue.ts'
import type { SubmitDeliveries, SubmitNeeds } from './delivery/submit-deliveries.ts'
import { updateQueue } from './delivery/update-queue.ts'
import { isKnownWebhook, type WebhookEvent } from './endpoint/webhook-state.ts'
import { wantsType } from './endpoint/webhook.ts'
import { webhookAggregate, webhooks, type WebhookDocument } from './endpoint/webhook-view.ts'
import { webhooksMax } from './endpoint/webhook-schemas.ts'
import type { TellDisabled } from './webhook-mails.ts'

export type ReactionNeeds = SubmitNeeds & {
  readonly log: Pick<CommitLog, 'findCommit'>
  readonly documents: Documents
  readonly readState: ReadState
  readonly readEvents: ReadLiveEvents
  readonly declared: readonly AnyOutwardEvents[]
  readonly submit: SubmitDeliveries
  readonly personalData: Pick<PersonalData, 'erase'>
  readonly tellDisabled: TellDisabled
}

const batchMax = 50

export const webhookConsumers = (needs: ReactionNeeds): readonly Consumer[] => [
  {
    name: 'webhook-deliveries',
    interest: { eventTypes: needs.declared.flatMap(({ events }) => Object.keys(events)) },
    // Nobody had an endpoint before there were any.
    from: 'now',
    batchMax,
    handleBatch: (messages) => tellEndpoints(needs, messages),
  },
  {
    name: 'webhook-endpoints',
    interest: {
      eventTypes: ['webhook/changed', 'webhook/enabled', 'webhook/given-up', 'webhook/removed'] satisfies Types,
    },
    handle: (message) => followEndpoint(needs, message),
  },
]

type Types = readonly WebhookEvent['type'][]

/** By commit, since the rule is one of commits; a commit that comes twice makes the same deliveries. */
async function tellEndpoints(needs: ReactionNeeds, messages: readonly Message[]): Promise<void> {
  // Where nobody has an endpoint, an import's commits are not read once more.
  const anybody = await needs.documents.find(webhooks, { index: 'active', equals: [], limit: 1 })
  if (anybody.items.length === 0) return
  const positions = [...new Set(messages.map(({ position }) => position))]
  const commits = (await Promise.all(positions.map((position) => needs.log.findCommit(position)))).filter(
    (commit) => commit !== undefined,
  )
  for (const organisationId of new Set(commits.flatMap(({ organisations }) => organisations)))
    await tellOrganisation(needs, organisationId, commits)
}

async function tellOrganisation(
  { documents, readEvents, submit }: ReactionNeeds,
  organisationId: string,
  commits: readonly Commit[],
): Promise<void> {
  const active = { index: 'active', equals: [organisationId], limit: 2 * webhooksMax } as const
  const endpoints = (await documents.find(webhooks, active)).items
  if (endpoints.length === 0) return
  const events = []
  for (const commit of commits) events.push(...(await readEvents(commit, organisationId)))
  for (const { id, body } of endpoints) {
    const endpoint = JSON.parse(body) as WebhookDocument
    const wanted = events.filter(({ type }) => wantsType(endpoint, type))
    if (wanted.length > 0) await submit({ id, organisationId }, wanted)
  }
}

async function followEndpoint(needs: ReactionNeeds, { id: messageId, type, streamId, body }: Message): Promise<void> {
  switch (type as Types[number]) {
    case 'webhook/changed':
    case 'webhook/enabled':
      await updateQueue(needs, streamId, (queue) => queue && madeAnew(queue, Date.parse(needs.now())))
      return needs.nudge()
    case 'webhook/given-up': {
      const { state } = await needs.readState(webhookAggregate, streamId)
      const { reason } = body as Extract<WebhookEvent, { type: 'webhook/given-up' }>
      if (isKnownWebhook(state)) await needs.tellDisabled(streamId, state, reason, messageId)
      return
    }
    case 'webhook/removed':
      return forgetEndpoint(needs, streamId)
    case 'webhook/registered':
    case 'webhook/secret-rotated':
    case 'webhook/disabled':
      return
  }
}

const pageMax = 200

/** Its secrets are closed for ever, its log goes. */
async function forgetEndpoint({ documents, personalData }: ReactionNeeds, webhookId: string): Promise<void> {
  await personalData.erase(webhookId)
  const listed = { index: 'listed', equals: [webhookId, anyStatus], limit: pageMax } as const
  for (;;) {
    const { items } = await documents.find(deliveries, listed)
    if (items.length === 0) break
    await documents.write(items.map(({ id, version }) => documentWrite(deliveries, id, version + 1, null)))
  }
  const queue = await documents.get(queues, webhookId)
  if (queue) await documents.write([documentWrite(queues, webhookId, queue.version + 1, null)])
}

/** How endpoints are kept for reading: found by their organisation, and those that are told by it alone. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import {
  isKnownWebhook,
  type KnownWebhook,
  type Webhook,
  type WebhookCommand,
  type WebhookEvent,
} from './webhook-state.ts'
import { webhook } from './webhook.ts'

export type WebhookDocument = KnownWebhook & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const webhooks = collection<WebhookDocument>()({
  name: 'webhooks',
  indexes: {
    byOrganisation: ({ organisationId, createdAt }) => [[organisationId, createdAt]],
    active: ({ organisationId, status }) => (status === 'active' ? [[organisationId]] : []),
  },
})

/** A removed endpoint is shown to nobody. */
export const projectWebhook = ({ id, createdAt, updatedAt }: Subject, state: Webhook): WebhookDocument | null =>
  isKnownWebhook(state) && state.status !== 'removed' ? { ...state, id, createdAt, updatedAt } : null

export const webhookAggregate: Aggregate<Webhook, WebhookCommand, WebhookEvent> = {
  kind: 'webhook',
  decider: webhook,
  organisations: (state) => (isKnownWebhook(state) ? [state.organisationId] : []),
  readModels: [
    readModel({
      collection: webhooks,
      project: (subject: Subject, state: Webhook) =>
        isKnownWebhook(state) ? [{ id: subject.id, document: projectWebhook(subject, state) }] : [],
    }),
  ],
}

/** An endpoint as its organisation sees it, and who sees none. */
import type { Static } from 'typebox'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { WebhookBody } from './webhook-schemas.ts'
import { isKnownWebhook, type KnownWebhook, type Webhook } from './webhook-state.ts'
import { unknownWebhook } from './webhook.ts'
import { projectWebhook, type WebhookDocument } from './webhook-view.ts'

/** Throws the same for what is absent, removed and another's. */
export function ownWebhook(snapshot: Pick<Snapshot<Webhook>, 'state'>, organisationId: string): KnownWebhook {
  const webhook = registeredBy(snapshot, organisationId)
  if (webhook.status === 'removed') throw new Rejected(unknownWebhook)
  return webhook
}

/** The same, but for what it removed since. */
export function registeredBy({ state }: Pick<Snapshot<Webhook>, 'state'>, organisationId: string): KnownWebhook {
  if (!isKnownWebhook(state) || state.organisationId !== organisationId) throw new Rejected(unknownWebhook)
  return state
}

export function presentWebhook(document: WebhookDocument): Static<typeof WebhookBody> {
  const { id, url, description, types, status, secrets, createdAt, updatedAt } = document
  return {
    id,
    url,
    description,
    types: types === null ? null : [...types],
    status: status === 'active' ? 'active' : 'disabled',
    ...(document.status === 'disabled' && { disabled: { at: document.disabledAt, reason: document.reason } }),
    secrets: secrets.map(({ from, until }) => ({ from, until })),
    createdAt,
    updatedAt,
  }
}

export const presentSnapshot = (snapshot: Snapshot<Webhook>): Static<typeof WebhookBody> => {
  const document = projectWebhook(snapshot, snapshot.state)
  if (document === null) throw new Rejected(unknownWebhook)
  return presentWebhook(document)
}

/** The REST face of deliveries: what was sent to an endpoint and what came back, a trial, and sending one again. */
import { hash } from 'node:crypto'
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { ownWebhook } from '../endpoint/webhook-presenter.ts'
import { WebhookParams, webhookAccess as access, webhookTag as tag } from '../endpoint/webhook-schemas.ts'
import type { KnownWebhook } from '../endpoint/webhook-state.ts'
import { webhookAggregate } from '../endpoint/webhook-view.ts'
import {
  DeliveryBody,
  DeliveryParams,
  DeliveryStatusSchema,
  HealthBody,
  presentDelivery,
  presentHealth,
} from './delivery-schemas.ts'
import { anyStatus, deliveries } from './delivery-view.ts'
import type { Delivery } from './delivery.ts'
import { deliveryIdOf, submitAgain, submitDeliveries, type SubmitNeeds } from './submit-deliveries.ts'
import { readQueue } from './update-queue.ts'

export type DeliveryRouteNeeds = SubmitNeeds & { readonly documents: Documents; readonly readState: ReadState }

export const deliveryRoutes = (needs: DeliveryRouteNeeds): Route[] => [
  ...readRoutes(needs),
  healthRoute(needs),
  trialRoute(needs),
  replayRoute(needs),
]

/** The endpoint, where it is the caller's. */
export async function readOwn(readState: ReadState, webhookId: string, organisationId: string): Promise<KnownWebhook> {
  return ownWebhook(await readState(webhookAggregate, webhookId), organisationId)
}

/** Throws `Rejected` for an endpoint that is sent nothing. */
export function assertActive({ status }: KnownWebhook): void {
  if (status !== 'active') throw new Rejected(notActive)
}

const readRoutes = ({ documents, readState }: DeliveryRouteNeeds): Route[] => [
  listRoute({
    path: '/v1/webhooks/{webhookId}/deliveries',
    operationId: 'listWebhookDeliveries',
    tag,
    summary: 'List what was sent to an endpoint, and what came back',
    description: 'The newest first. What has ended is kept for thirty days, the newest ten thousand of an endpoint.',
    access,
    params: WebhookParams,
    query: Type.Object({ status: Type.Optional(DeliveryStatusSchema) }),
    reply: DeliveryBody,
    refusals: ['webhook/unknown'],
    async handle({ params: { webhookId }, query: { status = anyStatus }, caller, page }) {
      await readOwn(readState, webhookId, caller.acting.organisationId)
      const equals = [webhookId, status]
      const found = await documents.find(deliveries, { index: 'listed', equals, order: 'descending', ...page })
      return { ...found, items: found.items.map(({ body }) => presentDelivery(JSON.parse(body) as Delivery)) }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}',
    operationId: 'getWebhookDelivery',
    tag,
    summary: 'Read a delivery',
    access,
    params: DeliveryParams,
    reply: DeliveryBody,
    refusals: ['webhook/unknown', 'webhook/unknown-delivery'],
    async handle({ params: { webhookId, deliveryId }, caller }) {
      await readOwn(readState, webhookId, caller.acting.organisationId)
      return { body: presentDelivery(await readDelivery(documents, webhookId, deliveryId)) }
    },
  }),
]

const healthRoute = ({ documents, readState }: DeliveryRouteNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/health',
    operationId: 'getWebhookHealth',
    tag,
    summary: 'Read how an endpoint does',
    access,
    params: WebhookParams,
    reply: HealthBody,
    refusals: ['webhook/unknown'],
    async handle({ params: { webhookId }, caller }) {
      await readOwn(readState, webhookId, caller.acting.organisationId)
      return { body: presentHealth(await readQueue(documents, webhookId)) }
    },
  })

const trialRoute = (needs: DeliveryRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/test',
    operationId: 'testWebhook',
    tag,
    summary: 'Send an endpoint a message to try it',
    description: 'Of the type `webhook.test`, whatever it is told of; signed, sent and tried again like any other.',
    access,
    guard: 'none',
    params: WebhookParams,
    reply: DeliveryBody,
    success: 202,
    refusals: ['webhook/unknown', 'webhook/not-active'],
    async handle({ params: { webhookId }, caller, intent }) {
      const { organisationId } = caller.acting
      assertActive(await readOwn(needs.readState, webhookId, organisationId))
      // The same request makes the same message.
      const id = `evt_${hash('sha256', `${webhookId}\n${intent.repeat?.key ?? intent.at}`, 'hex').slice(0, 32)}`
      const { version } = await needs.readState(webhookAggregate, webhookId)
      const subject = `/v1/webhooks/${webhookId}`
      const asOf = '0'.repeat(16)
      const deliveryId = deliveryIdOf(webhookId, id)
      const known = await needs.documents.get(deliveries, deliveryId)
      if (!known)
        await submitDeliveries(needs)({ id: webhookId, organisationId }, [
          { id, type: 'webhook.test', organisationId, subject, version, at: intent.at, asOf },
        ])
      return accepted(needs, webhookId, deliveryId, known !== undefined)
    },
  })

const replayRoute = (needs: DeliveryRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay',
    operationId: 'replayWebhookDelivery',
    tag,
    summary: 'Send a delivery again',
    description: 'Under the same `webhook-id`: a receiver that had it knows it. One that waits anyway stays as it is.',
    access,
    guard: 'none',
    params: DeliveryParams,
    reply: DeliveryBody,
    success: 202,
    refusals: ['webhook/unknown', 'webhook/unknown-delivery', 'webhook/not-active', 'webhook/queue-full'],
    async handle({ params: { webhookId, deliveryId }, caller, intent }) {
      const { organisationId } = caller.acting
      const webhook = await readOwn(needs.readState, webhookId, organisationId)
      const delivery = await readDelivery(needs.documents, webhookId, deliveryId)
      const key = intent.repeat?.key
      if (key !== undefined && delivery.againBy === key) return accepted(needs, webhookId, deliveryId, true)
      assertActive(webhook)
      const taken = await submitAgain(needs, { id: webhookId, organisationId }, [delivery.event], key)
      if (taken === 0) throw new Rejected(queueFull)
      return accepted(needs, webhookId, deliveryId, false)
    },
  })

async function accepted({ documents }: DeliveryRouteNeeds, webhookId: string, deliveryId: string, isReplayed: boolean) {
  const found = await documents.get(deliveries, deliveryId)
  if (!found) throw new Rejected(queueFull)
  return {
    body: presentDelivery(JSON.parse(found.body) as Delivery),
    location: `/v1/webhooks/${webhookId}/deliveries/${deliveryId}`,
    replayed: isReplayed,
  }
}

async function readDelivery(documents: Documents, webhookId: string, deliveryId: string): Promise<Delivery> {
  const found = await documents.get(deliveries, deliveryId)
  const delivery = found && (JSON.parse(found.body) as Delivery)
  if (!delivery || delivery.webhookId !== webhookId) throw new Rejected(unknownDelivery)
  return delivery
}

const unknownDelivery: Rejection = {
  kind: 'not-found',
  code: 'webhook/unknown-delivery',
  detail: 'The endpoint’s log has no such delivery; what has ended is kept for thirty days.',
}
const notActive: Rejection = {
  kind: 'conflict',
  code: 'webhook/not-active',
  detail: 'The endpoint is disabled. Enable it first: POST /v1/webhooks/{webhookId}/enable.',
}
const queueFull: Rejection = {
  kind: 'unavailable',
  code: 'webhook/queue-full',
  detail: 'Ten thousand deliveries wait for this endpoint. Replay when it has taken some of them.',
  facts: { retryAfterSeconds: 60 },
}

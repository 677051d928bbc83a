/** The REST face of endpoints: registered, read, changed, removed. */
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Outgoing } from '../../../infrastructure/outgoing/outgoing.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import type { AnyOutwardEvents } from '../../../kernel/outward-events.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { issueSecret } from './issue-secret.ts'
import { webhookCommandRoutes } from './webhook-command-routes.ts'
import { ownWebhook, presentSnapshot, presentWebhook, registeredBy } from './webhook-presenter.ts'
import {
  changeBody,
  registerBody,
  toldTypes,
  WebhookBody,
  WebhookParams,
  webhookAccess as access,
  webhooksMax,
  webhookTag as tag,
} from './webhook-schemas.ts'
import { webhookAggregate, webhooks, type WebhookDocument } from './webhook-view.ts'

export type WebhookRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly personalData: Pick<PersonalData, 'seal'>
  readonly outgoing: Pick<Outgoing, 'faultOf'>
  readonly outwardEvents: readonly AnyOutwardEvents[]
  readonly newId: NewId
}

export const webhookRoutes = (needs: WebhookRouteNeeds): Route[] => [
  registerRoute(needs),
  ...readRoutes(needs),
  changeRoute(needs),
  removeRoute(needs),
  ...webhookCommandRoutes(needs),
]

const registerRoute = ({
  execute,
  documents,
  personalData,
  outgoing,
  outwardEvents,
  newId,
}: WebhookRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/webhooks',
    operationId: 'registerWebhook',
    tag,
    summary: 'Have events sent to an endpoint',
    description:
      'As Standard Webhooks 1.0: signed with the secret that this answers once. What is told, and to whom, is what GET /v1/events tells.',
    access,
    body: registerBody(toldTypes(outwardEvents)),
    reply: WebhookBody,
    success: 201,
    refusals: ['webhook/too-many', 'outgoing/url', 'outgoing/not-public'],
    async handle({ body: { url, description = '', types = null }, caller, intent }) {
      const { organisationId } = caller.acting
      assertCallable(outgoing, url)
      const equals = [organisationId]
      const kept = await documents.count(webhooks, { index: 'byOrganisation', equals, atMost: webhooksMax })
      if (kept >= webhooksMax) throw new Rejected(tooMany)
      const webhookId = newId('whk')
      const secret = await issueSecret(personalData, webhookId, intent.at)
      const done = await execute(webhookAggregate, intent, async (unit) => {
        await unit.decide(webhookAggregate, webhookId, {
          type: 'register',
          at: unit.at,
          by: actorId(caller),
          organisationId,
          url,
          description,
          types,
          secret: secret.kept,
        })
        return webhookId
      })
      const shown = presentSnapshot(done)
      return {
        // The secret of a repeated request was another one, and nobody kept it in clear.
        body: done.replayed ? shown : { ...shown, secret: secret.text },
        version: done.version,
        location: `/v1/webhooks/${done.id}`,
        replayed: done.replayed,
        headers: { 'cache-control': 'no-store' },
      }
    },
  })

const readRoutes = ({ readState, documents }: WebhookRouteNeeds): Route[] => [
  listRoute({
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    tag,
    summary: 'List your organisation’s endpoints',
    description: 'The newest first.',
    access,
    reply: WebhookBody,
    async handle({ caller, page }) {
      const equals = [caller.acting.organisationId]
      const found = await documents.find(webhooks, { index: 'byOrganisation', equals, order: 'descending', ...page })
      // Written by the view alone.
      return { ...found, items: found.items.map(({ body }) => presentWebhook(JSON.parse(body) as WebhookDocument)) }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'getWebhook',
    tag,
    summary: 'Read an endpoint',
    access,
    params: WebhookParams,
    query: asOfQuery,
    reply: WebhookBody,
    refusals: ['webhook/unknown', ...asOfRefusals],
    async handle({ params, query, caller, intent }) {
      const { organisationId } = caller.acting
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: webhookAggregate,
          id: params.webhookId,
          assertTheirs: (snapshot) => void registeredBy(snapshot, organisationId),
          show(snapshot) {
            ownWebhook(snapshot, organisationId)
            return { body: presentSnapshot(snapshot), version: snapshot.version }
          },
        },
      )
    },
  }),
]

const changeRoute = ({ execute, outgoing, outwardEvents }: WebhookRouteNeeds): Route =>
  route({
    method: 'PATCH',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'changeWebhook',
    tag,
    summary: 'Change where an endpoint is, or what it is told of',
    description: 'What waits for it goes to the new address.',
    access,
    params: WebhookParams,
    body: changeBody(toldTypes(outwardEvents)),
    reply: WebhookBody,
    refusals: ['webhook/unknown', 'outgoing/url', 'outgoing/not-public'],
    async handle({ params: { webhookId }, body, caller, intent, ifMatch }) {
      if (body.url !== undefined) assertCallable(outgoing, body.url)
      const done = await execute(webhookAggregate, intent, async (unit) => {
        const snapshot = await unit.load(webhookAggregate, webhookId)
        const { url, description, types } = ownWebhook(snapshot, caller.acting.organisationId)
        requireVersion(snapshot, ifMatch)
        const details = { url, description, types, ...body }
        await unit.decide(webhookAggregate, webhookId, { type: 'change', at: unit.at, by: actorId(caller), ...details })
        return webhookId
      })
      return { body: presentSnapshot(done), version: done.version, replayed: done.replayed }
    },
  })

const removeRoute = ({ execute }: WebhookRouteNeeds): Route =>
  route({
    method: 'DELETE',
    path: '/v1/webhooks/{webhookId}',
    operationId: 'removeWebhook',
    tag,
    summary: 'Remove an endpoint',
    description: 'Nothing more is sent to it. Its secrets are destroyed, its delivery log is deleted.',
    access,
    guard: 'optional',
    params: WebhookParams,
    refusals: ['webhook/unknown'],
    async handle({ params: { webhookId }, caller, intent, ifMatch }) {
      const { replayed } = await execute(webhookAggregate, intent, async (unit) => {
        const snapshot = await unit.load(webhookAggregate, webhookId)
        ownWebhook(snapshot, caller.acting.organisationId)
        requireVersion(snapshot, ifMatch)
        await unit.decide(webhookAggregate, webhookId, { type: 'remove', at: unit.at, by: actorId(caller) })
        return webhookId
      })
      return { replayed }
    },
  })

/** Names the field: whoever typed it sees where. */
function assertCallable({ faultOf }: WebhookRouteNeeds['outgoing'], url: string): void {
  const fault = faultOf(url)
  if (fault) throw new Rejected({ ...fault, errors: [{ pointer: '/url', detail: fault.detail }] })
}

const tooMany: Rejection = {
  kind: 'conflict',
  code: 'webhook/too-many',
  detail: `An organisation has at most ${webhooksMax} webhook endpoints. Remove one, or let it be told of more types.`,
}

/** What a member does with an endpoint, each as a sub-resource to post to. */
import { route, type Route } from '../../../gateway/route.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { actorId } from '../../../kernel/caller.ts'
import { addMs, hourMs, type Instant } from '../../../kernel/time.ts'
import { issueSecret } from './issue-secret.ts'
import { ownWebhook, presentSnapshot } from './webhook-presenter.ts'
import {
  overlapHoursDefault,
  RotateBody,
  WebhookBody,
  WebhookParams,
  webhookAccess as access,
  webhookTag as tag,
} from './webhook-schemas.ts'
import { webhookAggregate } from './webhook-view.ts'

type Needs = { readonly execute: Execute; readonly personalData: Pick<PersonalData, 'seal'> }

export const webhookCommandRoutes = (needs: Needs): Route[] => [
  rotateRoute(needs),
  turnRoute(needs, {
    action: 'enable',
    operationId: 'enableWebhook',
    summary: 'Have events sent to a disabled endpoint again',
    description:
      'What waited is sent if it is not older than three and a half days. What happened meanwhile was not kept for it: POST …/replay brings it.',
  }),
  turnRoute(needs, {
    action: 'disable',
    operationId: 'disableWebhook',
    summary: 'Have nothing sent to an endpoint for now',
  }),
]

const rotateRoute = ({ execute, personalData }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/rotate-secret',
    operationId: 'rotateWebhookSecret',
    tag,
    summary: 'Give an endpoint a new signing secret',
    description:
      'The new secret is answered once. While the old one is valid too, messages carry a signature of each, so that a receiver may change over at any time between.',
    access,
    params: WebhookParams,
    body: RotateBody,
    reply: WebhookBody,
    refusals: ['webhook/unknown'],
    async handle({ params: { webhookId }, body: { overlapHours = overlapHoursDefault }, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      // Sealed where it is used: for an endpoint that is the caller's.
      let text: string | undefined
      const done = await execute(webhookAggregate, intent, async (unit) => {
        const snapshot = await unit.load(webhookAggregate, webhookId)
        ownWebhook(snapshot, organisationId)
        requireVersion(snapshot, ifMatch)
        const secret = await issueSecret(personalData, webhookId, unit.at)
        text = secret.text
        await unit.decide(webhookAggregate, webhookId, {
          type: 'rotate-secret',
          at: unit.at,
          by: actorId(caller),
          secret: secret.kept,
          overlapUntil: addMs(unit.at as Instant, overlapHours * hourMs),
        })
        return webhookId
      })
      const shown = presentSnapshot(done)
      return {
        body: done.replayed ? shown : { ...shown, secret: text! },
        version: done.version,
        replayed: done.replayed,
        headers: { 'cache-control': 'no-store' },
      }
    },
  })

type Turn = {
  readonly action: 'enable' | 'disable'
  readonly operationId: string
  readonly summary: string
  readonly description?: string
}

const turnRoute = ({ execute }: Needs, { action, ...documented }: Turn): Route =>
  route({
    ...documented,
    method: 'POST',
    path: `/v1/webhooks/{webhookId}/${action}`,
    tag,
    access,
    params: WebhookParams,
    reply: WebhookBody,
    refusals: ['webhook/unknown', 'webhook/not-in-this-state'],
    async handle({ params: { webhookId }, caller, intent, ifMatch }) {
      const done = await execute(webhookAggregate, intent, async (unit) => {
        const snapshot = await unit.load(webhookAggregate, webhookId)
        ownWebhook(snapshot, caller.acting.organisationId)
        requireVersion(snapshot, ifMatch)
        await unit.decide(webhookAggregate, webhookId, { type: action, at: unit.at, by: actorId(caller) })
        return webhookId
      })
      return { body: presentSnapshot(done), version: done.version, replayed: done.replayed }
    },
  })

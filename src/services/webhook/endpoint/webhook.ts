/** An endpoint of an organisation: registered, changed, its secret rotated; disabled by a member or by its own failures. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import {
  isKnownWebhook,
  type KeptSecret,
  type KnownWebhook,
  type Webhook,
  type WebhookCommand,
  type WebhookEvent,
} from './webhook-state.ts'

/** Secrets that sign at once: each makes every message longer, and whoever rotates so often has no use for the oldest. */
export const secretsMax = 3

type Decision = Result<readonly WebhookEvent[]>

export const webhook: Decider<Webhook, WebhookCommand, WebhookEvent> = {
  initialState: { status: 'absent' },
  evolve: evolveWebhook,
  decide(command, state): Decision {
    if (command.type === 'register') {
      const { type: _type, ...details } = command
      return isKnownWebhook(state) ? reject(notNow(command.type, state)) : registered(details)
    }
    if (!isKnownWebhook(state)) return reject(unknownWebhook)
    if (!takenIn[command.type].includes(state.status)) return reject(notNow(command.type, state))
    switch (command.type) {
      case 'change':
        return change(command, state)
      case 'rotate-secret': {
        const { at, by, secret, overlapUntil } = command
        return accept([{ type: 'webhook/secret-rotated', at, by, secret, overlapUntil }])
      }
      case 'enable':
        return accept([{ type: 'webhook/enabled', at: command.at, by: command.by }])
      case 'disable':
        return accept([{ type: 'webhook/disabled', at: command.at, by: command.by }])
      case 'give-up':
        return accept([{ type: 'webhook/given-up', at: command.at, reason: command.reason }])
      case 'remove':
        return accept([{ type: 'webhook/removed', at: command.at, by: command.by }])
    }
  },
}

/** The secrets a message is signed with at a moment, the newest first: receivers take any one that they know. */
export const signingSecrets = ({ secrets }: Pick<KnownWebhook, 'secrets'>, at: string): readonly KeptSecret[] =>
  secrets.filter(({ until }) => until === null || until > at)

/** Whether an endpoint is told of a type. */
export const wantsType = ({ types }: Pick<KnownWebhook, 'types'>, type: string): boolean =>
  types === null || types.includes(type)

const registered = (details: Omit<Extract<WebhookCommand, { type: 'register' }>, 'type'>): Decision =>
  accept([{ type: 'webhook/registered', ...details }])

function change(
  { at, by, url, description, types }: Extract<WebhookCommand, { type: 'change' }>,
  state: KnownWebhook,
): Decision {
  const isSame =
    url === state.url && description === state.description && (types ?? []).join() === (state.types ?? []).join()
  if (isSame && (types === null) === (state.types === null)) return accept([])
  return accept([{ type: 'webhook/changed', at, by, url, description, types }])
}

function evolveWebhook(state: Webhook, event: WebhookEvent): Webhook {
  if (event.type === 'webhook/registered') {
    const { organisationId, url, description, types, secret } = event
    return { status: 'active', organisationId, url, description, types, secrets: [secret] }
  }
  // Every history begins with the event above.
  const { organisationId, url, description, types, secrets } = state as KnownWebhook
  const kept = { organisationId, url, description, types, secrets }
  switch (event.type) {
    case 'webhook/changed':
      return { ...(state as KnownWebhook), url: event.url, description: event.description, types: event.types }
    case 'webhook/secret-rotated':
      return { ...(state as KnownWebhook), secrets: rotated(secrets, event) }
    case 'webhook/enabled':
      return { ...kept, status: 'active' }
    case 'webhook/disabled':
      return { ...kept, status: 'disabled', disabledAt: event.at, reason: 'by-member' }
    case 'webhook/given-up':
      return { ...kept, status: 'disabled', disabledAt: event.at, reason: event.reason }
    case 'webhook/removed':
      return { ...kept, status: 'removed', secrets: [] }
  }
}

/** What signed until now goes on until the overlap ends, unless it ends before that. */
function rotated(
  secrets: readonly KeptSecret[],
  { at, secret, overlapUntil }: Extract<WebhookEvent, { type: 'webhook/secret-rotated' }>,
): readonly KeptSecret[] {
  const before = secrets.map(({ until, ...kept }) => ({
    ...kept,
    until: until === null || until > overlapUntil ? overlapUntil : until,
  }))
  return [secret, ...before.filter(({ until }) => until > at)].slice(0, secretsMax)
}

type Action = Exclude<WebhookCommand['type'], 'register'>
const takenIn: Readonly<Record<Action, readonly KnownWebhook['status'][]>> = {
  change: ['active', 'disabled'],
  'rotate-secret': ['active', 'disabled'],
  enable: ['disabled'],
  disable: ['active'],
  'give-up': ['active'],
  remove: ['active', 'disabled'],
}

const notNow = (action: WebhookCommand['type'], { status }: KnownWebhook): Rejection => ({
  kind: 'conflict',
  code: 'webhook/not-in-this-state',
  detail: `An endpoint that is ${status} does not take "${action}".`,
  facts: {
    status,
    allowed: Object.entries(takenIn).flatMap(([each, statuses]) =>
      each !== 'give-up' && statuses.includes(status) ? [each] : [],
    ),
  },
})

export const unknownWebhook: Rejection = {
  kind: 'not-found',
  code: 'webhook/unknown',
  detail: 'Your organisation has no such webhook endpoint.',
}

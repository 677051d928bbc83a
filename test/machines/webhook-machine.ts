/** Webhook endpoints, at each of their states. */
import type { Sealed } from '../../src/kernel/sealed.ts'
import { webhookAggregate } from '../../src/services/webhook/endpoint/webhook-view.ts'
import type { KeptSecret, WebhookCommand } from '../../src/services/webhook/endpoint/webhook-state.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2027-03-01T08:00:00.000Z'
const tomorrow = '2027-03-02T08:00:00.000Z'
const by = 'usr_ann'
const secretOf = (name: string): KeptSecret => ({ sealed: `sealed:1:whk_1:${name}` as Sealed, from: at, until: null })
const details = { url: 'https://hooks.example/in', description: 'Warehouse', types: ['order.sent'] }

const register: WebhookCommand = {
  type: 'register',
  at,
  by,
  organisationId: 'org_a',
  ...details,
  secret: secretOf('first'),
}
const rotate: WebhookCommand = { type: 'rotate-secret', at, by, secret: secretOf('second'), overlapUntil: tomorrow }
const disable: WebhookCommand = { type: 'disable', at, by }
const remove: WebhookCommand = { type: 'remove', at, by }
const giveUp = (reason: 'gone' | 'failing'): WebhookCommand => ({ type: 'give-up', at, reason })

const commands: EachCommand<WebhookCommand> = {
  register: () => register as WebhookCommand & { type: 'register' },
  change: () => ({ type: 'change', at, by, ...details, types: null }),
  'rotate-secret': () => rotate as WebhookCommand & { type: 'rotate-secret' },
  enable: () => ({ type: 'enable', at, by }),
  disable: () => ({ type: 'disable', at, by }),
  remove: () => ({ type: 'remove', at, by }),
  'give-up': () => ({ type: 'give-up', at, reason: 'gone' }),
}
const made = (...given: readonly WebhookCommand[]) => reach(webhookAggregate, at, ...given)

export const webhookMachine: Machine = {
  name: 'webhook endpoint',
  aggregate: webhookAggregate,
  states: {
    absent: made(),
    active: made(register),
    rotating: made(register, rotate),
    disabled: made(register, disable),
    gone: made(register, giveUp('gone')),
    failing: made(register, giveUp('failing')),
    removed: made(register, remove),
  },
  commands,
  inner: ['register', 'give-up'],
}

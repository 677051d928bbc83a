import { Webhook as Judge } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { verifyWebhook, WebhookRefused } from './verify-webhook.ts'

const secretOf = (name: string): string => `whsec_${Buffer.from(name.padEnd(32, '-')).toString('base64')}`
const secret = secretOf('one')
const body = JSON.stringify({ type: 'order.sent', timestamp: '2026-08-01T09:00:00.000Z', data: { subject: '/ü' } })
const sentAt = new Date('2026-08-01T09:00:01.000Z')
const now = (): number => sentAt.getTime()

/** As the standard's own library signs. */
const headersOf = (by: string, text = body): Record<string, string> => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(sentAt.getTime() / 1_000),
  'webhook-signature': new Judge(by).sign('evt_1', sentAt, text),
})

test('what the standard’s library signs is taken, in either form of headers', async () => {
  expect(await verifyWebhook({ secret, headers: headersOf(secret), body, now })).toMatchObject({ type: 'order.sent' })
  const headers = new Headers(headersOf(secret))
  expect(await verifyWebhook({ secret, headers, body, now })).toMatchObject({ data: { subject: '/ü' } })
})

test('while secrets are changed over, one of several signatures and one of several secrets are enough', async () => {
  const both = `v1a,x ${headersOf(secretOf('two'))['webhook-signature']} ${headersOf(secret)['webhook-signature']}`
  const headers = { ...headersOf(secret), 'webhook-signature': both }
  for (const known of [secret, secretOf('two'), [secretOf('new'), secret]])
    expect(await verifyWebhook({ secret: known, headers, body, now })).toBeDefined()
})

test('what was changed, was signed by another, is old or has no signature is refused', async () => {
  const good = headersOf(secret)
  const late = (seconds: number) => () => now() + seconds * 1_000
  const { 'webhook-signature': _signature, ...unsigned } = good
  const bad: readonly [string, Parameters<typeof verifyWebhook>[0]][] = [
    ['a changed body', { secret, headers: good, body: `${body} `, now }],
    ['another id', { secret, headers: { ...good, 'webhook-id': 'evt_2' }, body, now }],
    ['another secret', { secret: secretOf('two'), headers: good, body, now }],
    ['no secret', { secret: [], headers: good, body, now }],
    ['no signature', { secret, headers: unsigned, body, now }],
    ['an empty one', { secret, headers: { ...good, 'webhook-signature': 'v1,' }, body, now }],
    [
      'another version',
      { secret, headers: { ...good, 'webhook-signature': good['webhook-signature']!.replace('v1', 'v2') }, body, now },
    ],
    ['too old', { secret, headers: good, body, now: late(301) }],
    ['too new', { secret, headers: good, body, now: late(-301) }],
    ['no time', { secret, headers: { ...good, 'webhook-timestamp': 'NaN' }, body, now }],
  ]
  for (const [what, one] of bad) await expect(verifyWebhook(one), what).rejects.toBeInstanceOf(WebhookRefused)
  expect(await verifyWebhook({ secret, headers: good, body, now: late(299) })).toBeDefined()
})

import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyWebhook } from './webhooks.ts'

/** The example of the specification. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"test": 2432232314}'
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const then = { nowMs: 1_614_265_330_000 }

test('the example of Standard Webhooks is verified, by any of two secrets, from text, bytes and `Headers`', async () => {
  const other = `whsec_${btoa('another secret of 24 byte')}`
  expect(await verifyWebhook(secret, { headers, body }, then)).toEqual({ test: 2_432_232_314 })
  expect(await verifyWebhook([other, secret], { headers: new Headers(headers), body }, then)).toEqual({
    test: 2_432_232_314,
  })
  const bytes = new TextEncoder().encode(body)
  expect(await verifyWebhook(secret, { headers, body: bytes }, then)).toEqual({ test: 2_432_232_314 })
})

test('whatever was changed on the way, or is old, or by others, is refused with the reason', async () => {
  const signature = createHmac('sha256', 'guessed').update('x').digest('base64')
  const cases: readonly [given: object, body: string, nowMs: number, reason: RegExp][] = [
    [{}, `${body} `, then.nowMs, /No signature/],
    [{ 'webhook-id': 'msg_other' }, body, then.nowMs, /No signature/],
    [{ 'webhook-signature': `v1,${signature} v1,not-base64!` }, body, then.nowMs, /No signature/],
    [{ 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') }, body, then.nowMs, /No signature/],
    [{}, body, then.nowMs + 300_001, /too long ago/],
    [{}, body, then.nowMs - 300_001, /ahead/],
    [{ 'webhook-timestamp': 'yesterday' }, body, then.nowMs, /no number/],
    [{ 'webhook-id': undefined }, body, then.nowMs, /webhook-id is missing/],
  ]
  for (const [given, text, nowMs, reason] of cases)
    await expect(verifyWebhook(secret, { headers: { ...headers, ...given }, body: text }, { nowMs })).rejects.toThrow(
      reason,
    )
  await expect(verifyWebhook('not base64!', { headers, body }, then)).rejects.toThrow(TypeError)
})

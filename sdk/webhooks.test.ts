import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { dealOnce, verifyWebhook, WebhookError } from './webhooks.ts'

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
    [
      { 'webhook-signature': `${'v1,AAAA '.repeat(10)}${headers['webhook-signature']}` },
      body,
      then.nowMs,
      /No signature/,
    ],
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

test('a receiver answers 401 to what is forged or old, and 200 to what comes again, which has no effect', async () => {
  const own = `whsec_${randomBytes(32).toString('base64')}`
  const effects: unknown[] = []
  const deal = dealOnce()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    try {
      const message = await verifyWebhook(own, { headers: request.headers, body })
      await deal(String(request.headers['webhook-id']), async () => void effects.push(message))
      response.writeHead(200).end()
    } catch (error) {
      response.writeHead(error instanceof WebhookError ? 401 : 500).end()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const send = async (id: string, signedAtMs: number, sent: string, signed = sent): Promise<number> => {
    const timestamp = Math.floor(signedAtMs / 1_000)
    const mac = createHmac('sha256', Buffer.from(own.slice(6), 'base64')).update(`${id}.${timestamp}.${signed}`)
    const signature = {
      'webhook-id': id,
      'webhook-timestamp': `${timestamp}`,
      'webhook-signature': `v1,${mac.digest('base64')}`,
    }
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return (await fetch(url, { method: 'POST', headers: signature, body: sent })).status
  }
  try {
    const now = Date.now()
    expect(await send('evt_1', now, '{"n":1}')).toBe(200)
    expect(await Promise.all([send('evt_1', now, '{"n":1}'), send('evt_1', now, '{"n":1}')])).toEqual([200, 200])
    expect(await send('evt_2', now, '{"n":1000}', '{"n":2}')).toBe(401)
    expect(await send('evt_3', now - 301_000, '{"n":3}')).toBe(401)
    expect(await send('evt_4', now + 302_000, '{"n":4}')).toBe(401)
    expect(await send('evt_5', now - 290_000, '{"n":5}')).toBe(200)
    expect(effects).toEqual([{ n: 1 }, { n: 5 }])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('work that failed is done by the next try, work under way is waited for, and the oldest id is forgotten', async () => {
  const deal = dealOnce({ idsMax: 2 })
  const done: string[] = []
  const work = (id: string) => deal(id, async () => void done.push(id))
  await expect(deal('a', () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(await Promise.all([work('a'), work('a')])).toEqual([true, false])
  expect([await work('b'), await work('c'), await work('a'), await work('c')]).toEqual([true, true, true, false])
  expect(done).toEqual(['a', 'b', 'c', 'a'])
})

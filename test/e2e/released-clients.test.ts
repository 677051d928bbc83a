/**
 * Who wrote a program for a release goes on trading: the client of each release that was kept, and programs that send
 * what it sent, make the whole trade of their version with the exchange of today and are answered as they were.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { readReleases } from '../../scripts/published-api.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { clientFile, readCalls, releases, type Known } from '../support/released-calls.ts'
import { loadReleased, requestOf } from '../support/released-client.ts'
import { replayReleased, sendAsRecorded, sendByClient } from '../support/replay-released.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
})
afterAll(() => exchange[Symbol.asyncDispose]())

/** What calls know before the first of them: addresses are taken once. */
const known = (): Known =>
  new Map([
    ['staff:token', floor.staff.token],
    ['run', crypto.randomUUID().slice(0, 8)],
  ])

test('whoever trades with a release is kept; `npm run api:record -- RELEASE` keeps them, once', () => {
  expect(releases()).toEqual(readReleases().map(({ version }) => version))
})

describe.each(releases())('released with %s', (release) => {
  const calls = readCalls(release)

  test('the client makes the whole trade, and is answered what it was answered then and what is published', async () => {
    const client = await loadReleased(clientFile(release))
    const failures = await replayReleased(release, calls, sendByClient(client, exchange.url), known())
    expect(failures).toEqual([])
  }, 120_000)

  test('so is whoever sends what the client sent', async () => {
    const failures = await replayReleased(release, calls, sendAsRecorded(exchange.url), known())
    expect(failures).toEqual([])
  }, 120_000)

  test('what was written down is what the client sends', async () => {
    const client = await loadReleased(clientFile(release))
    for (const call of calls) expect(await requestOf(client, call), call.call).toEqual(call.request)
  })

  test('the client hears of what happens while it happens', async () => {
    const { createClient } = await loadReleased(clientFile(release))
    const { owner, id } = floor.suppliers[0]!
    const end = new AbortController()
    onTestFinished(() => end.abort())
    const client = createClient({
      baseUrl: exchange.url,
      authorization: () => `Bearer ${owner.token}`,
      organisation: id,
    })
    const heard = (async () => {
      for await (const { event } of client.events({ after: '0', signal: end.signal }))
        if (event.type === 'product.published') return event
      return undefined
    })()
    await floor.offer(floor.suppliers[0]!)
    expect(await heard).toMatchObject({ type: 'product.published' })
  })

  test('the client verifies what webhooks send today, and nothing else', async () => {
    const { verifyWebhook, WebhookError } = await loadReleased(clientFile(release))
    const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, all').toString('base64')}`
    const body = JSON.stringify({ type: 'order.sent', data: { orderId: 'ord_1' } })
    const at = new Date()
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    }
    const verify = (sent: string) => verifyWebhook(secret, { headers, body: sent })
    expect(await verify(body)).toMatchObject({ type: 'order.sent' })
    await expect(verify(body.replace('ord_1', 'ord_2'))).rejects.toBeInstanceOf(WebhookError)
  })
})

/** Live connections that are one too many, or read too slowly, are told to come later: on real sockets of a real exchange. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { openGraphqlSubscription } from '../../test/support/open-graphql-subscription.ts'
import { openTestSocket } from '../../test/support/open-test-socket.ts'
import { daysAhead, openTradingFloor, type Company, type TradingFloor } from '../../test/support/open-trading-floor.ts'
import { raisedLimits } from '../../test/support/raised-limits.ts'
import { sendRaw } from '../../test/support/send-raw.ts'
import { createClient } from '../../sdk/index.ts'
import { readConfig } from '../config/config.ts'
import { inParallel } from '../demo/in-parallel.ts'
import { createArgon2PasswordHasher } from '../infrastructure/passwords/argon2-password-hasher.ts'
import { countConnections } from '../services/live/count-connections.ts'
import { liveLimits } from '../services/live/live-limits.ts'
import { subscriptionsMax } from '../services/live/live-message-schemas.ts'
import { composeExchange } from './compose.ts'
import type { Exchange } from './open-exchange.ts'

const data = mkdtempSync(join(tmpdir(), 'foodxchange-live-'))
const tryLater = 1013
/** As a process has thousands. */
const few = { all: 3, ofOrganisation: 2 }
let exchange: Exchange
let url: string
let floor: TradingFloor

beforeAll(async () => {
  const invocation = readConfig(['--data', data, '--port', '0'], { FX_LOG_LEVEL: 'silent', ...raisedLimits })
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  exchange = await composeExchange(invocation.config, (composition) =>
    composition
      .override('liveConnections', [], () => countConnections(few))
      .override('passwordHasher', [], () => createArgon2PasswordHasher(2, { memoryKib: 128, passes: 1 })),
  )
  url = await exchange.listen()
  const client = (token?: string, organisation?: string) =>
    createClient({
      baseUrl: url,
      ...(token !== undefined && { authorization: () => `Bearer ${token}` }),
      ...(organisation !== undefined && { organisation }),
    })
  floor = await openTradingFloor({ url, data, client, mails: () => [] }, { suppliers: 1 })
})
afterAll(async () => {
  await exchange.stop()
  rmSync(data, { recursive: true })
})

const signedIn = ({ owner }: Company) => ({ authorization: `Bearer ${owner.token}` })
const connect = (company: Company) => openTestSocket(url, { headers: signedIn(company) })
/** Let in, and served. */
async function expectServed(socket: Awaited<ReturnType<typeof connect>>): Promise<void> {
  socket.send({ type: 'ping' })
  await socket.message('pong')
}

test('more connections than an organisation, or a process, may have open are closed with 1013; who leaves makes room', async () => {
  const [buyer, supplier] = [floor.buyer, floor.suppliers[0]!]
  const first = await connect(buyer)
  await using second = await connect(buyer)
  for (const socket of [first, second]) await expectServed(socket)
  const refused = await connect(buyer)
  expect(await refused.closed).toBe(tryLater)
  // Another company has room until the process has none.
  await using other = await connect(supplier)
  await expectServed(other)
  const full = await connect(supplier)
  expect(await full.closed).toBe(tryLater)
  const query = 'subscription { orderEvents { type } }'
  const subscription = openGraphqlSubscription(url, { query, connectionParams: signedIn(supplier) })
  expect(await subscription.ended).toBe(tryLater)
  const stream = await sendRaw(url)({
    path: '/v1/events',
    headers: { ...signedIn(supplier), accept: 'text/event-stream' },
  })
  expect(stream).toMatchObject({ status: 429, body: { code: 'live/too-many-connections' } })
  await first[Symbol.asyncDispose]()
  await expect
    .poll(async () => {
      await using next = await connect(supplier)
      next.send({ type: 'ping' })
      const answer = await Promise.race([next.closed, next.message('pong').then(({ type }) => type)])
      return answer
    })
    .toBe('pong')
})

test(
  'who does not take what is sent is closed with 1013, and goes on from the last place',
  { timeout: 60_000 },
  async () => {
    const { owner, siteId } = floor.suppliers[0]!
    const { data: product } = await owner.client.draftProduct({
      body: { sku: 'MANY', name: { en: 'Cheese' }, dateMark: 'use-by' },
    })
    const lots = Array.from({ length: 300 }, (_, n) => `L-${n}`)
    await inParallel(lots, 8, (code) =>
      owner.client.registerLot({
        body: { productId: product.id, code, siteId, quantity: 1, markedOn: daysAhead(90) },
      }),
    )
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: signedIn(floor.suppliers[0]!) })
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    const told: { readonly type: string; readonly place?: string }[] = []
    socket.on('message', (text: Buffer) => void told.push(JSON.parse(text.toString()) as (typeof told)[number]))
    await new Promise((resolve) => socket.once('open', resolve))
    socket.pause()
    // What the kernel keeps for a reader who does not read is megabytes: the past again and again, under new names.
    let isClosed = false
    void closed.then(() => (isClosed = true))
    for (let round = 0; round < 10; round += 1) {
      for (let n = 0; n < subscriptionsMax; n += 1)
        socket.send(JSON.stringify({ type: 'subscribe', id: `s${n}`, after: '0' }))
      // Fifty messages a second are taken.
      await sleep(500)
      for (let n = 0; n < subscriptionsMax; n += 1) socket.send(JSON.stringify({ type: 'unsubscribe', id: `s${n}` }))
      await sleep(200)
    }
    await sleep(liveLimits.stalledMs)
    expect(isClosed).toBe(false)
    socket.resume()
    expect(await closed).toBe(tryLater)
    const last = told.findLast(({ type }) => type === 'event')!
    await using again = await connect(floor.suppliers[0]!)
    again.send({ type: 'subscribe', id: 'on', after: last.place })
    await again.message('subscribed')
  },
)

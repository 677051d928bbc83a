/** What organisations' own systems are sent, judged by the standard's own library, over real HTTP. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook as Judge } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliveries, queues } from './delivery/delivery-view.ts'
import { placesOfOrganisation } from './delivery/run-deliveries.ts'
import { callsPerEndpoint } from './delivery/serve-endpoint.ts'
import { waitingMax, type EndpointQueue } from './delivery/endpoint-queue.ts'
import { documentWrite } from '../../infrastructure/store/documents.ts'
import { webhookAggregate } from './endpoint/webhook-view.ts'
import { openTestReceiver, type TestReceiver } from '../../../test/support/open-test-receiver.ts'
import { openTestWebhooks, type TestWebhooks } from './open-test-webhooks.fixture.ts'

let hooks: TestWebhooks
let receiver: TestReceiver
beforeEach(async () => {
  hooks = await openTestWebhooks()
  receiver = await openTestReceiver()
})
afterEach(async () => {
  await hooks.dispose()
  await receiver.close()
})

const url = '/v1/webhooks'
type Registered = { readonly id: string; readonly secret: string }
const register = (as = 'supplier', more: object = {}): Promise<Registered> =>
  hooks.done(as, url, { url: `${receiver.url}/in`, ...more })
const cameTo = (path: string) => receiver.received.filter((one) => one.path === path)
async function came(count: number): Promise<void> {
  await expect.poll(() => receiver.received.length).toBe(count)
}
const statuses = async (id: string, as = 'supplier'): Promise<string[]> =>
  (await hooks.done(as, `${url}/${id}/deliveries`)).items.map((one: { status: string }) => one.status)
const lately = async (id: string) => (await hooks.done('supplier', `${url}/${id}/deliveries`)).items[0].lately

test('what happens is sent signed, as the standard’s library verifies, and stands in the log', async () => {
  const { id, secret } = await register()
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  const sampleId = await hooks.requestSample()
  await came(1)
  const [{ body, headers, id: messageId }] = receiver.received as [(typeof receiver.received)[0]]
  expect(new Judge(secret).verify(body, headers)).toMatchObject({
    type: 'sample.requested',
    data: { subject: `/v1/samples/${sampleId}`, version: 1 },
  })
  expect(() => new Judge(secret).verify(body.replace('requested', 'sent'), headers)).toThrow(
    'No matching signature found',
  )
  expect(headers).toMatchObject({ 'content-type': 'application/json' })
  await expect.poll(() => statuses(id)).toEqual(['delivered'])
  const { items } = await hooks.done('supplier', `${url}/${id}/deliveries?status=delivered`)
  expect(items[0]).toMatchObject({ messageId, body, attempts: 1, lately: [{ status: 204 }] })
  expect(await hooks.done('supplier', `${url}/${id}/deliveries/${items[0].id}`)).toEqual(items[0])
})

test('each endpoint is told of its own organisation’s events, of the types it asked for, and of each once', async () => {
  await hooks.done('supplier', url, { url: `${receiver.url}/all` })
  await hooks.done('supplier', url, { url: `${receiver.url}/some`, types: ['sample.received'] })
  await hooks.done('buyer', url, { url: `${receiver.url}/buyer`, types: ['sample.requested'] })
  await hooks.done('stranger', url, { url: `${receiver.url}/stranger` })
  await hooks.requestSample()
  await hooks.requestSample()
  await came(4)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(cameTo('/all').length).toBe(2)
  expect(cameTo('/buyer').length).toBe(2)
  expect(receiver.received.length).toBe(4)
  // Not even the id tells one organisation what another was told.
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(4)
})

test('the secret is shown once, sealed at rest, and closed for ever when the endpoint is removed', async () => {
  const { id, secret } = await register()
  expect(await hooks.done('supplier', `${url}/${id}`)).not.toHaveProperty('secret')
  const state = JSON.stringify(await hooks.readState(webhookAggregate, id))
  expect(state).toContain('sealed:1:')
  expect(state).not.toContain(secret.slice(6))
  await hooks.requestSample()
  await came(1)
  expect((await hooks.send('supplier', `${url}/${id}`, undefined, { method: 'DELETE' })).status).toBe(204)
  expect((await hooks.send('supplier', `${url}/${id}`)).body.code).toBe('webhook/unknown')
  await expect.poll(() => hooks.documents.get(queues, id)).toBeUndefined()
  expect(await hooks.documents.count(deliveries, { index: 'listed', equals: [id], atMost: 9 })).toBe(0)
  await hooks.requestSample()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(receiver.received.length).toBe(1)
})

test('what failed comes again after the waits of the plan, under the same id, until it arrives', async () => {
  const { id, secret } = await register()
  receiver.answer = () => ({ status: 500, body: 'It broke.' })
  await hooks.requestSample()
  await came(1)
  await expect.poll(() => lately(id)).toMatchObject([{ status: 500, reply: 'It broke.' }])
  hooks.later(4_000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(receiver.received.length).toBe(1)
  hooks.later(2_000)
  await came(2)
  receiver.answer = () => ({ status: 200 })
  await expect.poll(async () => (await lately(id)).length).toBe(2)
  hooks.later(6 * 60_000)
  await came(3)
  expect(new Set(receiver.received.map((one) => one.id)).size).toBe(1)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  const { headers, body } = receiver.received[2]!
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000)
  expect(headers['webhook-signature']).toBe(new Judge(secret).sign(headers['webhook-id']!, sentAt, body))
  await expect.poll(() => statuses(id)).toEqual(['delivered'])
})

test('Retry-After is kept to', async () => {
  const { id } = await register()
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '120' } })
  await hooks.requestSample()
  await came(1)
  await expect.poll(() => lately(id)).toMatchObject([{ status: 429, retryAfterMs: 120_000 }])
  receiver.answer = () => ({ status: 200 })
  // Neither what failed nor what is new.
  await hooks.requestSample()
  hooks.later(110_000)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(receiver.received.length).toBe(1)
  hooks.later(12_000)
  await came(3)
})

test('410 disables the endpoint and its admins are written to; enabled, it goes on', async () => {
  await hooks.employ('supplier', 'ada@cheese.example')
  const { id } = await register()
  receiver.answer = () => ({ status: 410 })
  await hooks.requestSample()
  await came(1)
  await expect
    .poll(() => hooks.done('supplier', `${url}/${id}`))
    .toMatchObject({
      status: 'disabled',
      disabled: { reason: 'gone' },
    })
  await expect.poll(() => mails()).toMatchObject([expect.stringContaining('A webhook endpoint was disabled')])
  expect(mails()[0]).toContain('To: ada@cheese.example')
  expect((await hooks.send('supplier', `${url}/${id}/test`, {})).body.code).toBe('webhook/not-active')
  await hooks.requestSample()
  receiver.answer = () => ({ status: 200 })
  await hooks.done('supplier', `${url}/${id}/enable`, {})
  const test = await hooks.done('supplier', `${url}/${id}/test`, {})
  expect(test).toMatchObject({ type: 'webhook.test', status: 'waiting' })
  // What happened while it was disabled was not kept for it.
  await came(2)
  expect(receiver.received[1]!.id).toBe(test.messageId)
})

test('what an address answers that was left meanwhile says nothing of the new one', async () => {
  const { id } = await register()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  receiver.answer = async ({ path }) => {
    if (path === '/in') await held
    return { status: path === '/in' ? 410 : 200 }
  }
  await hooks.requestSample()
  await came(1)
  const moved = { method: 'PATCH', headers: { 'if-match': '"v1"' } } as const
  await hooks.send('supplier', `${url}/${id}`, { url: `${receiver.url}/new` }, moved)
  release()
  await expect.poll(() => statuses(id)).toEqual(['failed'])
  await hooks.requestSample()
  await expect.poll(() => cameTo('/new').length).toBe(1)
  expect(await hooks.done('supplier', `${url}/${id}`)).toMatchObject({ status: 'active' })
})

test('five failures in a row open the breaker; one attempt asks whether the endpoint is back, and then all go on', async () => {
  const { id } = await register()
  receiver.answer = () => ({ status: 503 })
  for (let n = 0; n < 12; n += 1) await hooks.requestSample()
  const health = () => hooks.done('supplier', `${url}/${id}/health`)
  await expect.poll(health).toMatchObject({ breaker: 'open', waiting: 12 })
  const tried = receiver.received.length
  // Two go out at once: the one beside the fifth may make it six.
  expect(tried).toBeGreaterThanOrEqual(5)
  expect(tried).toBeLessThanOrEqual(6)
  hooks.later(45_000)
  await expect.poll(() => receiver.received.length).toBe(tried + 1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(receiver.received.length).toBe(tried + 1)
  receiver.answer = () => ({ status: 200 })
  hooks.later(400_000)
  await expect.poll(() => statuses(id)).toEqual(Array(12).fill('delivered'))
  expect(await health()).toMatchObject({ breaker: 'closed', waiting: 0, failures: 0, failingSince: null })
})

test('an endpoint that fails for five days is disabled', async () => {
  await hooks.employ('supplier', 'ada@cheese.example')
  const { id } = await register()
  receiver.answer = () => ({ status: 500 })
  await hooks.requestSample()
  await came(1)
  await expect.poll(() => lately(id)).toHaveLength(1)
  hooks.later(5 * 86_400_000)
  await hooks.requestSample()
  await expect.poll(() => hooks.done('supplier', `${url}/${id}`)).toMatchObject({ disabled: { reason: 'failing' } })
  await expect.poll(() => mails()).toHaveLength(1)
})

test('a slow endpoint delays no other, and is called twice at once at most', async () => {
  await register()
  await hooks.done('buyer', url, { url: `${receiver.url}/quick`, types: ['sample.requested'] })
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  receiver.answer = async ({ path }) => {
    if (path === '/in') await held
    return { status: 200 }
  }
  for (let n = 0; n < 6; n += 1) await hooks.requestSample()
  await expect.poll(() => cameTo('/quick').length).toBe(6)
  expect(cameTo('/in').length).toBeLessThanOrEqual(2)
  release()
  await expect.poll(() => cameTo('/in').length).toBe(6)
})

test('an organisation whose every endpoint hangs has its own places and no more: others are told at once', async () => {
  await hooks.done('buyer', url, { url: `${receiver.url}/quick`, types: ['sample.requested'] })
  for (let n = 0; n < 16; n += 1) await register()
  receiver.answer = ({ path }) => (path === '/in' ? undefined : { status: 200 })
  await hooks.requestSample()
  hooks.later(1)
  await hooks.requestSample()
  await expect.poll(() => cameTo('/quick').length).toBe(2)
  expect(cameTo('/in').length).toBeLessThanOrEqual(placesOfOrganisation.quick * callsPerEndpoint)
})

test('while secrets overlap a message bears both signatures, and either receiver takes it', async () => {
  const { id, secret } = await register()
  const rotated = await hooks.done('supplier', `${url}/${id}/rotate-secret`, { overlapHours: 1 })
  expect(rotated.secrets).toHaveLength(2)
  await hooks.requestSample()
  await came(1)
  const { body, headers } = receiver.received[0]!
  expect(headers['webhook-signature']!.split(' ')).toHaveLength(2)
  for (const known of [secret, rotated.secret]) new Judge(known).verify(body, headers)
  hooks.later(3_600_001)
  await hooks.requestSample()
  await came(2)
  expect(receiver.received[1]!.headers['webhook-signature']!.split(' ')).toHaveLength(1)
})

test('a delivery is sent again when asked, under its id', async () => {
  const { id } = await register()
  await hooks.requestSample()
  await expect.poll(() => statuses(id)).toEqual(['delivered'])
  const [{ id: deliveryId }] = (await hooks.done('supplier', `${url}/${id}/deliveries`)).items
  const again = () =>
    hooks.send(
      'supplier',
      `${url}/${id}/deliveries/${deliveryId}/replay`,
      {},
      { headers: { 'idempotency-key': 'again' } },
    )
  expect((await again()).status).toBe(202)
  await came(2)
  expect(receiver.received[1]!.id).toBe(receiver.received[0]!.id)
  const sentAgain = { status: 'delivered', attempts: 2 }
  await expect.poll(() => hooks.done('supplier', `${url}/${id}/deliveries/${deliveryId}`)).toMatchObject(sentAgain)
  // The same request, repeated because its answer was lost, sends nothing.
  const { status, headers, body } = await again()
  expect({ status, replayed: headers['idempotency-replayed'], body }).toMatchObject({
    status: 202,
    replayed: 'true',
    body: sentAgain,
  })
})

test('disabled while some of it is being sent, an endpoint is sent nothing more', async () => {
  const { id } = await register()
  const answer = Promise.withResolvers<{ readonly status: number }>()
  receiver.answer = () => answer.promise
  await hooks.requestSample()
  await came(1)
  for (let n = 0; n < 2; n += 1) await hooks.requestSample()
  await hooks.done('supplier', `${url}/${id}/disable`, {})
  answer.resolve({ status: 204 })
  await expect.poll(async () => (await queueOf(id))?.heldBy).toBe(null)
  await expect.poll(async () => (await statuses(id)).toSorted()).toEqual(['delivered', 'waiting', 'waiting'])
  expect(receiver.received.length).toBe(1)
})

test('an event that comes from the bus again is not sent again, whatever became of it', async () => {
  const { id } = await register()
  await hooks.requestSample()
  await expect.poll(() => statuses(id)).toEqual(['delivered'])
  receiver.answer = () => ({ status: 500 })
  hooks.later(1)
  await hooks.requestSample()
  await came(2)
  await expect.poll(() => lately(id)).toHaveLength(1)
  await hooks.redeliver()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(receiver.received.length).toBe(2)
  expect(await statuses(id)).toEqual(['waiting', 'delivered'])
})

test('no more than ten thousand wait for an endpoint, and since when some did not is said', async () => {
  const { id } = await register()
  receiver.answer = () => ({ status: 500 })
  await hooks.requestSample()
  await came(1)
  await expect.poll(() => queueOf(id)).toMatchObject({ heldBy: null, waiting: 1 })
  const queue = await queueOf(id)
  const stored = (await hooks.documents.get(queues, id))!
  const full = { ...queue!, waiting: waitingMax }
  await hooks.documents.write([documentWrite(queues, id, stored.version + 1, full)])
  await hooks.requestSample()
  await expect.poll(() => hooks.done('supplier', `${url}/${id}/health`)).toMatchObject({ missed: { count: 1 } })
})

test('a time is replayed out of the trail: what happened in it, and was never sent, and nothing else', async () => {
  await hooks.requestSample()
  hooks.later(5)
  const from = hooks.now()
  const wanted = [await hooks.requestSample(), await hooks.requestSample()]
  hooks.later(5)
  const until = hooks.now()
  await hooks.requestSample()
  await hooks.seal()
  const { id } = await register('supplier', { types: ['sample.requested'] })
  const replay = await hooks.done('supplier', `${url}/${id}/replay`, { from, until })
  hooks.later(5_000)
  await expect.poll(() => hooks.jobs.get(replay.id)).toMatchObject({ state: 'succeeded', result: { replayed: 2 } })
  await came(2)
  const subjects = receiver.received.map(({ body }) => (JSON.parse(body) as { data: { subject: string } }).data.subject)
  expect(subjects.toSorted()).toEqual(wanted.map((sampleId) => `/v1/samples/${sampleId}`).toSorted())
  const key = { headers: { 'idempotency-key': 'again' } }
  const asked = { from, until }
  const first = await hooks.send('supplier', `${url}/${id}/replay`, asked, key)
  const again = await hooks.send('supplier', `${url}/${id}/replay`, asked, key)
  expect([again.body.id, again.headers['idempotency-replayed']]).toEqual([first.body.id, 'true'])
  expect((await hooks.send('supplier', `${url}/${id}/replay`, { from }, key)).body.code).toBe(
    'idempotency/other-payload',
  )
  const refused = async (body: object) => (await hooks.send('supplier', `${url}/${id}/replay`, body)).body.code
  expect(await refused({ from: until, until: from })).toBe('webhook/replay-range')
  expect(await refused({ from: '2026-06-30T23:59:60Z' })).toBe('webhook/replay-range')
  expect(await refused({ from: '9999-12-31T23:59:59Z' })).toBe('webhook/replay-range')
  expect(await refused({ from: '2020-01-01T00:00:00Z', until: '2020-03-01T00:00:00Z' })).toBe('webhook/replay-range')
})

test('an address inside is connected to by nobody, whatever its name says when it is registered', async () => {
  const careful = await openTestWebhooks({ faultOf: () => undefined })
  try {
    const { id } = await careful.done('supplier', url, { url: `${receiver.url.replace('127.0.0.1', 'localhost')}/in` })
    await careful.requestSample()
    const log = async () => (await careful.done('supplier', `${url}/${id}/deliveries`)).items
    await expect.poll(log).toMatchObject([{ status: 'waiting', lately: [{ failure: 'refused' }] }])
    expect(receiver.received).toEqual([])
  } finally {
    await careful.dispose()
  }
})

test('what is no public address is refused when it is registered, and owners and admins alone decide', async () => {
  for (const [bad, code] of [
    ['https://10.0.0.1/', 'outgoing/not-public'],
    ['http://hooks.example/', 'outgoing/url'],
    ['https://user@hooks.example/', 'outgoing/url'],
  ] as const)
    expect((await hooks.send('supplier', url, { url: bad })).body).toMatchObject({
      code,
      errors: [{ pointer: '/url' }],
    })
  for (const role of ['viewer', 'seller', 'approver'])
    expect((await hooks.send(`supplier ${role}`, url)).status).toBe(403)
  const { id } = await register('supplier', { types: ['sample.sent'] })
  expect((await hooks.send('buyer', `${url}/${id}`)).body.code).toBe('webhook/unknown')
  const unguarded = await hooks.send('supplier', `${url}/${id}`, { types: null }, { method: 'PATCH' })
  expect(unguarded.status).toBe(428)
  const changed = await hooks.send(
    'supplier',
    `${url}/${id}`,
    { types: null },
    { method: 'PATCH', headers: { 'if-match': '"v1"' } },
  )
  expect(changed.body).toMatchObject({ types: null, url: `${receiver.url}/in` })
  for (let n = 1; n < 20; n += 1) await register()
  expect((await hooks.send('supplier', url, { url: receiver.url })).body.code).toBe('webhook/too-many')
})

const queueOf = async (id: string): Promise<EndpointQueue | undefined> => {
  const found = await hooks.documents.get(queues, id)
  return found && (JSON.parse(found.body) as EndpointQueue)
}

const mails = (): string[] =>
  existsSync(hooks.mails) ? readdirSync(hooks.mails).map((name) => readFileSync(join(hooks.mails, name), 'utf8')) : []

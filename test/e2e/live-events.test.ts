/** What organisations are told as it happens: over server-sent events and WebSocket, without gap or duplicate, in several processes too. */
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createClient, verifyWebhook, type Client } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { openTestReceiver } from '../support/open-test-receiver.ts'
import {
  openGraphqlSubscription,
  type SubscriptionAsked,
  type TestSubscription,
} from '../support/open-graphql-subscription.ts'
import { openTestSocket, type SocketAsked } from '../support/open-test-socket.ts'
import { openEventStream, type TestStream } from '../support/open-event-stream.ts'
import {
  daysAhead,
  goodPassword,
  openTradingFloor,
  type Company,
  type Goods,
  type Person,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

/** What is revoked is refused everywhere so soon. */
const revokedWithinMs = 5_000

describe('events as they happen', () => {
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods
  const open: TestStream[] = []

  beforeAll(async () => {
    exchange = await startExchange({ environment: { FX_OUTGOING_LOOPBACK: 'true' } })
    floor = await openTradingFloor(exchange)
    goods = await floor.offer(floor.suppliers[0]!)
  })
  afterAll(async () => {
    for (const stream of open) stream.close()
    await exchange[Symbol.asyncDispose]()
  })

  let turn = 0
  /** Of several processes, the next one. */
  const nextUrl = (): string => exchange.processUrls[(turn += 1) % exchange.processUrls.length]!
  const listen = async (company: Company, options: { lastEventId?: string; query?: string } = {}) => {
    const stream = await openEventStream(nextUrl(), { token: company.owner.token, ...options })
    open.push(stream)
    return stream
  }
  const buyer = (): Client => floor.buyer.owner.client
  const order = async (): Promise<string> => {
    const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(20) }]
    const body = { supplierId: floor.suppliers[0]!.id, lines, shipTo: { siteId: floor.buyer.siteId } }
    return (await eventually(() => buyer().placeOrder({ body }))).data.id
  }
  const sent = async (): Promise<string> => {
    const orderId = await order()
    await buyer().sendOrder({ params: { orderId } })
    return orderId
  }
  /** Another session of somebody. */
  const elsewhere = async ({ email }: Person): Promise<Client> => {
    const body = { grantType: 'password', email, password: goodPassword } as const
    return exchange.client((await exchange.client().issueTokens({ body })).data.accessToken)
  }
  const passwords = { currentPassword: goodPassword, newPassword: 'entirely different words here' }
  const of = (orderId: string, stream: TestStream): string[] =>
    stream.events.filter(({ event }) => event.subject === `/v1/orders/${orderId}`).map(({ event }) => event.type)
  const pastOf = async (client: Client): Promise<{ id: string; type: string; subject: string; place: string }[]> => {
    const items = []
    for (let after: string | undefined; ;) {
      const { data } = await client.listEvents({ query: { limit: 100, ...(after !== undefined && { after }) } })
      items.push(...data.items)
      if (data.page.next === null) return items
      after = data.page.next
    }
  }

  test('both sides of an order are told of it, each of what it may know', async () => {
    const [atBuyer, atSupplier, atOther] = await Promise.all([
      listen(floor.buyer),
      listen(floor.suppliers[0]!),
      listen(floor.suppliers[1]!),
    ])
    const orderId = await sent()
    await floor.suppliers[0]!.owner.client.confirmOrder({ params: { orderId }, body: {} })
    await expect.poll(() => of(orderId, atSupplier)).toEqual(['order.sent', 'order.confirmed'])
    // The buyer's approvals are the buyer's alone.
    await expect
      .poll(() => of(orderId, atBuyer))
      .toEqual(['order.submitted', 'order.approved', 'order.sent', 'order.confirmed'])
    expect(of(orderId, atOther)).toEqual([])
    // What happened just before they listened may come behind it.
    const { event } = atSupplier.events.findLast((one) => one.event.subject === `/v1/orders/${orderId}`)!
    expect(event).toMatchObject({ organisationId: floor.suppliers[0]!.id, subject: `/v1/orders/${orderId}` })
    const read = await fetch(exchange.url + event.subject, {
      headers: { authorization: `Bearer ${floor.suppliers[0]!.owner.token}`, 'fx-as-of': event.asOf },
    })
    expect(await read.json()).toMatchObject({ id: orderId, status: 'confirmed' })
  })

  test('whoever is cut off again and again is told everything once, whichever process it comes back to', async () => {
    let stream = await listen(floor.suppliers[0]!)
    const told: string[] = []
    const orders: Promise<string>[] = []
    for (let round = 0; round < 12; round += 1) {
      orders.push(sent())
      if (round % 3 === 0) await orders.at(-1)
      stream.close()
      told.push(...stream.events.map(({ event }) => event.subject))
      stream = await listen(floor.suppliers[0]!, { lastEventId: stream.lastEventId() })
    }
    const expected = (await Promise.all(orders)).map((id) => `/v1/orders/${id}`)
    // What happened just before it listened, it may be told of too.
    const ofThese = (subjects: readonly string[]) => subjects.filter((subject) => expected.includes(subject)).toSorted()
    const all = () => [...told, ...stream.events.map(({ event }) => event.subject)]
    await expect.poll(() => ofThese(all())).toEqual(expected.toSorted())
    // By then the trail has most of it, and what it brings again is not told again.
    const before = stream.events.length
    const after = await listen(floor.suppliers[0]!, { lastEventId: stream.lastEventId() })
    const last = await sent()
    const since = (events: typeof stream.events) => events.map(({ event }) => event.id).toSorted()
    await expect.poll(() => of(last, stream)).toEqual(['order.sent'])
    await expect.poll(() => since(after.events)).toEqual(since(stream.events.slice(before)))
    expect(ofThese(all())).toEqual(expected.toSorted())
  })

  test('the past is a list: page by page the same as all at once, and the place of any event goes on behind it', async () => {
    const orderId = await sent()
    const client = floor.suppliers[0]!.owner.client
    const all = await eventually(() => pastOf(client), {
      isThere: (items) => items.some(({ subject }) => subject === `/v1/orders/${orderId}`),
    })
    const middle = Math.floor(all.length / 2)
    const { data } = await client.listEvents({ query: { after: all[middle - 1]!.place, limit: 3 } })
    expect(data.items.map(({ id }) => id)).toEqual(all.slice(middle, middle + 3).map(({ id }) => id))
    const stream = await listen(floor.suppliers[0]!, { query: '?after=0' })
    await expect
      .poll(() => stream.events.slice(0, all.length).map(({ event }) => event.id))
      .toEqual(all.map(({ id }) => id))
    const confirmed = await client.listEvents({ query: { types: ['order.confirmed'], limit: 100 } })
    expect(new Set(confirmed.data.items.map(({ type }) => type))).toEqual(new Set(['order.confirmed']))
  })

  test('an organisation’s own system is sent what its stream tells, and by a replay what happened before it was', async () => {
    const receiver = await openTestReceiver()
    onTestFinished(() => receiver.close())
    const supplier = floor.suppliers[1]!
    const offered = await floor.offer(supplier)
    const begun = new Date(Date.now() - 60_000).toISOString()
    const buy = async (): Promise<string> => {
      const lines = [{ productId: offered.productId, quantity: 1, deliveryDate: daysAhead(20) }]
      const body = { supplierId: supplier.id, lines, shipTo: { siteId: floor.buyer.siteId } }
      const orderId = (await eventually(() => buyer().placeOrder({ body }))).data.id
      await buyer().sendOrder({ params: { orderId } })
      return orderId
    }
    const before = await buy()
    const { client } = supplier.owner
    const { data: webhook } = await client.registerWebhook({
      body: { url: `${receiver.url}/in`, types: ['order.sent', 'order.confirmed'] },
    })
    const params = { webhookId: webhook.id }
    // Where read models are late, it is told of what happens once it is listed.
    await eventually(() => client.listWebhooks(), { isThere: ({ data }) => data.items.length > 0 })
    const after = await buy()
    const idsOf = async (orderId: string): Promise<string[]> => {
      const { data } = await client.listEvents({ query: { types: ['order.sent'], limit: 100 } })
      return data.items.filter(({ subject }) => subject === `/v1/orders/${orderId}`).map(({ id }) => id)
    }
    await expect.poll(() => receiver.received.length).toBe(1)
    const [{ body, headers, id }] = receiver.received as [(typeof receiver.received)[0]]
    expect(new Webhook(webhook.secret!).verify(body, headers)).toMatchObject({
      data: { subject: `/v1/orders/${after}` },
    })
    expect(await verifyWebhook(webhook.secret!, { headers, body })).toMatchObject({ data: { id } })
    await expect.poll(() => idsOf(after)).toEqual([id])
    const replay = await client.replayWebhook({ params, body: { from: begun } })
    const done = await eventually(() => client.getJob({ params: { jobId: replay.data.id } }), {
      isThere: ({ data }) => data.state === 'succeeded',
    })
    expect(done.data.result).toEqual({ replayed: 2 })
    await expect.poll(() => receiver.received.length).toBe(3)
    expect(new Set(receiver.received.map((one) => one.id))).toEqual(new Set([id, ...(await idsOf(before))]))
    const { data } = await client.listWebhookDeliveries({ params })
    expect(data.items.map(({ attempts }) => attempts).toSorted()).toEqual([1, 2])
  })

  test('asked by GraphQL, events are a list whatever else the request would take', async () => {
    const reply = await fetch(`${exchange.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${floor.buyer.owner.token}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, text/event-stream',
      },
      body: JSON.stringify({ query: '{ events(limit: 1) { items { id type place } place } }' }),
    })
    expect(await reply.json()).toMatchObject({ data: { events: { items: [{ place: expect.any(String) }] } } })
  })

  test('a place of nobody is refused, and so is who is not signed in', async () => {
    const client = floor.buyer.owner.client
    for (const after of ['999999999', 'x', '1.zz'])
      await expect(client.listEvents({ query: { after } })).rejects.toMatchObject({ code: 'live/unknown-place' })
    const anonymous = createClient({ baseUrl: exchange.url })
    await expect(anonymous.listEvents()).rejects.toMatchObject({ status: 401 })
    const stranger = await fetch(`${exchange.url}/v1/events`, { headers: { accept: 'text/event-stream' } })
    expect(stranger.status).toBe(401)
  })

  test.each<[how: string, leave: (leaver: Person) => Promise<unknown>]>([
    ['signs out', ({ client }) => client.signOut()],
    ['signs out everywhere', async (leaver) => (await elsewhere(leaver)).endSessions()],
    ['changes their password', async (leaver) => (await elsewhere(leaver)).changePassword({ body: passwords })],
  ])('who %s hears no more, within five seconds, in every process', async (_how, leave) => {
    const leaver = await floor.suppliers[1]!.employ('seller')
    const streams = await Promise.all(exchange.processUrls.map((url) => openEventStream(url, { token: leaver.token })))
    open.push(...streams)
    await leave(leaver)
    await expect.poll(() => streams.every(({ isOpen }) => !isOpen()), { timeout: revokedWithinMs }).toBe(true)
  })

  describe('over WebSocket', () => {
    const connect = (company: Company, options: Partial<SocketAsked> = {}) =>
      openTestSocket(nextUrl(), { headers: { authorization: `Bearer ${company.owner.token}` }, ...options })

    test('is told the same as over a stream, and goes on at another process from the place of either', async () => {
      const supplier = floor.suppliers[0]!
      await using socket = await connect(supplier)
      socket.send({ type: 'subscribe', id: 'all' })
      await socket.message('subscribed')
      const first = await sent()
      let told = await socket.message('event')
      // What happened just before may come first.
      while ((told['event'] as { subject: string }).subject !== `/v1/orders/${first}`)
        told = await socket.message('event')
      expect(told).toMatchObject({ id: 'all', event: { type: 'order.sent', subject: `/v1/orders/${first}` } })
      const stream = await listen(supplier, { lastEventId: told['place'] as string })
      const second = await sent()
      await expect.poll(() => of(second, stream)).toEqual(['order.sent'])
      await using other = await connect(supplier)
      other.send({ type: 'subscribe', id: 'on', after: told['place'], types: ['order.sent'] })
      expect(await other.message('event')).toMatchObject({ event: stream.events[0]!.event })
      other.send({ type: 'subscribe', id: 'behind', after: stream.lastEventId() })
      await other.message('subscribed')
      const third = await sent()
      for (const id of ['on', 'behind'])
        expect(await other.message('event', id)).toMatchObject({ event: { subject: `/v1/orders/${third}` } })
    })

    test('a browser names its token among the subprotocols; what it offers as a name is answered', async () => {
      const { token } = floor.buyer.owner
      const protocols = ['foodxchange.v1', `bearer.${token}`, `organisation.${floor.buyer.id}`]
      await using socket = await openTestSocket(nextUrl(), {
        protocols,
        headers: { origin: exchange.processUrls[turn % exchange.processUrls.length]! },
      })
      expect(socket.protocol).toBe('foodxchange.v1')
      socket.send({ type: 'ping' })
      await socket.message('pong')
    })

    test.each([
      ['no token', {}, '/ws', 401],
      ['a token that is none', { authorization: 'Bearer no' }, '/ws', 401],
      ['a page elsewhere', { origin: 'https://evil.example' }, '/ws', 403],
      ['a token in the address', {}, '/ws?access_token=x', 400],
      ['another path', {}, '/wss', 404],
    ] as const)('%s is refused at the upgrade', async (_what, headers, path, status) => {
      await expect(openTestSocket(nextUrl(), { headers, path })).rejects.toThrow(`${status}`)
    })

    test('what is no message is refused and the connection goes on; too large, too many and binary ones end it', async () => {
      await using socket = await connect(floor.buyer)
      for (const text of ['{', '[]', '{"type":"subscribe"}', '{"type":"ping","more":1}', '{"type":"constructor"}']) {
        socket.raw(text)
        expect(await socket.message('error')).toMatchObject({ problem: { code: 'live/malformed-message' } })
      }
      socket.send({ type: 'subscribe', id: 'x', after: '999999999' })
      expect(await socket.message('error')).toMatchObject({ id: 'x', problem: { code: 'live/unknown-place' } })
      for (let n = 0; n < 60; n += 1) socket.send({ type: 'ping' })
      expect(await socket.closed).toBe(1008)
      await using large = await connect(floor.buyer)
      large.raw('x'.repeat(65_537))
      expect(await large.closed).toBe(1009)
      await using binary = await connect(floor.buyer)
      binary.raw(Buffer.from('{"type":"ping"}'))
      expect(await binary.closed).toBe(1003)
    })

    test('who signs out is closed with 1008 within five seconds, in every process', async () => {
      const leaver = await floor.suppliers[1]!.employ('seller')
      const headers = { authorization: `Bearer ${leaver.token}` }
      const sockets = await Promise.all(exchange.processUrls.map((url) => openTestSocket(url, { headers })))
      await leaver.client.signOut()
      const codes = Promise.all(sockets.map(({ closed }) => closed))
      const late = new Promise((resolve) => setTimeout(resolve, revokedWithinMs, 'late'))
      expect(await Promise.race([codes, late])).toEqual(sockets.map(() => 1008))
    })
  })

  describe('over GraphQL', () => {
    const subscribed: TestSubscription[] = []
    afterAll(() => subscribed.forEach((one) => one.end()))

    const query = `subscription($after: String, $types: [OrderEventType!]) {
      orderEvents(after: $after, types: $types) {
        type version place order { id etag status lines { product { name } } supplier { legalName } }
      }
    }`
    const signedIn = ({ owner }: Company) => ({ authorization: `Bearer ${owner.token}` })
    const subscribe = (asked: Partial<SubscriptionAsked>, url = nextUrl()): TestSubscription => {
      const opened = openGraphqlSubscription(url, { query, ...asked })
      subscribed.push(opened)
      return opened
    }
    /** Behind all that the trail has by now. */
    const place = async ({ owner }: Company): Promise<string> => {
      for (let after = '0'; ;) {
        const { data } = await owner.client.listEvents({ query: { after, limit: 100 } })
        if (data.page.next === null) return data.place
        after = data.page.next
      }
    }
    const told = ({ results }: TestSubscription, orderId: string): string[] =>
      results
        .map(({ data }) => data?.orderEvents)
        .filter((one) => one?.order?.id === orderId)
        .map(({ type }) => type)

    test('both sides of an order are told of it with the order, each as it may see it', async () => {
      const [supplier, other] = floor.suppliers as [Company, Company]
      const ears = await Promise.all(
        [floor.buyer, supplier, other].map(async (company) =>
          subscribe({ variables: { after: await place(company) }, connectionParams: signedIn(company) }),
        ),
      )
      const [atBuyer, atSupplier, atOther] = ears as [TestSubscription, TestSubscription, TestSubscription]
      const orderId = await sent()
      await supplier.owner.client.confirmOrder({ params: { orderId }, body: {} })
      await expect.poll(() => told(atSupplier, orderId)).toEqual(['ORDER_SENT', 'ORDER_CONFIRMED'])
      await expect
        .poll(() => told(atBuyer, orderId))
        .toEqual(['ORDER_SUBMITTED', 'ORDER_APPROVED', 'ORDER_SENT', 'ORDER_CONFIRMED'])
      expect(told(atOther, orderId)).toEqual([])
      for (const { data, errors } of [...atBuyer.results, ...atSupplier.results]) {
        expect(errors).toBeUndefined()
        const { order, version } = data.orderEvents
        expect(Number(order.etag.slice(2, -1)), 'the event is in what is read').toBeGreaterThanOrEqual(version)
        expect(order.lines[0].product.name).toBeDefined()
        expect(order.supplier.legalName).toBe('Dairy 1')
      }
    })

    test('goes on at another process from the place of an event, and of some types or one record alone', async () => {
      const supplier = floor.suppliers[0]!
      const connectionParams = signedIn(supplier)
      const first = subscribe({ variables: { after: await place(supplier) }, connectionParams })
      const orders = [await sent(), await sent(), await sent()]
      const isFirst = ({ data }: TestSubscription['results'][number]) => data.orderEvents.order.id === orders[0]
      await expect.poll(() => first.results.some(isFirst)).toBe(true)
      const { place: after } = first.results.find(isFirst)!.data.orderEvents
      const second = subscribe({ variables: { after, types: ['ORDER_SENT'] }, connectionParams })
      const one = subscribe({
        query: `subscription($after: String, $id: ID) { orderEvents(after: $after, orderId: $id) { order { id } } }`,
        variables: { after, id: orders[2] },
        connectionParams,
      })
      const all = subscribe({
        query:
          'subscription($after: String) { events(after: $after) { type subject node { id ... on Order { status } } } }',
        variables: { after },
        connectionParams,
      })
      // What happened just before may come, too.
      const ids = ({ results }: TestSubscription, field: string, record: string) =>
        results.map(({ data }) => data[field][record].id as string).filter((id) => orders.includes(id))
      await expect.poll(() => ids(second, 'orderEvents', 'order')).toEqual(orders.slice(1))
      await expect.poll(() => ids(one, 'orderEvents', 'order')).toEqual(orders.slice(2))
      await expect.poll(() => ids(all, 'events', 'node')).toEqual(orders.slice(1))
      expect(all.results.at(-1)!.data.events).toMatchObject({ type: 'ORDER_SENT', node: { status: 'SENT' } })
    })

    test('who comes with a token at the upgrade or in the first message is let in, and nobody else', async () => {
      const after = await place(floor.buyer)
      const { authorization } = signedIn(floor.buyer)
      const atUpgrade = subscribe({ headers: { authorization }, variables: { after } })
      const orderId = await order()
      await buyer().sendOrder({ params: { orderId } })
      await expect.poll(() => told(atUpgrade, orderId)).toContain('ORDER_SENT')
      const staff = { authorization: `Bearer ${floor.staff.token}` }
      const refused = [{}, { authorization: 'Bearer no' }, { authorization: `Operator ${'A'.repeat(43)}` }, staff].map(
        (connectionParams) => subscribe({ connectionParams }).ended,
      )
      expect(await Promise.all(refused)).toEqual([4403, 4403, 4403, 4403])
      const path = '/graphql'
      for (const [status, headers] of [
        [401, { authorization: 'Bearer no' }],
        [403, { origin: 'https://evil.example' }],
      ] as const)
        await expect(openTestSocket(nextUrl(), { path, headers })).rejects.toThrow(`${status}`)
    })

    test('what is too much, no subscription or no place is refused as over HTTP; the connection has its limits', async () => {
      const connectionParams = signedIn(floor.buyer)
      const deep = `subscription { orderEvents { order { supplier { ${'sites { nodes { organisation { '.repeat(3)}id${' } } }'.repeat(3)} } } } }`
      const aliases = `subscription { orderEvents { ${Array.from({ length: 16 }, (_, n) => `a${n}: id`).join(' ')} } }`
      const refusals = {
        'graphql/too-much': [deep, aliases],
        'graphql/subscriptions-only': ['{ me { id } }', 'mutation { signOut }'],
        'graphql/invalid-document': [
          'subscription { orderEvents { nothing } }',
          'subscription { orderEvents { id } events { id } }',
        ],
        'live/unknown-place': ['subscription { orderEvents(after: "999999999") { id } }'],
      }
      for (const [code, documents] of Object.entries(refusals))
        for (const refused of documents)
          expect(await subscribe({ query: refused, connectionParams }).ended, refused.slice(0, 60)).toBe(code)
      const overHttp = await fetch(`${exchange.url}/graphql`, {
        method: 'POST',
        headers: { ...connectionParams, 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'subscription { orderEvents { id } }' }),
      })
      expect(await overHttp.json()).toMatchObject({
        errors: [{ extensions: { code: 'graphql/subscription-by-http' } }],
      })

      const connect = async () => {
        const socket = await openTestSocket(nextUrl(), {
          path: '/graphql',
          protocols: ['graphql-transport-ws'],
          headers: connectionParams,
        })
        socket.send({ type: 'connection_init' })
        await socket.message('connection_ack')
        return socket
      }
      await using many = await connect()
      for (let n = 0; n < 17; n += 1)
        many.send({ type: 'subscribe', id: `${n}`, payload: { query: 'subscription { events { id } }' } })
      expect(await many.message('error', '16')).toMatchObject({
        payload: [{ extensions: { code: 'graphql/too-many-subscriptions' } }],
      })
      for (let n = 0; n < 60; n += 1) many.send({ type: 'ping' })
      expect(await many.closed).toBe(1008)
      await using large = await connect()
      large.raw('x'.repeat(65_537))
      expect(await large.closed).toBe(1009)
      await using stranger = await openTestSocket(nextUrl(), { path: '/graphql', protocols: ['graphql-transport-ws'] })
      stranger.send({ type: 'subscribe', id: '1', payload: { query: 'subscription { events { id } }' } })
      expect(await stranger.closed).toBe(4401)
    })

    test('who signs out is closed with 1008 within five seconds, in every process', async () => {
      const leaver = await floor.suppliers[1]!.employ('seller')
      const connectionParams = { authorization: `Bearer ${leaver.token}` }
      const ears = exchange.processUrls.map((url) => subscribe({ connectionParams }, url))
      await Promise.all(ears.map(({ connected }) => connected))
      await leaver.client.signOut()
      const late = new Promise((resolve) => setTimeout(resolve, revokedWithinMs, 'late'))
      expect(await Promise.race([Promise.all(ears.map(({ ended }) => ended)), late])).toEqual(ears.map(() => 1008))
    })
  })
})

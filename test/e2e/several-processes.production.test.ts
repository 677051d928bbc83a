/** Two equal processes on the same servers: whatever one of them does, the other knows, at once where it must and soon elsewhere. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createClient, type Client, type Problem, type ProblemError } from '../../sdk/index.ts'
import { codeShown } from '../support/authenticator-app.ts'
import { eventually } from '../support/eventually.ts'
import { openIdentityProvider } from '../support/open-identity-provider.ts'
import {
  daysAhead,
  goodPassword,
  mailedToken,
  openTradingFloor,
  signUp,
  type Goods,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { whileContended } from '../support/while-contended.ts'

const servers = (['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)
/** Within which a change is heard of everywhere. */
const heardWithinMs = 1_000
const revokedWithinMs = 5_000
/** Where providers send browsers. */
const page = 'https://console.exchange.example/signed-in'

describe.skipIf(servers.includes(undefined))('two equal processes', () => {
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods

  beforeAll(async () => {
    const environment = { FX_SIGN_IN_PAGES: page, FX_OUTGOING_LOOPBACK: 'true' }
    exchange = await startExchange({ layout: 'twins', environment })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    goods = await floor.offer(floor.suppliers[0]!)
  })
  afterAll(() => exchange[Symbol.asyncDispose]())

  const at = (n: 0 | 1, token: string, organisation?: string): Client =>
    createClient({
      baseUrl: exchange.processUrls[n]!,
      authorization: () => `Bearer ${token}`,
      ...(organisation && { organisation }),
    })
  const supplierAt = (n: 0 | 1): Client => at(n, floor.suppliers[0]!.owner.token, floor.suppliers[0]!.id)
  const buyerAt = (n: 0 | 1): Client => at(n, floor.buyer.owner.token, floor.buyer.id)
  const rename = async (n: 0 | 1, name: string): Promise<void> => {
    const params = { productId: goods.productId }
    const { etag = '' } = await supplierAt(n).getProduct({ params })
    await supplierAt(n).changeProduct({ params, ifMatch: etag, body: { name: { en: name } } })
  }
  /** The code that a client is refused with when it asks who it is. */
  const refusalOf = (client: Client): Promise<string | undefined> =>
    client.getMe().then(
      () => undefined,
      (error: unknown) => (error as { code?: string }).code,
    )
  const nameAt = async (client: Client): Promise<string | undefined> =>
    (await client.getProduct({ params: { productId: goods.productId } })).data.name['en']

  test('what a company changes through one, it reads through the other at once, though others keep it in memory', async () => {
    for (let round = 0; round < 12; round += 1) {
      const [here, there] = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
      // In the other one's memory, for everybody.
      await nameAt(buyerAt(there))
      await rename(here, `Gouda ${round}`)
      expect(await nameAt(supplierAt(there))).toBe(`Gouda ${round}`)
    }
  })

  test('everybody else reads it within a second', async () => {
    for (let round = 0; round < 5; round += 1) {
      await nameAt(buyerAt(1))
      await rename(0, `Edam ${round}`)
      const isThere = (name: string | undefined) => name === `Edam ${round}`
      await eventually(() => nameAt(buyerAt(1)), { isThere, withinMs: heardWithinMs })
    }
  })

  test.each([
    ['signs out of', (client: Client) => client.signOut()],
    ['signs out everywhere through', (client: Client) => client.endSessions()],
  ])('who %s one is signed out of the other within five seconds, whoever asks meanwhile', async (how, signOut) => {
    const { owner } = await floor.found(`Leavers ${how}`)
    expect((await at(1, owner.token).getMe()).data.id).toBe(owner.userId)
    await signOut(at(0, owner.token))
    expect(await eventually(() => refusalOf(at(1, owner.token)), { withinMs: revokedWithinMs })).toBe(
      'auth/invalid-token',
    )
  })

  test('who began at one to sign in through a provider finishes at the other, and is out of both when it is suspended', async () => {
    const { id, owner } = await floor.found('Single Sign-On')
    const params = { organisationId: id }
    const provider = await openIdentityProvider(() => [`${page}/${id}`])
    onTestFinished(provider.close)
    provider.people.set('4711', { email: owner.email, email_verified: true })
    const { issuer, clientId, clientSecret } = provider
    const body = { issuer, clientId, clientSecret, domains: [owner.email.split('@')[1]!] }
    await at(0, owner.token).connectIdentityProvider({ params, body })
    const decide = async (n: 0 | 1, outcome: 'approved' | 'suspended') => {
      const staff = at(n, floor.staff.token)
      const { etag = '' } = await staff.getIdentityProvider({ params })
      await staff.decideIdentityProvider({ params, ifMatch: etag, body: { outcome, reason: 'Seen.' } })
    }
    await decide(1, 'approved')
    const token = await mailedToken(exchange, owner.email, 'Confirm your e-mail')
    await exchange.client().verifyEmail({ body: { token } })
    const [here, there] = [0, 1].map((n) => createClient({ baseUrl: exchange.processUrls[n]! })) as [Client, Client]
    const begun = await here.beginProviderSignIn({ body: params })
    const url = await provider.visit(begun.data.url, '4711')
    const finish = (client: Client) =>
      client.finishProviderSignIn({ body: { signInToken: begun.data.signInToken, url } })
    const { accessToken } = (await finish(there)).data
    await expect(finish(here)).rejects.toMatchObject({ code: 'auth/provider-refused' })
    for (const n of [0, 1] as const) expect((await at(n, accessToken).getMe()).data.id).toBe(owner.userId)
    await decide(0, 'suspended')
    const refused = () => refusalOf(at(1, accessToken))
    expect(await eventually(refused, { withinMs: revokedWithinMs })).toBe('auth/invalid-token')
  })

  test('guesses by turns are judged as often as one process would: passwords and codes together, and the right one after them not', async () => {
    const password = goodPassword
    const { client, email } = await signUp(exchange, 'guessed-at@dairy.example')
    const clientAt = (n: number): Client => createClient({ baseUrl: exchange.processUrls[n % 2]! })
    const { data: offered } = await client.offerSecondFactor({ body: { password } })
    const shown = (): string => codeShown(offered.uri, Date.now())
    await eventually(() => client.confirmSecondFactor({ body: { code: shown() } }))
    const refusal = (signedIn: Promise<unknown>): Promise<Problem | undefined> =>
      signedIn.then(
        () => undefined,
        (error: unknown) => (error as ProblemError).problem,
      )
    const withPassword = (n: number, guess: string) =>
      refusal(clientAt(n).issueTokens({ body: { grantType: 'password', email, password: guess } }))
    const withCode = (n: number, secondFactorToken: string, code: string) =>
      refusal(clientAt(n).issueTokens({ body: { grantType: 'second_factor', secondFactorToken, code } }))

    const token = String((await withPassword(0, password))?.facts?.['secondFactorToken'])
    const told: (string | undefined)[] = []
    for (let n = 0; n < 12; n += 1)
      told.push((await (n % 3 === 0 ? withPassword(n, 'not the pass phrase') : withCode(n, token, '000000')))?.code)
    expect(told.slice(0, 5)).toEqual([
      'auth/wrong-credentials',
      'auth/wrong-code',
      'auth/wrong-code',
      'auth/wrong-credentials',
      'auth/wrong-code',
    ])
    expect(new Set(told.slice(5))).toEqual(new Set(['auth/too-many-failures']))
    for (const n of [0, 1]) {
      expect((await withPassword(n, password))?.code).toBe('auth/too-many-failures')
      expect((await withCode(n, token, shown()))?.code).toBe('auth/too-many-failures')
    }
  })

  test('who uses what is deprecated is counted over both, and each tells it', async () => {
    const named = (n: 0 | 1): Client =>
      createClient({
        baseUrl: exchange.processUrls[n]!,
        authorization: () => `Bearer ${floor.buyer.owner.token}`,
        organisation: floor.buyer.id,
        name: 'counted-over-both',
      })
    for (let turn = 0; turn < 5; turn += 1) await named((turn % 2) as 0 | 1).listOrders()
    const uses = async (n: 0 | 1) => {
      const { items } = (await buyerAt(n).listDeprecatedUses()).data
      return items.flatMap(({ client, route, count }) => (client === 'counted-over-both' ? [{ route, count }] : []))
    }
    const all = [{ route: 'GET /v1/orders', count: 5 }]
    for (const n of [0, 1] as const) await expect.poll(() => uses(n)).toEqual(all)
  })

  test('one command sent to both under one key happens once, and both get its answer', async () => {
    const lines = [{ productId: goods.productId, quantity: 3, deliveryDate: daysAhead(20) }]
    const body = { supplierId: floor.suppliers[0]!.id, lines, shipTo: { siteId: floor.buyer.siteId } }
    const send = (n: 0 | 1) => eventually(() => buyerAt(n).placeOrder({ body, idempotencyKey: 'sent-to-both' }))
    const replies = await Promise.all([send(0), send(1), send(0), send(1)])
    expect(new Set(replies.map(({ data }) => data.id)).size).toBe(1)
  })

  test('of what is left, two processes sell no more than there is', async () => {
    const scarce = await floor.offer(floor.suppliers[0]!, { lots: [{ quantity: 5 }] })
    const lines = [{ productId: scarce.productId, quantity: 1, deliveryDate: daysAhead(20) }]
    const body = { supplierId: floor.suppliers[0]!.id, lines, shipTo: { siteId: floor.buyer.siteId } }
    const buy = async (n: 0 | 1) => {
      const { data } = await eventually(() => buyerAt(n).placeOrder({ body }))
      const sent = await buyerAt(n).sendOrder({ params: { orderId: data.id } })
      return sent.data.lines[0]!.deliveries[0]!.availability
    }
    const told = await Promise.all(Array.from({ length: 12 }, (_, n) => buy((n % 2) as 0 | 1)))
    expect(told.filter((availability) => availability === 'all').length, String(told)).toBe(5)
    const { data } = await supplierAt(0).listStock({ query: { productId: scarce.productId } })
    expect(data.items[0]).toMatchObject({ available: 0 })
  })

  test('of what came, two processes take claims over no more than the receipt says', async () => {
    const lines = [{ productId: goods.productId, quantity: 20, deliveryDate: daysAhead(9) }]
    const body = { supplierId: floor.suppliers[0]!.id, lines, shipTo: { siteId: floor.buyer.siteId } }
    const placed = await eventually(() => buyerAt(0).placeOrder({ body }))
    const params = { orderId: placed.data.id }
    await buyerAt(0).sendOrder({ params })
    await supplierAt(0).confirmOrder({ params, body: {} })
    const shipment = await supplierAt(1).createShipment({ params, body: { dispatch: true } })
    const of = { shipmentId: shipment.data.id, line: 1 }
    const receipt = await buyerAt(0).recordReceipt({ params, body: { shipmentId: of.shipmentId, allAccepted: true } })
    const wish = { kind: 'quality', remedy: 'credit', quantity: 3, description: 'Bitter.' } as const
    const claim = { ...of, ...wish, receiptId: receipt.data.id }
    const send = (n: number) => whileContended(() => buyerAt((n % 2) as 0 | 1).submitClaim({ params, body: claim }))
    const sent = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => send(n)))
    const codes = sent.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { code?: string }).code] : []))
    // Six times 3 of 20.
    expect(codes).toEqual(Array.from({ length: 6 }, () => 'claim/more-than-received'))
  })

  test('a product that one takes in is found through the other', async () => {
    await floor.offer(floor.suppliers[0]!, { product: { name: { en: 'Halloumi in two places' } } })
    for (const n of [0, 1] as const)
      await eventually(async () => (await buyerAt(n).listProducts({ query: { q: 'halloumi' } })).data.items[0])
  })
})

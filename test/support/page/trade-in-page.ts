/**
 * What a page does with the client, bundled for it as an application’s is: signs in, orders, is refused, hears of what
 * it did over a WebSocket that is cut in the middle, verifies a webhook. Nothing here is Node’s.
 */
import { createClient, isProblem, openSession, verifyWebhook, WebhookError } from '../../../sdk/index.ts'

export type PageGiven = {
  readonly baseUrl: string
  readonly email: string
  readonly password: string
  readonly organisation: string
  readonly order: {
    readonly supplierId: string
    readonly productId: string
    readonly siteId: string
    readonly deliveryDate: string
  }
  readonly webhook: {
    readonly secret: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  }
}

export type PageTold = {
  /** What of Node a page must not have, and this one has. */
  readonly strange: readonly string[]
  readonly statuses: readonly string[]
  readonly etag: boolean
  readonly refusedWith: string
  /** Of each order that was sent, how often its event came. */
  readonly heard: readonly number[]
  readonly sockets: number
  readonly webhook: string
  readonly forged: string
}

export async function trade(given: PageGiven): Promise<PageTold> {
  const { baseUrl, email, password, organisation, order } = given
  const session = await openSession({ baseUrl }, { email, password })
  const cut = sockets()
  const client = createClient({ baseUrl, ...session, organisation, WebSocket: cut.WebSocket })
  const { supplierId, productId, siteId, deliveryDate } = order
  const body = { supplierId, lines: [{ productId, quantity: 1, deliveryDate }], shipTo: { siteId } }
  const place = async (): Promise<string> => (await client.placeOrder({ body })).data.id
  const orders = [await place(), await place()]
  const ending = new AbortController()
  const heard = countSent(
    client.events({ types: ['order.sent'], after: '0', over: 'websocket', signal: ending.signal }),
    orders,
    {
      // The first is told; the second happens while there is no connection.
      async first() {
        cut.end()
        await client.sendOrder({ params: { orderId: orders[1]! } })
      },
    },
  )
  await client.sendOrder({ params: { orderId: orders[0]! } })
  const counts = await heard
  ending.abort()
  const { data, etag } = await client.getOrder({ params: { orderId: orders[0]! } })
  const refusedWith = await client.sendOrder({ params: { orderId: orders[0]! } }).then(
    () => 'nothing',
    (error: unknown) => (isProblem(error, 'order/not-in-this-state') ? error.code : String(error)),
  )
  await session.signOut()
  return {
    strange: ['process', 'Buffer', 'require', 'global', 'setImmediate'].filter((name) => name in globalThis),
    statuses: [data.status],
    etag: etag !== undefined,
    refusedWith,
    heard: counts,
    sockets: cut.opened(),
    ...(await verified(given)),
  }
}

/** WebSockets that can be cut as a network does: from outside, without the client’s knowing. */
function sockets() {
  const opened: WebSocket[] = []
  class Cuttable extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given)
      opened.push(this)
    }
  }
  return { WebSocket: Cuttable, end: () => opened.at(-1)?.close(), opened: () => opened.length }
}

type Sent = AsyncGenerator<{ readonly event: { readonly subject: string } }>

async function countSent(
  events: Sent,
  orders: readonly string[],
  { first }: { first: () => Promise<void> },
): Promise<readonly number[]> {
  const counts = orders.map(() => 0)
  for await (const { event } of events) {
    const at = orders.findIndex((id) => event.subject.endsWith(id))
    if (at < 0) continue
    counts[at]! += 1
    if (at === 0 && counts[0] === 1) await first()
    if (at === 1) break
  }
  return counts
}

async function verified({
  webhook: { secret, headers, body },
}: PageGiven): Promise<Pick<PageTold, 'webhook' | 'forged'>> {
  const message = await verifyWebhook(secret, { headers, body })
  const forged = await verifyWebhook(secret, { headers, body: `${body} ` }).then(
    () => 'taken',
    (error: unknown) => (error instanceof WebhookError ? 'refused' : String(error)),
  )
  return { webhook: JSON.stringify(message), forged }
}

/** Buyers who order what there is little of, and a supplier who answers them, ships, and finds and loses goods meanwhile. */
import type { Client } from '../../../sdk/index.ts'
import { breatheMs, buying, dayAhead, selling, type LoadContext, type Placement, type Work } from './market.ts'
import { orderFact, stockFact } from './order-facts.ts'
import type { RecordedClient } from './recorder.ts'

const quantityMax = 4
/** The newest of the orders are those that are contended for. */
export const recent = 12

/** Places an order under a key, which is also its purchase order's number; the same again is answered the same. */
export function placeOrder(context: LoadContext, client: RecordedClient, placement: Placement) {
  const { key, productId, quantity } = placement
  const { supplier, buyer, madeToOrder } = context.market
  const fulfilment = productId === madeToOrder ? ('to-be-made' as const) : ('from-stock' as const)
  const body = {
    supplierId: supplier.id,
    lines: [{ productId, quantity, deliveryDate: dayAhead(context, 20), fulfilment }],
    shipTo: { siteId: buyer.siteId },
    poNumber: key,
  }
  return client.call('place', placement, async () => {
    const answer = await buying(context).placeOrder({ body, idempotencyKey: key })
    return { order: orderFact(answer), replayed: answer.replayed }
  })
}

type Action =
  | 'sendOrder'
  | 'approveOrder'
  | 'confirmOrder'
  | 'cancelOrder'
  | 'declineOrder'
  | 'acceptChange'
  | 'refuseChange'

/** @param ifVersion  the version that it rests on; any where absent */
export function commandOrder(client: RecordedClient, as: Client, action: Action, orderId: string, ifVersion?: number) {
  const key = client.newKey()
  const asked = { key, orderId, action, ...(ifVersion !== undefined && { ifVersion }) }
  const input = {
    params: { orderId },
    idempotencyKey: key,
    ...(ifVersion !== undefined && { ifMatch: `"v${ifVersion}"` }),
  }
  return client.call('command', asked, async () => {
    const answer = await askFor(as, action, input)
    return { order: orderFact(answer), replayed: answer.replayed }
  })
}

/** Asks for so many instead, of an order of one delivery. */
export function proposeQuantity(client: RecordedClient, as: Client, orderId: string, quantity: number) {
  const key = client.newKey()
  const body = { reason: 'Other guests.', deliveries: [{ deliveryId: '1.1', quantity }] }
  return client.call('command', { key, orderId, action: 'proposeChange' }, async () => {
    const answer = await as.proposeChange({ params: { orderId }, idempotencyKey: key, body })
    return { order: orderFact(answer), replayed: answer.replayed }
  })
}

type CommandInput = {
  readonly params: { readonly orderId: string }
  readonly idempotencyKey: string
  readonly ifMatch?: string
}

function askFor(as: Client, action: Action, input: CommandInput) {
  switch (action) {
    case 'sendOrder':
      return as.sendOrder(input)
    case 'approveOrder':
      return as.approveOrder(input)
    case 'confirmOrder':
      return as.confirmOrder({ ...input, body: {} })
    case 'cancelOrder':
      return as.cancelOrder({ ...input, body: { reason: 'Another plan.' } })
    case 'declineOrder':
      return as.declineOrder({ ...input, body: { reason: 'Not now.' } })
    case 'acceptChange':
      return as.acceptChange({ ...input, ifMatch: input.ifMatch ?? '"v0"' })
    case 'refuseChange':
      return as.refuseChange({ ...input, body: { reason: 'Not so many.' } })
  }
}

export const readOrder = (client: RecordedClient, as: Client, orderId: string) =>
  client.call('read-order', { orderId }, async () => orderFact(await as.getOrder({ params: { orderId } })), 'reads')

const isKept = <T>(list: T[], item: T, most = 1_000): void => {
  list.push(item)
  if (list.length > most) list.shift()
}

/** Places and sends; changes its mind, clicks twice, looks. */
export const buy: Work = async (context) => {
  const { market, recorder, random, isOn, orders, placements } = context
  const client = recorder.client()
  while (isOn()) {
    const known = orders.slice(-recent)
    if (placements.length > 0 && random.percent(10)) {
      await placeOrder(context, client, random.pick(placements.slice(-recent)))
    } else if (known.length > 0 && random.percent(20)) {
      await readOrder(client, buying(context), random.pick(known))
    } else if (known.length > 0 && random.percent(15)) {
      await commandOrder(client, buying(context), 'cancelOrder', random.pick(known))
    } else {
      const { productId } = random.pick(market.scarce)
      const placement = { key: client.newKey(), productId, quantity: 1 + random.below(quantityMax) }
      isKept(placements, placement)
      const placed = await placeOrder(context, client, placement)
      const sent = placed && (await commandOrder(client, buying(context), 'sendOrder', placed.order.id))
      if (sent) isKept(orders, sent.order.id)
      else await context.time.sleep(breatheMs)
    }
  }
}

/** Confirms, declines and ships what was sent; corrects the stock up and down. */
export const sell: Work = async (context) => {
  const { market, recorder, random, isOn, orders } = context
  const [client, as] = [recorder.client(), selling(context)]
  while (isOn()) {
    const orderId = orders.length > 0 ? random.pick(orders.slice(-recent)) : undefined
    const { productId, lotId } = random.pick(market.scarce)
    const draw = random.below(10)
    if (orderId !== undefined && draw < 3) await commandOrder(client, as, 'confirmOrder', orderId)
    else if (orderId !== undefined && draw < 4) await commandOrder(client, as, 'declineOrder', orderId)
    else if (orderId !== undefined && draw < 6) await ship(client, as, orderId)
    else if (draw < 8)
      await adjust(client, as, { productId, lotId, siteId: market.supplier.siteId, by: random.pick([3, 2, -1, -2]) })
    else
      await client.call(
        'read-stock',
        { productId },
        async () => stockFact((await as.listStock({ query: { productId } })).data.items[0]!),
        'reads',
      )
    await context.time.sleep(breatheMs)
  }
}

const ship = (client: RecordedClient, as: Client, orderId: string) =>
  client.call('ship', { orderId }, async () => {
    const { data } = await as.createShipment({ params: { orderId }, body: { dispatch: true } })
    return { orderId, shipmentId: data.id, status: data.status }
  })

type Adjustment = { readonly productId: string; readonly lotId: string; readonly siteId: string; readonly by: number }

const adjust = (client: RecordedClient, as: Client, { productId, by, ...place }: Adjustment) => {
  const key = client.newKey()
  const change =
    by > 0 ? ({ change: 'add', reason: 'found' } as const) : ({ change: 'remove', reason: 'damaged' } as const)
  const body = { ...place, ...change, quantity: Math.abs(by) }
  return client.call('adjust', { key, productId, by }, async () => {
    await as.adjustStock({ body, idempotencyKey: key })
    return null
  })
}

/** Buyers who order what there is little of, and a supplier who answers them, ships, and finds and loses goods meanwhile. */
import type { Client } from '../../../sdk/index.ts'
import { breatheMs, buying, dayAhead, selling, type LoadContext, type Placement, type Work } from './market.ts'
import { orderFact } from './order-facts.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { RecordedClient } from './recorder.ts'
import { commandStock, readLedger, readStock } from './stock-work.ts'

const quantityMax = 4
/** Half of the orders are of one product, the others of two or three. */
const someOf = <T>(goods: readonly T[], random: SeededRandom): readonly T[] => {
  const first = random.below(goods.length)
  const count = random.percent(50) ? 1 : 2 + random.below(goods.length - 1)
  return Array.from({ length: count }, (_, n) => goods[(first + n) % goods.length]!)
}
/** The newest of the orders are those that are contended for. */
export const recent = 12

/** Places an order under a key, which is also its purchase order's number; the same again is answered the same. */
export function placeOrder(context: LoadContext, client: RecordedClient, placement: Placement) {
  const { key } = placement
  const { supplier, buyer, madeToOrder } = context.market
  const deliveryDate = dayAhead(context, 20)
  const lines = placement.lines.map(({ productId, quantity }) => {
    const fulfilment = productId === madeToOrder ? ('to-be-made' as const) : ('from-stock' as const)
    return { productId, quantity, deliveryDate, fulfilment }
  })
  const body = {
    supplierId: supplier.id,
    lines,
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

/** Asks for so many instead, of the first delivery. */
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
      const lines = someOf(market.scarce, random).map(({ productId }) => ({
        productId,
        quantity: 1 + random.below(quantityMax),
      }))
      const placement = { key: client.newKey(), lines }
      isKept(placements, placement)
      const placed = await placeOrder(context, client, placement)
      const sent = placed && (await commandOrder(client, buying(context), 'sendOrder', placed.order.id))
      if (sent) isKept(orders, sent.order.id)
      else await context.time.sleep(breatheMs)
    }
  }
}

/** Confirms, declines and ships what was sent; finds, loses, moves and holds goods, and looks. */
export const sell: Work = async (context) => {
  const { recorder, random, isOn, orders } = context
  const [client, as] = [recorder.client(), selling(context)]
  while (isOn()) {
    const orderId = orders.length > 0 ? random.pick(orders.slice(-recent)) : undefined
    const draw = random.below(12)
    if (orderId !== undefined && draw < 3) {
      const confirmed = await commandOrder(client, as, 'confirmOrder', orderId)
      if (confirmed && random.percent(50)) await ship(client, as, orderId)
    } else if (orderId !== undefined && draw < 4) await commandOrder(client, as, 'declineOrder', orderId)
    else if (orderId !== undefined && draw < 6) await ship(client, as, orderId)
    else if (draw < 9) await commandStock(context, client)
    else if (draw < 11) await readLedger(context, client)
    else await readStock(context, client)
    await context.time.sleep(breatheMs)
  }
}

const ship = (client: RecordedClient, as: Client, orderId: string) =>
  client.call('ship', { orderId }, async () => {
    const { data } = await as.createShipment({ params: { orderId }, body: { dispatch: true } })
    const lines = data.lines.map(({ productId, quantity }) => ({ productId, quantity }))
    return { orderId, shipmentId: data.id, status: data.status, lines }
  })

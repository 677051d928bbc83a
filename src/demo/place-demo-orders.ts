/** Orders of the demo market in every state they have, straight from price lists, with shipments and receipts. */
import type { Client } from '../../sdk/v2.ts'
import type { DemoMarket } from './demo-market.ts'
import { dayFrom, type Goods } from './stock-demo-market.ts'

export async function placeDemoOrders(market: DemoMarket): Promise<void> {
  await waitingForApproval(market)
  await unanswered(market)
  await underWay(market)
  await arrived(market)
}

type Line = readonly [goods: Goods, cases: number]

/** Places a draft for a buyer and gives its id; Markthalle's is placed by its purchaser. */
async function place(market: DemoMarket, buyer: string, poNumber: string, ...lines: readonly Line[]): Promise<string> {
  const { siteId } = market.trader(buyer)
  const [[first] = []] = lines
  if (!first) throw new Error('An order has a line.')
  const { data } = await purchaser(market, buyer).placeOrder({
    body: {
      supplierId: first.supplierId,
      lines: lines.map(([goods, cases]) => {
        const deliveryDate = dayFrom(market.now(), 3)
        return { productId: goods.id, quantity: cases * goods.perCase, deliveryDate }
      }),
      shipTo: { siteId },
      poNumber,
    },
  })
  return data.id
}

const purchaser = (market: DemoMarket, buyer: string): Client => {
  const { members, owner } = market.trader(buyer)
  return members.buyer ?? owner
}

async function send(market: DemoMarket, buyer: string, poNumber: string, ...lines: readonly Line[]): Promise<string> {
  const orderId = await place(market, buyer, poNumber, ...lines)
  await purchaser(market, buyer).sendOrder({ params: { orderId } })
  return orderId
}

/** A draft, and what Markthalle's rules make of large orders: waiting, approved, rejected. */
async function waitingForApproval(market: DemoMarket): Promise<void> {
  const as = purchaser(market, 'markthalle')
  const approver = market.trader('markthalle').members.approver
  const butter = market.goods('wiesengrund', 'dairy/butter')
  const oil = market.goods('colleargento', 'oils-and-fats/olive-oil', 1)
  await place(market, 'markthalle', 'MN-2042', [butter, 12])
  const large = async (poNumber: string): Promise<string> => {
    const orderId = await place(market, 'markthalle', poNumber, [oil, 400])
    await as.submitOrder({ params: { orderId } })
    return orderId
  }
  await large('MN-2043')
  const approved = await large('MN-2044')
  await approver?.approveOrder({ params: { orderId: approved } })
  const rejected = await large('MN-2045')
  await approver?.rejectOrder({ params: { orderId: rejected }, body: { reason: 'Too much for one month.' } })
}

/** Sent, declined, cancelled, and confirmed otherwise than ordered. */
async function unanswered(market: DemoMarket): Promise<void> {
  const milk = market.goods('wiesengrund', 'dairy/milk/uht-milk')
  const flour = market.goods('zlotyklos', 'grains/flour')
  const peas = market.goods('poldervers', 'frozen/vegetables')
  await send(market, 'belleville', 'TB-119', [milk, 20])
  const declined = await send(market, 'harbourheath', 'HH/7001', [flour, 40])
  const reason = { reason: 'No lorries to Britain this month.' }
  await market.trader('zlotyklos').owner.declineOrder({ params: { orderId: declined }, body: reason })
  const cancelled = await send(market, 'belleville', 'TB-120', [peas, 15])
  const changed = { reason: 'The menu was changed.' }
  await market.trader('belleville').owner.cancelOrder({ params: { orderId: cancelled }, body: changed })
  const deviating = await send(market, 'harbourheath', 'HH/7002', [peas, 30])
  const later = [{ deliveryId: '1.1', date: dayFrom(market.now(), 6) }]
  await market.trader('poldervers').owner.confirmOrder({ params: { orderId: deviating }, body: { deliveries: later } })
}

const carrier = { name: 'Kühlweg Spedition GmbH', vehicle: 'L KW 952' } as const

/** Confirmed and nothing shipped; shipped in part; planned and picked; all of it on the way. */
async function underWay(market: DemoMarket): Promise<void> {
  const confirmed = async (buyer: string, poNumber: string, ...lines: readonly Line[]) => {
    const orderId = await send(market, buyer, poNumber, ...lines)
    const supplier = market.trader(lines[0]![0].supplier).owner
    await supplier.confirmOrder({ params: { orderId }, body: {} })
    return { supplier, params: { orderId } }
  }
  const yogurt = market.goods('wiesengrund', 'dairy/yogurt')
  const quark = market.goods('wiesengrund', 'dairy/cheese/fresh-cheese')
  await confirmed('belleville', 'TB-121', [yogurt, 10])
  const part = await confirmed('markthalle', 'MN-2046', [yogurt, 40], [quark, 20])
  const half = [{ deliveryId: '1.1', quantity: 20 * yogurt.perCase }]
  await part.supplier.createShipment({ params: part.params, body: { lines: half, dispatch: true, carrier } })
  await part.supplier.createShipment({
    params: part.params,
    body: { lines: [{ deliveryId: '2.1', quantity: 20 * quark.perCase }] },
  })
  const salmon = market.goods('nordlys', 'fish/smoked-fish')
  const picked = await confirmed('markthalle', 'MN-2047', [salmon, 12])
  const { data } = await picked.supplier.createShipment({ params: picked.params, body: {} })
  await picked.supplier.pickShipment({ params: { shipmentId: data.id }, body: {} })
  const cheese = market.goods('valperdu', 'dairy/cheese/hard-cheese')
  const gone = await confirmed('belleville', 'TB-122', [cheese, 6])
  const quantity = 6 * cheese.perCase
  // Catch weight is weighed as it is picked: these wheels were a little heavier than they are nominally.
  const grams = Math.round(quantity * (cheese.draft.unit?.netWeightGrams ?? 0) * 1.01)
  const weighed = [{ deliveryId: '1.1', quantity, grams }]
  await gone.supplier.createShipment({ params: gone.params, body: { lines: weighed, dispatch: true, carrier } })
}

/** Closed with everything accepted; closed with damage; received in part. */
async function arrived(market: DemoMarket): Promise<void> {
  const shipped = async (buyer: string, poNumber: string, ...lines: readonly Line[]) => {
    const orderId = await send(market, buyer, poNumber, ...lines)
    const params = { orderId }
    const supplier = market.trader(lines[0]![0].supplier).owner
    await supplier.confirmOrder({ params, body: {} })
    const { data } = await supplier.createShipment({ params, body: { dispatch: true, carrier } })
    return { params, shipment: data, as: purchaser(market, buyer) }
  }
  const tomatoes = market.goods('poldervers', 'produce/vegetables/tomatoes')
  for (const poNumber of ['MN-2030', 'MN-2031', 'MN-2032']) {
    const { as, params, shipment } = await shipped('markthalle', poNumber, [tomatoes, 20])
    await as.recordReceipt({ params, body: { shipmentId: shipment.id, allAccepted: true } })
  }
  const passata = market.goods('colleargento', 'preserved/tomato-products')
  const broken = await shipped('harbourheath', 'HH/6990', [passata, 30])
  const lot = broken.shipment.lots[0]
  if (!lot) throw new Error('A shipment that is under way names its lots.')
  const { deliveryId, lotId, quantity } = lot
  await broken.as.recordReceipt({
    params: broken.params,
    body: {
      shipmentId: broken.shipment.id,
      lines: [
        { deliveryId, lotId, outcome: 'accepted', quantity: quantity - 12 },
        { deliveryId, lotId, outcome: 'damaged', quantity: 12, note: 'Broken glass.' },
      ],
    },
  })
  const bread = market.goods('zlotyklos', 'bakery/biscuits')
  const quality = await shipped('belleville', 'TB-117', [bread, 10])
  const [held] = quality.shipment.lots
  if (!held) throw new Error('A shipment that is under way names its lots.')
  const line = { deliveryId: held.deliveryId, lotId: held.lotId, outcome: 'held' as const, quantity: held.quantity }
  await quality.as.recordReceipt({ params: quality.params, body: { shipmentId: quality.shipment.id, lines: [line] } })
}

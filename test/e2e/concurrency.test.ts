/** Many want the same thing at once: as many get it as there is, and the books are right afterwards. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemError, type Client } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import {
  daysAhead,
  openTradingFloor,
  type Company,
  type Goods,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { whileContended } from '../support/while-contended.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let supplier: Company
let buyer: Company

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  buyer = floor.buyer
  supplier = floor.suppliers[0]!
})
afterAll(() => exchange[Symbol.asyncDispose]())

const place = async (client: Client, { productId }: Goods, quantity: number): Promise<string> => {
  const lines = [{ productId, quantity, deliveryDate: daysAhead(9) }]
  const body = { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } }
  const { data } = await whileContended(() => client.placeOrder({ body }))
  return data.id
}
const stockOf = async ({ productId }: Goods) =>
  (await supplier.owner.client.listStock({ query: { productId } })).data.items[0]!

test('of fifty buyers of the last seven, exactly seven have theirs reserved and shipped', async () => {
  const last = 7
  const goods = await floor.offer(supplier, { lots: [{ quantity: 4 }, { quantity: last - 4 }] })
  const { client } = buyer.owner
  const orders = await Promise.all(Array.from({ length: 50 }, () => place(client, goods, 1)))
  const sent = await Promise.all(
    orders.map((orderId) => whileContended(() => client.sendOrder({ params: { orderId } }))),
  )
  const told = sent.map(({ data }) => data.lines[0]!.deliveries[0]!.availability)
  expect(told.filter((availability) => availability === 'all')).toHaveLength(last)
  expect(told.filter((availability) => availability === 'none')).toHaveLength(50 - last)
  const seen = orders.map((orderId) => supplier.owner.client.getOrder({ params: { orderId } }))
  for (const { data } of await Promise.all(seen)) {
    const { ordered, reserved: got = 0, short = 0 } = data.lines[0]!.deliveries[0]!
    expect(got + short).toBe(ordered)
  }
  const full = await eventually(() => stockOf(goods), { isThere: (stock) => stock.available === 0 })
  expect(full).toMatchObject({ onHand: last, available: 0, reserved: last, blocked: 0 })
  const params = (orderId: string) => ({ params: { orderId } })
  await Promise.all(
    orders.map((orderId) => whileContended(() => supplier.owner.client.confirmOrder({ ...params(orderId), body: {} }))),
  )
  const shipments = await Promise.allSettled(
    orders.map((orderId) =>
      whileContended(() => supplier.owner.client.createShipment({ ...params(orderId), body: { dispatch: true } })),
    ),
  )
  expect(shipments.filter(({ status }) => status === 'fulfilled')).toHaveLength(last)
  for (const shipment of shipments)
    if (shipment.status === 'rejected') expect(shipment.reason).toMatchObject({ code: 'order/stock-short' })
  const gone = await eventually(() => stockOf(goods), { isThere: (stock) => stock.onHand === 0 })
  expect(gone).toMatchObject({ onHand: 0, available: 0, reserved: 0, blocked: 0 })
})

test('of twenty changes that rest on one version, exactly one is made', async () => {
  const goods = await floor.offer(supplier)
  const params = { productId: goods.productId }
  const { etag } = await supplier.owner.client.getProduct({ params })
  const changes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      supplier.owner.client.changeProduct({ params, ifMatch: etag!, body: { brand: `Brand ${index}` } }),
    ),
  )
  const made = changes.filter(({ status }) => status === 'fulfilled')
  expect(made).toHaveLength(1)
  for (const change of changes)
    if (change.status === 'rejected') expect((change.reason as ProblemError).status).toBe(412)
})

test('of twenty who claim one SKU, one has it', async () => {
  const drafts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      supplier.owner.client.draftProduct({ body: { sku: 'ONE-AND-ONLY', name: { en: `Try ${index}` } } }),
    ),
  )
  expect(drafts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const draft of drafts)
    if (draft.status === 'rejected') expect(draft.reason).toMatchObject({ code: 'product/sku-taken' })
})

test('RFQs drafted side by side are numbered without a gap and without a pair', async () => {
  const drafted = await Promise.all(
    Array.from({ length: 30 }, () =>
      whileContended(() =>
        buyer.owner.client.draftRfq({
          body: {
            lines: [{ specification: 'Butter', quantity: 1, unit: 'piece' }],
            deliverTo: { siteId: buyer.siteId },
            incoterm: 'DAP',
            place: 'Rotterdam',
            deliveries: [{ date: daysAhead(30) }],
            paymentTerms: { days: 30, from: 'invoice' },
            currency: 'EUR',
            deadline: `${daysAhead(3)}T12:00:00Z`,
            visibility: { kind: 'open' },
          },
        }),
      ),
    ),
  )
  const numbers = drafted.map(({ data }) => data.number).toSorted((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
})

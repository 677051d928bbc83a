/** Two processes number one seller's invoices at the same time: none twice, none left out, and no goods twice. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type Client } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { whileContended } from '../support/while-contended.ts'

const servers = (['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)

describe.skipIf(servers.includes(undefined))('two processes and one series', () => {
  let exchange: RunningExchange
  let floor: TradingFloor

  beforeAll(async () => {
    exchange = await startExchange({ layout: 'twins' })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
  })
  afterAll(() => exchange[Symbol.asyncDispose]())

  const sellerAt = (n: number): Client => {
    const { owner, id } = floor.suppliers[0]!
    const authorization = () => `Bearer ${owner.token}`
    return createClient({ baseUrl: exchange.processUrls[n % 2]!, authorization, organisation: id })
  }

  const issue = async (client: Client, invoiceId: string): Promise<string> =>
    (await whileContended(() => client.issueInvoice({ params: { invoiceId }, body: {} }))).data.number!

  test('of twenty-four invoices over what twenty may ask for, twenty are numbered 1 to 20 and four are refused', async () => {
    const supplier = floor.suppliers[0]!
    const { productId } = await floor.offer(supplier, { lots: [{ quantity: 500 }] })
    const { client } = floor.buyer.owner
    const lines = [{ productId, quantity: 500, deliveryDate: daysAhead(9) }]
    const order = await client.placeOrder({
      body: { supplierId: supplier.id, lines, shipTo: { siteId: floor.buyer.siteId } },
    })
    const params = { orderId: order.data.id }
    await client.sendOrder({ params })
    await supplier.owner.client.confirmOrder({ params, body: {} })
    const body = {
      kind: 'partial' as const,
      tax: { category: 'O' as const },
      lines: [{ deliveryId: '1.1', quantity: 25 }],
    }
    const drafts: string[] = []
    for (let n = 0; n < 24; n += 1) {
      const drafted = await eventually(() => sellerAt(n).draftInvoice({ params, body }))
      drafts.push(drafted.data.id)
    }
    const issued = await Promise.allSettled(drafts.map((invoiceId, n) => issue(sellerAt(n), invoiceId)))
    const numbers = issued.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const codes = issued.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { readonly code?: string }).code] : [],
    )
    expect(numbers.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `INV-${n + 1}`).toSorted())
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'invoice/more-than-agreed'))
  })
})

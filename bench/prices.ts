/** How fast a basket is priced where its supplier keeps ten thousand price lists, each with its own price for every product of it. */
import type { Bench } from './harness/bench.ts'
import { openTradingFloor, type Company } from '../test/support/open-trading-floor.ts'
import { startExchange } from '../test/support/start-exchange.ts'

const lists = 10_000
const products = 100
const askedMs = 20
const calls = 200
/** Lists that are filled side by side. */
const lanes = 8

export const prices: Bench = async ({ composition, progress }) => {
  await using exchange = await startExchange({ layout: composition === 'embedded' ? 'embedded' : 'all', alone: true })
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const supplier = floor.suppliers[0]!
  const productIds: string[] = []
  for (let n = 0; n < products; n += 1) productIds.push(await publish(supplier, n))
  const mine = Math.floor(lists / 2)
  let made = 0
  const fill = async (): Promise<void> => {
    while (made < lists) {
      const n = made++
      if (n % 500 === 0) progress(`prices: list ${n} of ${lists}`)
      const reader = n === mine ? floor.buyer.id : `org_${crypto.randomUUID().replaceAll('-', '')}`
      await fillList(supplier, reader, productIds, n)
    }
  }
  await Promise.all(Array.from({ length: lanes }, fill))
  progress('prices: asking')
  const { client } = floor.buyer.owner
  const waits: number[] = []
  let first: number | undefined
  for (let call = 0; call < calls; call += 1) {
    const began = performance.now()
    const { data } = await client.getPrices({ query: { productId: productIds, quantity: [24] } })
    const ms = performance.now() - began
    if (data.items.some(({ price }) => price?.unitPrice !== priceOf(mine))) throw new Error('Somebody else’s price.')
    first ??= ms
    waits.push(ms)
  }
  waits.sort((a, b) => a - b)
  const at = (share: number): number => Number(waits[Math.floor(waits.length * share)]!.toFixed(1))
  const figures = { lists, products, firstMs: Number(first!.toFixed(1)), p50Ms: at(0.5), p99Ms: at(0.99) }
  return {
    figures,
    measured: `${products} products in ${figures.p50Ms} ms (p99 ${figures.p99Ms}, the first time ${figures.firstMs})`,
    passed: figures.p50Ms <= askedMs,
    remarks: [
      `one supplier with ${lists} lists, each of its own customer and with all ${products} products; whole requests over HTTP`,
    ],
  }
}

async function publish({ owner: { client } }: Company, n: number): Promise<string> {
  const { data } = await client.draftProduct({ body: { sku: `B-${n}`, name: { en: `Cheese no. ${n}` } } })
  await client.publishProduct({ params: { productId: data.id } })
  return data.id
}

const priceOf = (list: number): string => `${100 + list}`

async function fillList(
  { owner: { client } }: Company,
  reader: string,
  productIds: string[],
  n: number,
): Promise<void> {
  const { data } = await client.openPriceList({
    body: {
      name: `Customer ${n}`,
      currency: 'EUR',
      incoterm: 'DAP',
      place: 'Rotterdam',
      audience: { kind: 'organisations', organisationIds: [reader] },
      validFrom: '2020-01-01',
    },
  })
  const breaks = [
    { from: 1, unitPrice: `${200 + n}` },
    { from: 24, unitPrice: priceOf(n) },
  ]
  const wanted = productIds.map((productId) => ({ productId, breaks, minimumQuantity: 1, increment: 1 }))
  await client.setPrices({ params: { priceListId: data.id }, body: { prices: wanted } })
}

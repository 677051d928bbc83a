/** How fast whole orders go through: found, read, placed, sent, confirmed, shipped, received, every write durable. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, type Work } from './harness/generate-load.ts'
import type { BenchReply, BenchRequest } from './harness/http-connection.ts'
import { clientHeaders, openMarket, withCopy, withExchange } from './harness/market.ts'
import type { MarketFacts } from './harness/market-facts.ts'
import { drawWords } from './harness/search-words.ts'

const asked = { ratio: { embedded: 0.01, production: 0.004 }, p99Ms: 100 }
/** Until most of what is traded was traded once: an exchange is started once a month, not once an order. */
const warmUpMs = 45_000
type Headers = Readonly<Record<string, string>>

export const order: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const prepared = await openMarket(options)
  return withCopy(prepared, (market) =>
    withExchange(market, async (exchange) => {
      const { facts } = market
      const buyer = await clientHeaders(exchange.url, facts.buyer)
      const supplier = await clientHeaders(exchange.url, facts.supplier)
      progress('order: measuring')
      const work = orderFlow(facts, { buyer, supplier })
      const compared = await compare(exchange, {
        connections: 32,
        rounds,
        roundMs: 8_000,
        warmUpMs,
        headers: buyer,
        work,
      })
      // What one waits for is a request; a whole order is a day's work of two people.
      const { p50Ms: orderP50Ms, p99Ms: orderP99Ms, requestP50Ms: p50Ms, requestP99Ms: p99Ms, ...figures } = compared
      return {
        ratio: figures.ratio,
        throughputRatio: figures.throughputRatio,
        figures: rounded({ ...figures, p50Ms, p99Ms, orderP50Ms, orderP99Ms, memoryMib: exchange.memoryMib().now }),
        measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}, p99 of a request ${p99Ms.toFixed(0)} ms`,
        passed:
          judgedRatio(composition, figures) >= asked.ratio[composition] &&
          (composition === 'production' || p99Ms <= asked.p99Ms),
        remarks: [
          `seven requests are one; products drawn from ${facts.stocked.length} with lots in stock, of ${facts.productIds.length}; ${composition === 'embedded' ? 'on a copy of the market' : 'on the market itself'}; ${warmUpMs / 1_000} s of the same before`,
        ],
      }
    }),
  )
}

/** One order from search to receipt; each step's answer decides the next. */
export function orderFlow(facts: MarketFacts, { buyer, supplier }: { buyer: Headers; supplier: Headers }): Work {
  const random = drawing(4)
  const deliveryDate = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10)
  return async (send) => {
    const at = drawOne(random, facts.stocked)
    const productId = facts.productIds[at]!
    const read = async (path: string): Promise<BenchReply> =>
      expectStatus(await send({ method: 'GET', path, headers: buyer }), 200)
    const write = async (path: string, by: Headers, status: number, body?: object): Promise<Answered> => {
      const headers = { ...by, 'idempotency-key': crypto.randomUUID() }
      const request: BenchRequest = { method: 'POST', path, headers, body: JSON.stringify(body ?? {}) }
      return JSON.parse(expectStatus(await send(request), status).body.toString()) as Answered
    }
    await read(`/v1/products?q=${encodeURIComponent(drawWords(random, facts.names))}&limit=20`)
    await read(`/v1/products/${productId}`)
    const placed = await write('/v1/orders', buyer, 201, {
      supplierId: facts.supplier.id,
      lines: [{ productId, quantity: 1 + Math.floor(random() * 500), deliveryDate }],
      shipTo: { siteId: facts.buyer.siteId },
    })
    const path = `/v1/orders/${placed.id}`
    expectState(await write(`${path}/send`, buyer, 200), 'sent')
    expectState(await write(`${path}/confirm`, supplier, 200), 'confirmed')
    const shipment = await write(`${path}/shipments`, supplier, 201, { dispatch: true })
    expectState(shipment, 'dispatched')
    await write(`${path}/receipts`, buyer, 201, { shipmentId: shipment.id, allAccepted: true })
  }
}

type Answered = { readonly id: string; readonly status?: string }

function expectState(answered: Answered, status: string): void {
  if (answered.status !== status) throw new Error(`Expected ${status}: ${JSON.stringify(answered)}`)
}

/** How fast one product is read, drawn from all of them: the hot path of the exchange. */
import { percent, rounded, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'

const asked = 0.4

export const productDetail: Bench = async ({ rounds, progress, data }) => {
  const market = await openMarket(progress, data)
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, market.facts.buyer)
    const random = drawing(1)
    progress('product-detail: measuring')
    const figures = await compare(exchange, {
      connections: 32,
      rounds,
      roundMs: 4_000,
      headers,
      async work(send) {
        const id = drawOne(random, market.facts.productIds)
        const { body, head } = expectStatus(await send({ method: 'GET', path: `/v1/products/${id}`, headers }), 200)
        if (!body.includes(`"id":"${id}"`) || !/\r\netag: "v\d+"/i.test(head)) throw new Error(`Not ${id}: ${head}`)
      },
    })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, memoryMib: exchange.memoryMib().now }),
      measured: `${percent(figures.ratio)} of bare node:http`,
      passed: figures.ratio >= asked,
      remarks: [
        `ids drawn evenly from ${market.facts.productIds.length} products; the cache (32 MiB) holds a part of them, warmed by one round`,
      ],
    }
  })
}

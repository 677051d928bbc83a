/** How fast one product is read, drawn from all of them: the hot path of the exchange. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, runAll, type Send, type Work } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'

const asked = 0.4

export const productDetail: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const market = await openMarket(options)
  const { productIds, buyer } = market.facts
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, buyer)
    const read = async (send: Send, id: string): Promise<void> => {
      const { body, head } = expectStatus(await send({ method: 'GET', path: `/v1/products/${id}`, headers }), 200)
      if (!body.includes(`"id":"${id}"`) || !/\r\netag: "v\d+"/i.test(head)) throw new Error(`Not ${id}: ${head}`)
    }
    progress('product-detail: reading every product for the first time')
    let next = 0
    const before = exchange.cpuMs()
    await runAll(exchange.url, 32, productIds.length, (send) => read(send, productIds[next++]!))
    const coldMicros = ((exchange.cpuMs() - before) * 1_000) / productIds.length
    progress('product-detail: measuring')
    const random = drawing(1)
    const work: Work = (send) => read(send, drawOne(random, productIds))
    const figures = await compare(exchange, { connections: 32, rounds, roundMs: 4_000, headers, work })
    const coldRatio = figures.yardstickCpuMicros / coldMicros
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, coldRatio, coldMicros, memoryMib: exchange.memoryMib().now }),
      measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}`,
      passed: judgedRatio(composition, figures) >= asked,
      remarks: [
        `ids drawn evenly from ${productIds.length} products, each read once before: memory holds them as they went out`,
        `that first reading, from the store: ${percent(coldRatio)}`,
      ],
    }
  })
}

/** How fast one product and its supplier are read over GraphQL, drawn from all of them. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, runAll, type Send, type Work } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'

const asked = 0.2

const query = `query Product($id: ID!) {
  product(productId: $id) { id sku name status brand countryOfOrigin dateMark soldBy updatedAt etag supplier { id legalName } }
}`

export const graphqlDetail: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const market = await openMarket(options)
  const { productIds, buyer } = market.facts
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, buyer)
    const read = async (send: Send, id: string): Promise<void> => {
      const body = JSON.stringify({ query, variables: { id } })
      const reply = expectStatus(await send({ method: 'POST', path: '/graphql', headers, body }), 200)
      const { data, errors } = JSON.parse(reply.body.toString()) as {
        data: { product: { id: string; supplier: { legalName: string } | null } | null }
        errors?: unknown
      }
      if (errors !== undefined || data.product?.id !== id || !data.product.supplier?.legalName)
        throw new Error(`Not ${id}: ${reply.body.toString().slice(0, 300)}`)
    }
    progress('graphql-detail: reading every product for the first time')
    let next = 0
    const before = exchange.cpuMs()
    await runAll(exchange.url, 32, productIds.length, (send) => read(send, productIds[next++]!))
    const coldMicros = ((exchange.cpuMs() - before) * 1_000) / productIds.length
    progress('graphql-detail: measuring')
    const random = drawing(5)
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
        `ids drawn evenly from ${productIds.length} products, each read once before, as in product-detail`,
        `that first reading, from the store: ${percent(coldRatio)}`,
      ],
    }
  })
}

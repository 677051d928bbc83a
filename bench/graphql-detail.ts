/** How fast one product and its supplier are read over GraphQL, drawn from all of them. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, type Work } from './harness/generate-load.ts'
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
    const random = drawing(5)
    const work: Work = async (send) => {
      const id = drawOne(random, productIds)
      const body = JSON.stringify({ query, variables: { id } })
      const reply = expectStatus(await send({ method: 'POST', path: '/graphql', headers, body }), 200)
      const { data, errors } = JSON.parse(reply.body.toString()) as {
        data: { product: { id: string; supplier: { legalName: string } | null } | null }
        errors?: unknown
      }
      if (errors !== undefined || data.product?.id !== id || !data.product.supplier?.legalName)
        throw new Error(`Not ${id}: ${reply.body.toString().slice(0, 300)}`)
    }
    progress('graphql-detail: measuring')
    const figures = await compare(exchange, { connections: 32, rounds, roundMs: 4_000, headers, work })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, memoryMib: exchange.memoryMib().now }),
      measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}`,
      passed: judgedRatio(composition, figures) >= asked,
      remarks: [
        `ids drawn evenly from ${productIds.length} products: most are read for the first time, from the store`,
      ],
    }
  })
}

/** How fast a page of the catalogue is read over GraphQL: twenty products, each with its supplier. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, type Work } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'

const asked = 0.06

const query = `query Products($category: [String!]) {
  products(first: 20, category: $category) {
    nodes { id sku name brand countryOfOrigin price { unitPrice currency } supplier { legalName } }
    pageInfo { hasNextPage endCursor }
  }
}`

type Page = {
  readonly nodes: readonly { readonly id: string; readonly supplier: { readonly legalName: string } | null }[]
}

export const graphqlList: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const market = await openMarket(options)
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, market.facts.buyer)
    const random = drawing(6)
    const read = async (send: Parameters<Work>[0], category: string): Promise<Page> => {
      const body = JSON.stringify({ query, variables: { category: [category] } })
      const reply = expectStatus(await send({ method: 'POST', path: '/graphql', headers, body }), 200)
      const { data, errors } = JSON.parse(reply.body.toString()) as { data: { products: Page }; errors?: unknown }
      if (errors !== undefined) throw new Error(reply.body.toString().slice(0, 300))
      return data.products
    }
    const work: Work = async (send) => {
      const { nodes } = await read(send, drawOne(random, market.facts.categories))
      if (nodes.length === 0 || nodes.some(({ supplier }) => !supplier?.legalName))
        throw new Error('Not a page with suppliers.')
    }
    progress('graphql-list: measuring')
    const figures = await compare(exchange, { connections: 32, rounds, roundMs: 4_000, headers, work })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, categories: market.facts.categories.length }),
      measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}`,
      passed: judgedRatio(composition, figures) >= asked,
      remarks: [`the newest 20 of one of ${market.facts.categories.length} categories, with prices and suppliers`],
    }
  })
}

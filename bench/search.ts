/** How fast words are found in 100,000 products: the best twenty, with facets, no query asked twice. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing } from './harness/draw.ts'
import { expectStatus } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'
import { drawWords } from './harness/search-words.ts'

const asked = 0.01
const facets = 'category,brand,country,allergenFree,certificate'

type Page = {
  readonly items: readonly object[]
  readonly page: { readonly total: number }
  readonly facets: Readonly<Record<string, readonly object[]>>
}

export const search: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const market = await openMarket(options)
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, market.facts.buyer)
    const random = drawing(3)
    let [found, asks] = [0, 0]
    progress('search: measuring')
    const figures = await compare(exchange, {
      connections: 32,
      rounds,
      roundMs: 6_000,
      headers,
      async work(send) {
        const q = encodeURIComponent(drawWords(random, market.facts.names))
        const path = `/v1/products?q=${q}&facets=${facets}&limit=20`
        const page = JSON.parse(expectStatus(await send({ method: 'GET', path, headers }), 200).body.toString()) as Page
        if (page.items.length === 0 || page.facets['country'] === undefined) throw new Error(`Nothing for ${path}`)
        found += page.page.total
        asks += 1
      },
    })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, meanFound: found / asks }),
      measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}`,
      passed: judgedRatio(composition, figures) >= asked,
      remarks: [
        '2 or 3 words that stand together in a product’s name, drawn anew for each request; results are kept nowhere',
      ],
    }
  })
}

/** How fast a page of the catalogue is read: twenty products of a category and a country, each with its price. */
import { judgedRatio, percent, rounded, yardstickOf, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus, type Work } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withExchange } from './harness/market.ts'

const asked = 0.12

/** The pairs of a category and a country that fill a page. */
async function fullFilters(url: string, headers: Headers, categories: readonly string[]): Promise<string[]> {
  const pairs = categories.map(async (category) => {
    const filter = `category=${encodeURIComponent(category)}`
    const response = await fetch(`${url}/v1/products?${filter}&limit=1&facets=country`, { headers })
    const { facets } = (await response.json()) as { facets: { country: { value: string; count: number }[] } }
    return facets.country.filter(({ count }) => count >= 20).map(({ value }) => `${filter}&country=${value}`)
  })
  return (await Promise.all(pairs)).flat()
}

type Headers = Readonly<Record<string, string>>
type Page = { readonly items: readonly { readonly price?: { readonly unitPrice: string } }[] }

export const productList: Bench = async (options) => {
  const { composition, rounds, progress } = options
  const market = await openMarket(options)
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, market.facts.buyer)
    const filters = await fullFilters(exchange.url, headers, market.facts.categories)
    const random = drawing(2)
    progress('product-list: measuring')
    const listing =
      (headers: Headers): Work =>
      async (send) => {
        const path = `/v1/products?${drawOne(random, filters)}&limit=20`
        const { body } = expectStatus(await send({ method: 'GET', path, headers }), 200)
        const { items } = JSON.parse(body.toString()) as Page
        if (items.length !== 20 || items.some(({ price }) => price === undefined))
          throw new Error(`Not 20 with prices: ${path}`)
      }
    const shared = { connections: 32, rounds, roundMs: 4_000, headers }
    const figures = await compare(exchange, { ...shared, work: listing(headers) })
    progress('product-list: measuring without kept replies')
    const fresh = await compare(exchange, { ...shared, work: listing({ ...headers, 'cache-control': 'no-cache' }) })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, freshRatio: fresh.ratio, freshMicros: fresh.cpuMicros, filters: filters.length }),
      measured: `${percent(judgedRatio(composition, figures))} ${yardstickOf(composition)}`,
      passed: judgedRatio(composition, figures) >= asked,
      remarks: [
        `the newest 20 of a category and a country, ${filters.length} pairs of them: replies are kept until a product or a price changes`,
        `each found, priced and written anew (Cache-Control: no-cache): ${percent(fresh.ratio)}`,
      ],
    }
  })
}

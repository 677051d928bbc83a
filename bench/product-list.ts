/** How fast a page of the catalogue is read: twenty products of a category and a country, each with its price. */
import { percent, rounded, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { drawing, drawOne } from './harness/draw.ts'
import { expectStatus } from './harness/generate-load.ts'
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

export const productList: Bench = async ({ rounds, progress, data }) => {
  const market = await openMarket(progress, data)
  return withExchange(market, async (exchange) => {
    const headers = await clientHeaders(exchange.url, market.facts.buyer)
    const filters = await fullFilters(exchange.url, headers, market.facts.categories)
    const random = drawing(2)
    progress('product-list: measuring')
    const figures = await compare(exchange, {
      connections: 32,
      rounds,
      roundMs: 4_000,
      headers,
      async work(send) {
        const path = `/v1/products?${drawOne(random, filters)}&limit=20`
        const { items } = JSON.parse(
          expectStatus(await send({ method: 'GET', path, headers }), 200).body.toString(),
        ) as Page
        if (items.length !== 20 || items.some(({ price }) => price === undefined))
          throw new Error(`Not 20 with prices: ${path}`)
      },
    })
    return {
      ratio: figures.ratio,
      throughputRatio: figures.throughputRatio,
      figures: rounded({ ...figures, filters: filters.length }),
      measured: `${percent(figures.ratio)} of bare node:http`,
      passed: figures.ratio >= asked,
      remarks: [
        `the newest 20 of a category and a country, ${filters.length} pairs of them: after the first round their products are mostly in memory`,
      ],
    }
  })
}

/** Makes the market of the benches on a fresh data folder, through the API alone. */
import type { Client } from '../../sdk/index.ts'
import { daysAhead, openTradingFloor, type Company } from '../../test/support/open-trading-floor.ts'
import { startExchange } from '../../test/support/start-exchange.ts'
import type { Progress } from './bench.ts'
import { drawing, drawSome } from './draw.ts'
import { consumersDone, importCatalogue, importedProducts } from './import-catalogue.ts'
import { madeRows, hasRealRows, realRows, type MarketRow } from './market-rows.ts'
import type { MarketFacts, Party } from './market-facts.ts'
import { lastingClient } from './sign-in.ts'

const productsWanted = 100_000
/** The order bench draws from so many products, each with two lots that no bench empties. */
const stockedProducts = 5_000
const lotQuantity = 1_000_000_000
const pricesPerRequest = 1_000
const productsPerCertificate = 1_000
const requestsAtOnce = 16

const staffEmail = 'stella@platform.example'

type Making = {
  readonly url: string
  readonly supplier: Party
  readonly client: Client
  readonly staff: Client
  readonly random: () => number
  readonly progress: Progress
}

export async function makeMarket(data: string, progress: Progress): Promise<MarketFacts> {
  const exchange = await startExchange({ data, environment: { FX_LOG_LEVEL: 'warn' } })
  try {
    const floor = await openTradingFloor(exchange, { suppliers: 1 })
    const [supplier, buyer] = [partyOf(floor.suppliers[0]!), partyOf(floor.buyer)]
    const { url } = exchange
    const client = lastingClient(url, supplier.email, supplier.id)
    const staff = lastingClient(url, staffEmail, undefined, 'staff')
    return await fill({ url, supplier, client, staff, random: drawing(7), progress }, buyer)
  } finally {
    await exchange.stop()
  }
}

const partyOf = ({ id, siteId, owner: { email } }: Company): Party => ({ id, siteId, email })

async function fill(making: Making, buyer: Party): Promise<MarketFacts> {
  const { supplier, staff, random, progress } = making
  const products: { readonly id: string; readonly name: string }[] = []
  const add = (id: string, name: string): void => void products.push({ id, name })
  if (hasRealRows()) {
    progress('importing real products')
    await importRows(making, realRows(), add)
  }
  const real = products.length
  progress(`${real} real products; making up ${productsWanted - real}`)
  if (real < productsWanted) await importRows(making, madeRows(productsWanted - real), add)
  if (products.length !== productsWanted) throw new Error(`There are ${products.length} products.`)
  const productIds = products.map(({ id }) => id)
  const stocked = drawSome(random, [...productIds.keys()], stockedProducts)
  await setPrices(making, productIds)
  await claimCertificates(making, productIds)
  await registerLots(
    making,
    stocked.map((at) => productIds[at]!),
  )
  progress('waiting for the search index')
  await consumersDone(staff)
  const names = products.map(({ name }) => name)
  return { supplier, buyer, staffEmail, productIds, names, stocked, ...(await facetValues(making)), real }
}

async function importRows(
  { url, supplier, client }: Making,
  rows: Iterable<MarketRow> | AsyncIterable<MarketRow>,
  add: (id: string, name: string) => void,
): Promise<void> {
  const names: string[] = []
  async function* lines(): AsyncGenerator<string> {
    for await (const row of rows) {
      names.push(row.name)
      yield `${JSON.stringify(row)}\n`
    }
  }
  const importer = { url, email: supplier.email, organisation: supplier.id }
  const { jobId } = await importCatalogue(importer, client, lines(), 'application/x-ndjson')
  for await (const { row, productId } of importedProducts(importer, jobId)) add(productId, names[row - 1]!)
}

/** A public price with two breaks for each product. */
async function setPrices({ client, random, progress }: Making, productIds: readonly string[]): Promise<void> {
  const basis = { currency: 'EUR', incoterm: 'DAP', place: 'Rotterdam', audience: { kind: 'public' } } as const
  const list = await client.openPriceList({ body: { name: 'Everything', ...basis, validFrom: daysAhead(-1) } })
  for (let start = 0; start < productIds.length; start += pricesPerRequest) {
    if (start % 20_000 === 0) progress(`prices: ${start} of ${productIds.length}`)
    const prices = productIds.slice(start, start + pricesPerRequest).map((productId) => {
      const cents = 50 + Math.floor(random() * 5_000)
      const unitPrice = (amount: number): string => (amount / 100).toFixed(2)
      const breaks = [
        { from: 1, unitPrice: unitPrice(cents) },
        { from: 100, unitPrice: unitPrice(cents * 0.9) },
      ]
      return { productId, breaks, minimumQuantity: 1, increment: 1 }
    })
    await client.setPrices({ params: { priceListId: list.data.id }, body: { prices } })
  }
}

/** One verified certificate of each scheme for products, each over a thousand drawn products. */
async function claimCertificates(
  { client, staff, random, progress }: Making,
  productIds: readonly string[],
): Promise<void> {
  const { data } = await client.listCertificateSchemes()
  progress('certificates')
  for (const { id: scheme } of data.items.filter((item) => item.scope === 'product').slice(0, 6)) {
    const covered = drawSome(random, productIds, productsPerCertificate)
    const validity = { validFrom: daysAhead(-30), validTo: daysAhead(700) }
    const body = { scheme, number: `${scheme}-1`, issuer: 'Control Union', scope: { productIds: covered }, ...validity }
    const claimed = await client.claimCertificate({ body })
    const params = { certificateId: claimed.data.id }
    await staff.verifyCertificate({ params, body: { reason: 'Seen at the issuer.' } })
  }
}

async function registerLots({ client, supplier, progress }: Making, productIds: readonly string[]): Promise<void> {
  let next = 0
  const register = async (): Promise<void> => {
    for (let at = next++; at < productIds.length; at = next++) {
      if (at % 1_000 === 0) progress(`lots: for ${at} of ${productIds.length} products`)
      const lot = { productId: productIds[at]!, siteId: supplier.siteId, quantity: lotQuantity }
      for (const [index, days] of [400, 500].entries())
        await client.registerLot({ body: { ...lot, code: `L${index + 1}`, markedOn: daysAhead(days) } })
    }
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, register))
}

async function facetValues({ client }: Making): Promise<Pick<MarketFacts, 'categories' | 'countries'>> {
  const { data } = await client.listProducts({ query: { limit: 1, facets: ['category', 'country'] } })
  type Counted = readonly { readonly value: string; readonly count: number }[]
  const { facets } = data as unknown as { facets: { category: Counted; country: Counted } }
  const frequent = (counted: Counted): string[] => counted.filter(({ count }) => count >= 20).map(({ value }) => value)
  return { categories: frequent(facets.category), countries: frequent(facets.country) }
}

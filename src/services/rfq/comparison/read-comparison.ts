/** Gathers what a comparison needs: every quote, one set of rates, the evidence for each product offered. */
import type { Reader } from '../../organisation/contract.ts'
import { tradedProduct, type EvidenceOf } from '../../product/contract.ts'
import { compareQuotes, type Comparison, type NamedQuote } from './comparison.ts'
import { readRates } from './exchange-rate-view.ts'
import type { Evidence } from './met-evidence.ts'
import { presentVersion } from '../quote/quote.ts'
import { quoteAggregate } from '../quote/quote-view.ts'
import type { KnownRfq } from '../request/rfq-state.ts'

/** How many products are looked at together. */
const productsAtOnce = 16

export async function readComparison(
  reader: Reader,
  evidenceOf: EvidenceOf,
  { details, quotes: received }: KnownRfq,
  at: string,
): Promise<Comparison> {
  const quotes = await readQuotes(
    reader,
    received.map(({ quoteId }) => quoteId),
  )
  const present = quotes.map(({ quote }) => presentVersion(quote))
  const rates = await readRates(
    reader,
    details.currency,
    present.map(({ currency }) => currency),
  )
  const productIds = [...new Set(present.flatMap(({ lines }) => lines.map(({ product }) => product.productId)))]
  // What is sold on the first day of delivery has to be covered then.
  const day = details.deliveries[0]!.date
  const evidence = new Map<string, Evidence>()
  for (let start = 0; start < productIds.length; start += productsAtOnce) {
    const some = productIds.slice(start, start + productsAtOnce)
    const found = await Promise.all(some.map((productId) => evidenceFor(reader, evidenceOf, productId, day)))
    for (const [index, productId] of some.entries()) evidence.set(productId, found[index]!)
  }
  return compareQuotes({ details, quotes, rates, evidence, at })
}

/** Quotes by id, as they are; at most what an RFQ takes. */
export async function readQuotes(reader: Reader, quoteIds: readonly string[]): Promise<readonly NamedQuote[]> {
  const read = await Promise.all(
    quoteIds.map(async (quoteId) => ({ quoteId, quote: (await reader.read(quoteAggregate, quoteId)).state })),
  )
  return read.flatMap(({ quoteId, quote }) => (quote.phase === 'known' ? [{ quoteId, quote }] : []))
}

async function evidenceFor(reader: Reader, evidenceOf: EvidenceOf, productId: string, day: string): Promise<Evidence> {
  const { certificates, freeOf } = await evidenceOf(reader, productId, day)
  const { shelfLifeDays } = await tradedProduct(reader, productId)
  return { certificates, freeOf, ...(shelfLifeDays !== undefined && { shelfLifeDays }) }
}

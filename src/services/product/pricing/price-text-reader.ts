/** Gives what a buyer pays as the JSON that goes out, so that a list of products costs a look-up for each. */
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import type { PriceOf, Sold } from './price-reader.ts'

/** The price at the least quantity on a day, as JSON; undefined where there is none. */
export type PriceTextOf = (
  product: Sold,
  buyerId: string | undefined,
  day: string,
) => string | undefined | Promise<string | undefined>

/** By what whatever shows prices is forgotten when any of them changes. */
export const pricesTag = 'prices'

type Needs = {
  readonly priceOf: PriceOf
  readonly cache: Pick<ByteCache, 'invalidate'>
  /** As long as the prices themselves are remembered. */
  readonly readModelMemoryMs: number
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

type Kept = { readonly until: number; readonly texts: Map<string, string | undefined> }

/** Some 300 bytes for each buyer. */
const productsMax = 20_000
const buyersPerProductMax = 20

export function createPriceTextReader(needs: Needs): PriceTextOf {
  const { priceOf, cache, readModelMemoryMs, monotonicMs, subscribe } = needs
  const kept = new Map<string, Kept>()
  let changes = 0
  subscribe((streams) => {
    const before = changes
    for (const stream of streams) {
      const [kind] = stream.split('-', 1)
      if (kind !== 'price' && kind !== 'pricelist' && kind !== 'customergroup') continue
      changes += 1
      if (kind === 'price') kept.delete(stream.slice(stream.indexOf('~') + 1))
      else kept.clear()
    }
    if (changes !== before) cache.invalidate([pricesTag])
  })
  const keep = (productId: string, whose: string, text: string | undefined): void => {
    const known = kept.get(productId)
    if (known && known.until > monotonicMs() && known.texts.size < buyersPerProductMax) {
      known.texts.set(whose, text)
      return
    }
    kept.delete(productId)
    kept.set(productId, { until: monotonicMs() + readModelMemoryMs, texts: new Map([[whose, text]]) })
    if (kept.size > productsMax) kept.delete(kept.keys().next().value!)
  }
  const load = async (product: Sold, buyerId: string | undefined, day: string) => {
    const before = changes
    const price = await priceOf(product, buyerId, { day })
    const text = price && JSON.stringify(price)
    // What was read while a price changed may be the earlier one.
    if (before === changes) keep(product.productId, `${buyerId ?? ''} ${day}`, text)
    return text
  }
  return (product, buyerId, day) => {
    const known = kept.get(product.productId)
    const whose = `${buyerId ?? ''} ${day}`
    if (known && known.until > monotonicMs() && known.texts.has(whose)) return known.texts.get(whose)
    return load(product, buyerId, day)
  }
}

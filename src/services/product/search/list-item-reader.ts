/** Gives products as lists carry them, each with the price its reader pays: kept in memory as the bytes that go out. */
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import type { PriceOf } from '../pricing/price-reader.ts'
import { productTag, type ProductReader } from '../catalogue/product-reader.ts'
import { summaryText, supplierOf } from '../catalogue/product-view.ts'
import type { Viewer } from '../catalogue/product-policies.ts'

/** A product and its price at the least quantity on a day; undefined for what does not exist or is not shown to the viewer. */
export type ListItemOf = (
  productId: string,
  viewer: Viewer,
  day: string,
) => Uint8Array | Promise<Uint8Array | undefined>

type Needs = {
  readonly productReader: ProductReader
  readonly priceOf: PriceOf
  readonly cache: ByteCache
  /** As long as the prices themselves are remembered. */
  readonly readModelMemoryMs: number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/** By what whatever shows prices is forgotten when any of them changes. */
export const pricesTag = 'prices'
/** By what all items are forgotten: which lists are for whom has changed. */
const listsTag = 'price-lists'
const priceTag = (productId: string): string => `price-of:${productId}`

export function createListItemReader(needs: Needs): ListItemOf {
  const { productReader, priceOf, cache, readModelMemoryMs, subscribe } = needs
  subscribe((streams) => {
    const outdated = new Set<string>()
    for (const stream of streams) {
      const [kind] = stream.split('-', 1)
      if (kind === 'price') outdated.add(priceTag(stream.slice(stream.indexOf('~') + 1)))
      else if (kind === 'pricelist' || kind === 'customergroup') outdated.add(listsTag)
    }
    if (outdated.size > 0) cache.invalidate([...outdated, pricesTag])
  })
  const load = async (key: string, productId: string, viewer: Viewer, day: string) => {
    const since = cache.generation()
    const found = await productReader.detail(productId, viewer)
    if (!found) return undefined
    const summary = summaryText(found.json)
    const price = await priceOf({ productId, supplierId: supplierOf(summary) }, viewer, { day })
    const bytes = Buffer.from(price ? `${summary.slice(0, -1)},"price":${JSON.stringify(price)}}` : summary)
    const tags = [productTag(productId), priceTag(productId), listsTag]
    cache.set(key, { bytes }, { ttlMs: readModelMemoryMs, tags, since })
    return bytes
  }
  return (productId, viewer, day) => {
    const key = `item ${viewer ?? ''} ${day} ${productId}`
    return cache.get(key)?.bytes ?? load(key, productId, viewer, day)
  }
}

/** Gives products as lists carry them, each with the price its reader pays: kept in memory as the bytes that go out. */
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import type { Load, ReadThrough } from '../../../infrastructure/cache/read-through.ts'
import type { PriceOf } from '../pricing/price-reader.ts'
import { productTag, type ProductReader } from '../catalogue/product-reader.ts'
import { pricedPerIn, summaryText, supplierOf } from '../catalogue/product-view.ts'
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
  readonly cache: Pick<ByteCache, 'invalidate'>
  /** Keeps the items: here, and where several processes serve, for all of them. */
  readonly itemMemory: ReadThrough
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

/** By what items are forgotten when streams change: their products', and whatever may change a price. */
export const itemTagsOf = (streams: readonly string[]): readonly string[] => [
  ...streams.filter((stream) => stream.startsWith(productTag(''))),
  ...priceTagsOf(streams),
]

function priceTagsOf(streams: readonly string[]): ReadonlySet<string> {
  const tags = new Set<string>()
  for (const stream of streams) {
    const [kind] = stream.split('-', 1)
    if (kind === 'price') tags.add(priceTag(stream.slice(stream.indexOf('~') + 1)))
    else if (kind === 'pricelist' || kind === 'customergroup') tags.add(listsTag)
  }
  return tags
}

export function createListItemReader(needs: Needs): ListItemOf {
  const { productReader, priceOf, cache, itemMemory, readModelMemoryMs, subscribe } = needs
  subscribe((streams) => {
    const outdated = priceTagsOf(streams)
    if (outdated.size > 0) cache.invalidate([...outdated, pricesTag])
  })
  const loadOf =
    (productId: string, viewer: Viewer, day: string): Load =>
    async () => {
      const found = await productReader.detail(productId, viewer)
      if (!found) return undefined
      const summary = summaryText(found.json)
      const price = await priceOf({ productId, supplierId: supplierOf(summary) }, viewer, { day })
      const shown = price && JSON.stringify({ ...price, pricedPer: pricedPerIn(found.json) })
      const bytes = Buffer.from(shown ? `${summary.slice(0, -1)},"price":${shown}}` : summary)
      return {
        entry: { bytes },
        ttlMs: readModelMemoryMs,
        tags: [productTag(productId), priceTag(productId), listsTag],
      }
    }
  return (productId, viewer, day) => {
    const read = itemMemory(`item ${viewer ?? ''} ${day} ${productId}`, loadOf(productId, viewer, day))
    return read instanceof Promise ? read.then(({ entry }) => entry?.bytes) : read.entry!.bytes
  }
}

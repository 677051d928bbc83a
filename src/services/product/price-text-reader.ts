/** Gives what a buyer pays as the JSON that goes out, so that a list of products costs a look-up for each. */
import type { PriceOf } from './price-reader.ts'

/** The price at the least quantity on a day, as JSON; undefined where there is none. */
export type PriceTextOf = (
  productId: string,
  buyerId: string | undefined,
  day: string,
) => string | undefined | Promise<string | undefined>

type Needs = {
  readonly priceOf: PriceOf
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/** As long as the prices themselves are remembered. */
const ttlMs = 2_000
/** Some 300 bytes each. */
const textsMax = 20_000
const priceStreams = /^(price|pricelist|customergroup)-/

export function createPriceTextReader({ priceOf, monotonicMs, subscribe }: Needs): PriceTextOf {
  const kept = new Map<
    string,
    { readonly text: string | undefined; readonly generation: number; readonly until: number }
  >()
  // Any change of any price outdates them all: prices are read a thousand times as often as they are set.
  let generation = 0
  subscribe((streams) => {
    if (streams.some((stream) => priceStreams.test(stream))) generation += 1
  })
  const load = async (key: string, productId: string, buyerId: string | undefined, day: string) => {
    const before = generation
    const until = monotonicMs() + ttlMs
    const price = await priceOf(productId, buyerId, { day })
    const text = price && JSON.stringify(price)
    kept.delete(key)
    kept.set(key, { text, generation: before, until })
    if (kept.size > textsMax) kept.delete(kept.keys().next().value!)
    return text
  }
  return (productId, buyerId, day) => {
    const key = `${productId}${buyerId ?? ''}${day}`
    const known = kept.get(key)
    return known && known.generation === generation && known.until > monotonicMs()
      ? known.text
      : load(key, productId, buyerId, day)
  }
}

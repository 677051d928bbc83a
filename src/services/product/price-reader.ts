/** Finds what a buyer pays: from memory where nothing changed, from read models for lists, from streams for decisions. */
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import {
  applicablePrice,
  type AppliedPrice,
  type Candidate,
  type PriceRank,
  type PriceWish,
} from './applicable-price.ts'
import { ownListsOf, type OwnLists } from './customer-lists-reader.ts'
import { priceId } from './price.ts'
import {
  priceAggregate,
  priceListAggregate,
  priceLists,
  prices,
  type PriceDocument,
  type PriceListDocument,
} from './price-view.ts'
import { productAggregate, products, type ProductDocument } from './product-view.ts'

/** What a buyer pays for one product; `buyerId` undefined: anybody. */
export type PriceOf = (
  productId: string,
  buyerId: string | undefined,
  wish: PriceWish,
) => Promise<AppliedPrice | undefined>

/** Public prices of one product, all its supplier's: the newest count, older than these are not looked at. */
const pricesPerProductMax = 200

async function publicPricesOf(documents: Documents, productId: string): Promise<readonly PriceDocument[]> {
  const found = await documents.find(prices, {
    index: 'publicByProduct',
    equals: [productId],
    // A price is named for its list, and lists for when they were opened.
    order: 'descending',
    limit: pricesPerProductMax,
  })
  return found.items.map(({ body }) => JSON.parse(body) as PriceDocument)
}

/**
 * What a buyer pays, judged on the streams themselves. Lists are found through read models, so that a list opened a
 * moment ago may be missed; a price that is found is never an outdated one.
 */
export const decidingPriceOf =
  (documents: Documents) => async (unit: Pick<Unit, 'read'>, productId: string, buyerId: string, wish: PriceWish) => {
    const open = await publicPricesOf(documents, productId)
    const { state: product } = await unit.read(productAggregate, productId)
    if (product.status === 'absent') return undefined
    const wanted: OwnLists = [
      ...(await ownListsOf(documents, product.supplierId, buyerId)),
      ...open.map(({ priceListId }) => ({ priceListId, rank: 'public' as const })),
    ]
    const candidates = await Promise.all(
      wanted.map(async ({ priceListId, rank }): Promise<Candidate | undefined> => {
        const price = await unit.read(priceAggregate, priceId(priceListId, productId))
        const list = await unit.read(priceListAggregate, priceListId)
        if (price.state.status !== 'set' || list.state.status === 'absent') return undefined
        return { rank, priceListId, list: list.state, price: price.state, version: price.version }
      }),
    )
    return applicablePrice(
      candidates.filter((candidate) => candidate !== undefined),
      wish,
    )
  }

type CacheNeeds = {
  readonly documents: Documents
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/** Own commits are heard of at once; those of other processes, and read models that lag, are caught up with so late. */
const ttlMs = 2_000
const productsMax = 20_000
const listsMax = 5_000
/** Of a supplier and a buyer: a page of products may be of as many suppliers as products. */
const pairsMax = 20_000

/** Remembers what was read, within bounds: entries leave when they are old, changed, or too many. */
function remembered<Value>(
  load: (key: string) => Promise<Value>,
  monotonicMs: () => number,
  keepMax: number,
  keepMs = ttlMs,
) {
  const kept = new Map<string, { readonly value: Promise<Value>; readonly until: number }>()
  return {
    get(key: string): Promise<Value> {
      const known = kept.get(key)
      if (known && known.until > monotonicMs()) return known.value
      const value = load(key)
      value.catch(() => kept.delete(key))
      kept.delete(key)
      kept.set(key, { value, until: monotonicMs() + keepMs })
      if (kept.size > keepMax) kept.delete(kept.keys().next().value!)
      return value
    },
    forget: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  }
}

/** For lists of products: twenty prices are some lookups in memory. */
export function createPriceReader({ documents, monotonicMs, subscribe }: CacheNeeds): PriceOf {
  const suppliers = remembered(
    async (productId) => {
      const found = await documents.get(products, productId)
      // Of one that the read models do not know yet, that is nothing to remember.
      if (!found) suppliers.forget(productId)
      return found && (JSON.parse(found.body) as ProductDocument).supplierId
    },
    monotonicMs,
    productsMax,
    // A product stays its supplier's.
    Infinity,
  )
  const ownLists = remembered(
    async (pair) => {
      const [supplierId = '', buyerId = ''] = pair.split(' ')
      return ownListsOf(documents, supplierId, buyerId)
    },
    monotonicMs,
    pairsMax,
  )
  const publicPrices = remembered((id) => publicPricesOf(documents, id), monotonicMs, productsMax)
  const ownPrices = remembered(
    async (id) => {
      const found = await documents.get(prices, id)
      return found && (JSON.parse(found.body) as PriceDocument)
    },
    monotonicMs,
    productsMax,
  )
  const lists = remembered(
    async (id) => {
      const found = await documents.get(priceLists, id)
      return found && (JSON.parse(found.body) as PriceListDocument)
    },
    monotonicMs,
    listsMax,
  )
  subscribe((streams) => {
    for (const stream of streams) {
      if (stream.startsWith('price-')) {
        const id = stream.slice('price-'.length)
        ownPrices.forget(id)
        publicPrices.forget(id.slice(id.indexOf('~') + 1))
      } else if (stream.startsWith('pricelist-') || stream.startsWith('customergroup-')) {
        ownLists.clear()
        lists.clear()
      }
    }
  })
  const candidateOf = async (price: PriceDocument | undefined, rank: PriceRank): Promise<Candidate | undefined> => {
    const list = price && (await lists.get(price.priceListId))
    if (!list) return undefined
    return { rank, priceListId: price.priceListId, list, price: { status: 'set', ...price }, version: price.version }
  }
  return async (productId, buyerId, wish) => {
    const supplierId = buyerId === undefined ? undefined : await suppliers.get(productId)
    const own = supplierId === undefined ? [] : await ownLists.get(`${supplierId} ${buyerId}`)
    const candidates = await Promise.all([
      ...own.map(async ({ priceListId, rank }) =>
        candidateOf(await ownPrices.get(priceId(priceListId, productId)), rank),
      ),
      ...(await publicPrices.get(productId)).map((price) => candidateOf(price, 'public')),
    ])
    return applicablePrice(
      candidates.filter((candidate) => candidate !== undefined),
      wish,
    )
  }
}

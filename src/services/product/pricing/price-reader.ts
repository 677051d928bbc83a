/** Finds what a buyer pays: from memory where nothing changed, from read models for lists, from streams for decisions. */
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
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
  everybody,
  priceAggregate,
  priceListAggregate,
  priceLists,
  prices,
  type PriceDocument,
  type PriceListDocument,
} from './price-view.ts'
import { productAggregate } from '../catalogue/product-view.ts'

/** A product, and who sells it. */
export type Sold = { readonly productId: string; readonly supplierId: string }

/** What a buyer pays for one product; `buyerId` undefined: anybody. */
export type PriceOf = (product: Sold, buyerId: string | undefined, wish: PriceWish) => Promise<AppliedPrice | undefined>

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

/** A supplier's public lists, by id; undefined when there are many. A price is then found by its id, in a third of the time. */
async function fewPublicListsOf(documents: Documents, supplierId: string): Promise<readonly string[] | undefined> {
  const equals = [everybody, supplierId]
  const { items, next } = await documents.find(priceLists, { index: 'byReader', equals, limit: fewLists })
  return next === undefined ? items.map(({ id }) => id) : undefined
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
  /** How long read models are believed: changes made in this process are heard of at once, others so late. */
  readonly readModelMemoryMs: number
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

const productsMax = 20_000
const listsMax = 5_000
/** Of a supplier and a buyer: a page of products may be of as many suppliers as products. */
const pairsMax = 20_000

/** A supplier with more public lists than this is asked by product which of them have it. */
const fewLists = 8

/** Remembers what was read, within bounds: entries leave when they are old, changed, or too many. */
function remembered<Value>(
  load: (key: string) => Promise<Value>,
  { monotonicMs, readModelMemoryMs }: Pick<CacheNeeds, 'monotonicMs' | 'readModelMemoryMs'>,
  keepMax: number,
) {
  const kept = new Map<string, { readonly value: Promise<Value>; readonly until: number }>()
  return {
    get(key: string): Promise<Value> {
      const known = kept.get(key)
      if (known && known.until > monotonicMs()) return known.value
      const value = load(key)
      value.catch(() => kept.delete(key))
      kept.delete(key)
      kept.set(key, { value, until: monotonicMs() + readModelMemoryMs })
      if (kept.size > keepMax) kept.delete(kept.keys().next().value!)
      return value
    },
    forget: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  }
}

/** For lists of products: twenty prices are some lookups in memory. */
export function createPriceReader(needs: CacheNeeds): PriceOf {
  const { documents, subscribe } = needs
  const ownLists = remembered(
    async (pair) => {
      const [supplierId = '', buyerId = ''] = pair.split(' ')
      return ownListsOf(documents, supplierId, buyerId)
    },
    needs,
    pairsMax,
  )
  const publicLists = remembered((supplierId) => fewPublicListsOf(documents, supplierId), needs, listsMax)
  const publicPrices = remembered((id) => publicPricesOf(documents, id), needs, productsMax)
  const pricesById = remembered(
    async (id) => {
      const found = await documents.get(prices, id)
      return found && (JSON.parse(found.body) as PriceDocument)
    },
    needs,
    productsMax,
  )
  const lists = remembered(
    async (id) => {
      const found = await documents.get(priceLists, id)
      return found && (JSON.parse(found.body) as PriceListDocument)
    },
    needs,
    listsMax,
  )
  subscribe((streams) => {
    for (const stream of streams) {
      if (stream.startsWith('price-')) {
        const id = stream.slice('price-'.length)
        pricesById.forget(id)
        publicPrices.forget(id.slice(id.indexOf('~') + 1))
      } else if (stream.startsWith('pricelist-') || stream.startsWith('customergroup-')) {
        ownLists.clear()
        publicLists.clear()
        lists.clear()
      }
    }
  })
  const candidateOf = async (price: PriceDocument | undefined, rank: PriceRank): Promise<Candidate | undefined> => {
    const list = price && (await lists.get(price.priceListId))
    if (!list) return undefined
    return { rank, priceListId: price.priceListId, list, price: { status: 'set', ...price }, version: price.version }
  }
  const openPricesOf = async ({ productId, supplierId }: Sold): Promise<readonly (PriceDocument | undefined)[]> => {
    const few = await publicLists.get(supplierId)
    if (!few) return publicPrices.get(productId)
    return Promise.all(few.map((listId) => pricesById.get(priceId(listId, productId))))
  }
  return async (product, buyerId, wish) => {
    const { productId, supplierId } = product
    const own = buyerId === undefined ? [] : await ownLists.get(`${supplierId} ${buyerId}`)
    const candidates = await Promise.all([
      ...own.map(async ({ priceListId, rank }) =>
        candidateOf(await pricesById.get(priceId(priceListId, productId)), rank),
      ),
      ...(await openPricesOf(product)).map((price) => candidateOf(price, 'public')),
    ])
    return applicablePrice(
      candidates.filter((candidate) => candidate !== undefined),
      wish,
    )
  }
}

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
import { priceId } from './price.ts'
import {
  customerGroups,
  priceAggregate,
  priceListAggregate,
  priceLists,
  prices,
  type PriceDocument,
  type PriceListDocument,
} from './price-view.ts'

/** The lists that are for one buyer and not for everybody. */
type OwnLists = readonly { readonly priceListId: string; readonly rank: PriceRank }[]

/** What a buyer pays for one product; `buyerId` undefined: anybody. */
export type PriceOf = (
  productId: string,
  buyerId: string | undefined,
  wish: PriceWish,
) => Promise<AppliedPrice | undefined>

/** Private lists of one buyer, public prices of one product: more than this is not looked at. */
export const listsPerBuyerMax = 100
const pricesPerProductMax = 200

/** The lists for a buyer, from the read models. */
export async function ownListsOf(documents: Documents, buyerId: string): Promise<OwnLists> {
  const memberships = await documents.find(customerGroups, {
    index: 'byMember',
    equals: [buyerId],
    limit: listsPerBuyerMax,
  })
  const readers = [
    { reader: `org:${buyerId}`, rank: 'customer' as const },
    ...memberships.items.map(({ id }) => ({ reader: `group:${id}`, rank: 'group' as const })),
  ]
  const found = await Promise.all(
    readers.map(async ({ reader, rank }) => {
      const { items } = await documents.find(priceLists, {
        index: 'byReader',
        equals: [reader],
        limit: listsPerBuyerMax,
      })
      return items.map(({ id }) => ({ priceListId: id, rank }))
    }),
  )
  return found.flat().slice(0, listsPerBuyerMax)
}

async function publicPricesOf(documents: Documents, productId: string): Promise<readonly PriceDocument[]> {
  const found = await documents.find(prices, {
    index: 'publicByProduct',
    equals: [productId],
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
    const wanted: OwnLists = [
      ...(await ownListsOf(documents, buyerId)),
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
const buyersMax = 5_000

/** Remembers what was read, within bounds: entries leave when they are old, changed, or too many. */
function remembered<Value>(load: (key: string) => Promise<Value>, monotonicMs: () => number, keepMax: number) {
  const kept = new Map<string, { readonly value: Promise<Value>; readonly until: number }>()
  return {
    get(key: string): Promise<Value> {
      const known = kept.get(key)
      if (known && known.until > monotonicMs()) return known.value
      const value = load(key)
      value.catch(() => kept.delete(key))
      kept.delete(key)
      kept.set(key, { value, until: monotonicMs() + ttlMs })
      if (kept.size > keepMax) kept.delete(kept.keys().next().value!)
      return value
    },
    forget: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  }
}

/** For lists of products: twenty prices are some lookups in memory. */
export function createPriceReader({ documents, monotonicMs, subscribe }: CacheNeeds): PriceOf {
  const ownLists = remembered((buyerId) => ownListsOf(documents, buyerId), monotonicMs, buyersMax)
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
    buyersMax,
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
    const own = buyerId === undefined ? [] : await ownLists.get(buyerId)
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

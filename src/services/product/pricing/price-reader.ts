/** Finds what a buyer pays: from memory where nothing changed, from read models for lists, from streams for decisions. */
import { everyStream } from '../../../infrastructure/store/commit-log.ts'
import type { DocumentReader, Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import {
  applicablePrice,
  type AppliedPrice,
  type Candidate,
  type PriceRank,
  type PriceWish,
} from './applicable-price.ts'
import type { OwnLists } from './customer-lists-reader.ts'
import type { ListsReader } from './lists-reader.ts'
import { priceId } from './price.ts'
import {
  priceAggregate,
  priceListAggregate,
  priceLists,
  prices,
  type PriceDocument,
  type PriceListDocument,
} from './price-view.ts'
import { remembered, type MemoryNeeds } from './remembered.ts'
import { productAggregate } from '../catalogue/product-view.ts'

/** A product, and who sells it. */
export type Sold = { readonly productId: string; readonly supplierId: string }

/** What a buyer pays for one product; `buyerId` undefined: anybody. */
export type PriceOf = (product: Sold, buyerId: string | undefined, wish: PriceWish) => Promise<AppliedPrice | undefined>

/** With more public lists than this it is looked up by one question which of them have the product. */
const fewLists = 8

/** What open lists say of a product: those that are withdrawn, however many, take nobody's place. */
async function publicPricesOf(
  documents: Pick<DocumentReader, 'getMany'>,
  productId: string,
  listIds: readonly string[],
): Promise<readonly PriceDocument[]> {
  const found = await documents.getMany(
    prices,
    listIds.map((listId) => priceId(listId, productId)),
  )
  return found.map(({ body }) => JSON.parse(body) as PriceDocument)
}

/**
 * What a buyer pays, judged on the streams themselves. Lists are found through read models, so that a list opened a
 * moment ago may be missed; a price that is found is never an outdated one.
 */
export const decidingPriceOf =
  (documents: Documents, lists: ListsReader) =>
  async (unit: Pick<Unit, 'read'>, productId: string, buyerId: string, wish: PriceWish) => {
    const { state: product } = await unit.read(productAggregate, productId)
    if (product.status === 'absent') return undefined
    const all = await lists.open(product.supplierId)
    const isFew = all.length <= fewLists
    const open = isFew ? all : (await publicPricesOf(documents, productId, all)).map(({ priceListId }) => priceListId)
    const wanted: OwnLists = [
      ...(await lists.own(product.supplierId, buyerId)),
      ...open.map((priceListId) => ({ priceListId, rank: 'public' as const })),
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

type CacheNeeds = MemoryNeeds & {
  readonly documents: Documents
  readonly lists: ListsReader
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

const productsMax = 20_000
const listsMax = 5_000

/** For lists of products: twenty prices are some lookups in memory. */
export function createPriceReader(needs: CacheNeeds): PriceOf {
  const { subscribe } = needs
  // What this process has forgotten it has heard of, and reads anew with that in it.
  const documents = needs.documents.nearby
  // A list that was opened since says nothing of the product before a price of it is set, which is heard of.
  const publicPrices = remembered(
    (productId, listIds: readonly string[]) => publicPricesOf(documents, productId, listIds),
    needs,
    productsMax,
  )
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
      } else if (stream === everyStream) {
        pricesById.clear()
        publicPrices.clear()
        lists.clear()
      } else if (stream.startsWith('pricelist-')) {
        lists.forget(stream.slice('pricelist-'.length))
      }
    }
  })
  const candidateOf = async (price: PriceDocument | undefined, rank: PriceRank): Promise<Candidate | undefined> => {
    const list = price && (await lists.get(price.priceListId))
    if (!list) return undefined
    return { rank, priceListId: price.priceListId, list, price: { status: 'set', ...price }, version: price.version }
  }
  const openPricesOf = async ({ productId, supplierId }: Sold): Promise<readonly (PriceDocument | undefined)[]> => {
    const open = await needs.lists.open(supplierId)
    if (open.length > fewLists) return publicPrices.get(productId, open)
    return Promise.all(open.map((listId) => pricesById.get(priceId(listId, productId))))
  }
  return async (product, buyerId, wish) => {
    const { productId, supplierId } = product
    const own = buyerId === undefined ? [] : await needs.lists.own(supplierId, buyerId)
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

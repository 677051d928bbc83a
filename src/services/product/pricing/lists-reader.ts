/** Tells which price lists may say what a buyer pays a supplier: found through read models, remembered until they change. */
import { everyStream } from '../../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import { ownListsOf, type OwnLists } from './customer-lists-reader.ts'
import { publicListsMax } from './price-audience-reader.ts'
import { everybody, priceLists } from './price-view.ts'
import { remembered, type MemoryNeeds } from './remembered.ts'

export type ListsReader = {
  /** Those that the supplier has made for this buyer. */
  own(supplierId: string, buyerId: string): Promise<OwnLists>
  /** A supplier's public lists that are open, by id. */
  open(supplierId: string): Promise<readonly string[]>
}

/** All that may be open, and those that were opened at the same moment as the last of them. */
const openListsMax = publicListsMax + 50
const suppliersMax = 5_000
/** Of a supplier and a buyer: a page of products may be of as many suppliers as products. */
const pairsMax = 20_000

/** Looks anew each time. */
export const lookUpLists = (documents: Documents): ListsReader => ({
  own: (supplierId, buyerId) => ownListsOf(documents, supplierId, buyerId),
  async open(supplierId) {
    const equals = [everybody, supplierId]
    const { items } = await documents.find(priceLists, { index: 'byReader', equals, limit: openListsMax })
    return items.map(({ id }) => id)
  },
})

type Needs = MemoryNeeds & {
  readonly documents: Documents
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

export function createListsReader(needs: Needs): ListsReader {
  const lists = lookUpLists(needs.documents)
  const own = remembered(
    async (pair) => {
      const [supplierId = '', buyerId = ''] = pair.split(' ')
      return lists.own(supplierId, buyerId)
    },
    needs,
    pairsMax,
  )
  const open = remembered(lists.open, needs, suppliersMax)
  needs.subscribe((streams) => {
    if (!streams.some((stream) => stream === everyStream || /^(pricelist|customergroup)-/.test(stream))) return
    own.clear()
    open.clear()
  })
  return { own: (supplierId, buyerId) => own.get(`${supplierId} ${buyerId}`), open: open.get }
}

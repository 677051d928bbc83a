/** Finds the price lists that are for one buyer and not for everybody: one supplier's at once, all of them page by page. */
import type { Documents, Found, StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { Then } from '../../../infrastructure/store/commands/show-as-of.ts'
import type { PriceRank } from './applicable-price.ts'
import { groupsPerOrganisationMax, listsPerGroupMax, listsPerOrganisationMax } from './price-audience-reader.ts'
import {
  customerGroupAggregate,
  customerGroups,
  groupReader,
  organisationReader,
  priceLists,
  type CustomerGroupDocument,
  type PriceListDocument,
} from './price-view.ts'

/** The lists that one supplier has made for one buyer. */
export type OwnLists = readonly { readonly priceListId: string; readonly rank: PriceRank }[]

/** Those opened at one instant are counted by none of them: what a rule lets through late is still looked at. */
const leeway = 2

/** All of one supplier's, so that how many others make never decides what a buyer pays. */
export async function ownListsOf(documents: Documents, supplierId: string, buyerId: string): Promise<OwnLists> {
  const listsOf = async (reader: string, rank: PriceRank, max: number): Promise<OwnLists> => {
    const equals = [reader, supplierId]
    const { items } = await documents.find(priceLists, { index: 'byReader', equals, limit: max * leeway })
    return items.map(({ id }) => ({ priceListId: id, rank }))
  }
  const groups = await documents.find(customerGroups, {
    index: 'byMember',
    equals: [buyerId, supplierId],
    limit: groupsPerOrganisationMax * leeway,
  })
  const found = await Promise.all([
    listsOf(organisationReader(buyerId), 'customer', listsPerOrganisationMax),
    ...groups.items.map(({ id }) => listsOf(groupReader(id), 'group', listsPerGroupMax)),
  ])
  return found.flat()
}

const isMember = async (documents: Documents, groupId: string, organisationId: string): Promise<boolean> => {
  const found = await documents.get(customerGroups, groupId)
  return (
    found !== undefined && (JSON.parse(found.body) as CustomerGroupDocument).organisationIds.includes(organisationId)
  )
}

/** Whether a list's prices are for an organisation: of groups the reader tells who was in them when the list was so. */
export async function mayReadList(
  { read }: Pick<Then, 'read'>,
  list: PriceListDocument,
  viewer: string,
): Promise<boolean> {
  if (list.supplierId === viewer) return true
  if (list.status === 'withdrawn') return false
  switch (list.audience.kind) {
    case 'public':
      return true
    case 'organisations':
      return list.audience.organisationIds.includes(viewer)
    case 'group': {
      const { state } = await read(customerGroupAggregate, list.audience.groupId)
      return state.status !== 'absent' && state.organisationIds.includes(viewer)
    }
  }
}

/** Where a buyer's walk stands: among the lists that name it, or, with `group`, among those of this group. */
type Place = {
  readonly group?: string
  /** Where the groups go on; null: nowhere. */
  readonly groups?: string | null
  /** Where the lists go on. */
  readonly lists?: string
}

/** Groups without lists cost a page nothing but these looks; it may be short, and still have a next one. */
const looksPerPage = 50

/** A page of the lists that any supplier has made for a buyer: those that name it, then its groups'. */
export async function listsForBuyer(
  documents: Documents,
  buyerId: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<Found> {
  // The gateway has sealed it, for this organisation.
  let place: Place = after === undefined ? {} : (JSON.parse(after) as Place)
  const hasLeft = place.group !== undefined && !(await isMember(documents, place.group, buyerId))
  if (hasLeft) {
    const next = await nextGroup(documents, buyerId, place)
    if (!next) return { items: [] }
    place = next
  }
  const items: StoredDocument[] = []
  for (let looks = 0; looks < looksPerPage && items.length < limit; looks += 1) {
    const found = await documents.find(priceLists, {
      index: 'byReader',
      equals: [place.group === undefined ? organisationReader(buyerId) : groupReader(place.group)],
      limit: limit - items.length,
      ...(place.lists !== undefined && { after: place.lists }),
    })
    items.push(...found.items)
    if (found.next !== undefined) return { items, next: JSON.stringify({ ...place, lists: found.next }) }
    const next = await nextGroup(documents, buyerId, place)
    if (!next) return { items }
    place = next
  }
  return { items, next: JSON.stringify(place) }
}

async function nextGroup(documents: Documents, buyerId: string, { groups }: Place): Promise<Place | undefined> {
  if (groups === null) return undefined
  const found = await documents.find(customerGroups, {
    index: 'byMember',
    equals: [buyerId],
    limit: 1,
    ...(groups !== undefined && { after: groups }),
  })
  const [group] = found.items
  return group && { group: group.id, groups: found.next ?? null }
}

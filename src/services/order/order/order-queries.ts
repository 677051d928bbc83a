/** An organisation's orders in one list, whichever side it stands on: each side is an index range of its own, joined here. */
import {
  cursorAt,
  decodeCursor,
  encodeCursor,
  type Documents,
  type Found,
  type StoredDocument,
} from '../../../infrastructure/store/documents.ts'
import { any, orders, type OrderDocument } from './order-view.ts'
import type { Side } from './order-events.ts'

export type OrderList = {
  readonly organisationId: string
  /** Both when absent. */
  readonly role?: Side
  readonly status?: string
  /** UTC, ISO 8601. */
  readonly since?: string
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string
}

/**
 * The newest first. An entry for "either side" would save the second look, and cost a write at every step of every
 * order: an order changes ten times as often as somebody leafs through all of them.
 */
export async function listOrders(documents: Documents, list: OrderList): Promise<Found> {
  const { organisationId, role, status = any, since, limit, after } = list
  const [createdAt, id] = after === undefined ? [] : decodeCursor(after)
  const pages = await Promise.all(
    (role ? [role] : (['buyer', 'supplier'] as const)).map((side) => {
      const equals = [organisationId, side, status]
      return documents.find(orders, {
        index: 'byParticipant',
        equals,
        ...(since !== undefined && { from: since }),
        order: 'descending',
        limit,
        ...(createdAt !== undefined && { after: cursorAt([...equals, createdAt], id!) }),
      })
    }),
  )
  const found = pages.flatMap(({ items }) => items.map(placed)).toSorted(newestFirst)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isMore = found.length > limit || pages.some(({ next }) => next !== undefined)
  return {
    items: items.map(({ stored }) => stored),
    ...(isMore && last && { next: encodeCursor([last.createdAt, last.stored.id]) }),
  }
}

type Placed = { readonly createdAt: string; readonly stored: StoredDocument }
const placed = (stored: StoredDocument): Placed => ({
  createdAt: (JSON.parse(stored.body) as OrderDocument).createdAt,
  stored,
})
const newestFirst = (a: Placed, b: Placed): number => {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  return a.stored.id < b.stored.id ? 1 : -1
}

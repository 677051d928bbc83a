import { afterEach, beforeEach, expect, test } from 'vitest'
import { documentWrite } from '../../../infrastructure/store/documents.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { openTestStore, type TestStore } from '../../../../test/support/open-test-store.ts'
import { listOrders, type OrderList } from './order-queries.ts'
import { orderAggregate, orders, type OrderDocument } from './order-view.ts'

let store: TestStore
beforeEach(async () => {
  store = await openTestStore([orderAggregate])
})
afterEach(() => store.dispose())

const trader = 'org_trader'
/** What a list tells orders apart by; of an order's other facts it knows nothing. */
const keep = (id: string, createdAt: string, facts: { buyerId: string; supplierId: string; status: string }) => {
  const { status, ...parties } = facts
  const document = { id, createdAt, updatedAt: createdAt, sentAt: createdAt, stage: { status }, ...parties }
  return store.documents.write([documentWrite(orders, id, 1, document as unknown as OrderDocument)])
}

async function leafThrough(list: Omit<OrderList, 'organisationId' | 'after'>): Promise<string[]> {
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listOrders(store.documents, { organisationId: trader, ...list, ...(after && { after }) })
    expect(page.items.length).toBeLessThanOrEqual(list.limit)
    seen.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return seen
}

test('who buys and sells finds all its orders in one list, each once, the newest first, whatever the page', async () => {
  const made: { id: string; createdAt: string; side: string; status: string }[] = []
  for (let n = 0; n < 40; n += 1) {
    const side = n % 3 === 0 ? 'supplier' : 'buyer'
    const status = n % 2 === 0 ? 'sent' : 'closed'
    // Two of each instant, on different sides now and then, so that a page may end between equals.
    const createdAt = `2027-03-01T08:00:${String(n >> 1).padStart(2, '0')}.000Z`
    const id = `ord_${String((n * 7) % 40).padStart(32, '0')}`
    const parties =
      side === 'buyer' ? { buyerId: trader, supplierId: 'org_b' } : { buyerId: 'org_b', supplierId: trader }
    await keep(id, createdAt, { ...parties, status })
    made.push({ id, createdAt, side, status })
  }
  await keep('ord_of_others', '2027-03-01T08:00:05.000Z', { buyerId: 'org_b', supplierId: 'org_c', status: 'sent' })
  const expected = (of: (order: (typeof made)[number]) => boolean): string[] =>
    made
      .filter(of)
      .toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? 1 : -1))
      .map(({ id }) => id)
  for (const limit of [1, 3, 7, 20, 100]) {
    expect(await leafThrough({ limit })).toEqual(expected(() => true))
    expect(await leafThrough({ limit, status: 'sent' })).toEqual(expected(({ status }) => status === 'sent'))
    expect(await leafThrough({ limit, role: 'supplier' })).toEqual(expected(({ side }) => side === 'supplier'))
  }
  const since = '2027-03-01T08:00:15.000Z'
  expect(await leafThrough({ limit: 4, since })).toEqual(expected(({ createdAt }) => createdAt >= since))
})

test('a place that no page ended at is refused', async () => {
  const list = { organisationId: trader, limit: 10, after: '{}' }
  await expect(listOrders(store.documents, list)).rejects.toThrow(Rejected)
})

/** Runs the job of standing orders at an instant, and holds what many runs at once leave behind to what one would. */
import { expect } from 'vitest'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { priceFor } from '../../product/contract.ts'
import { siteId, supplier, today, type TestTrade } from '../open-test-trade.fixture.ts'
import { placeDueOrders } from './standing-order-jobs.ts'

/** Tuesdays and Fridays, ordered two days before noon: the first in time is Friday the 5th. */
export const terms = (productId: string, more: object = {}) => ({
  lines: [{ productId, quantities: { tuesday: { quantity: 2, level: 'case' }, friday: 30 } }],
  from: today,
  until: '2027-03-28',
  leadDays: 2,
  cutOffHour: 12,
  shipTo: { siteId: siteId('shop') },
  ...more,
})

/** One run of the job's own handler. */
export function runAt(trade: TestTrade, at: string, execute: Execute) {
  trade.at = at
  const handler = placeDueOrders({
    jobs: trade.jobs,
    execute,
    documents: trade.documents,
    clock: { now: () => at, monotonicMs: () => performance.now() },
    priceFor: priceFor(trade.documents),
    unansweredOrders: { answerWithinMs: 48 * 3_600_000, stockPercent: 100, ordersMax: 100 },
  })
  return handler(null, {
    jobId: 'job_1',
    attempt: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    checkpoint: async () => undefined,
    lastCheckpoint: undefined,
  })
}

/** @param other  the executor of another process over the same store */
export async function expectOrderedOnce(trade: TestTrade, other: Execute): Promise<void> {
  const productId = await trade.product()
  const numbers = ['W-0', 'W-1', 'W-2', 'W-3', 'W-4']
  const opened: { readonly id: string }[] = []
  for (const poNumber of numbers)
    opened.push(
      await trade.done('buyer', '/v1/standing-orders', { supplierId: supplier, ...terms(productId, { poNumber }) }),
    )
  const at = '2027-03-02T13:00:00.000Z'
  const done = await Promise.all([trade.execute, other, trade.execute, other].map((each) => runAt(trade, at, each)))
  expect(done.reduce<number>((sum, each) => sum + (each as { placed: number }).placed, 0)).toBe(5)
  expect(await runAt(trade, '2027-03-03T11:59:00.000Z', other)).toEqual({ placed: 0, obstructed: 0 })
  const placed: { id: string; poNumber: string }[] = (await trade.done('buyer', '/v1/orders')).items
  expect(placed.map(({ poNumber }) => poNumber).toSorted()).toEqual(numbers)
  for (const { id } of opened) {
    const [first] = (await trade.done('buyer', `/v1/standing-orders/${id}/occurrences`)).items
    expect(first.status).toBe('placed')
    expect(placed.filter((order) => order.id === first.orderId)).toHaveLength(1)
    // The order and the note of it are one commit.
    const notedAt = await trade.store.positionOf(`standingorder-${id}`, 2)
    expect(notedAt).toBeDefined()
    expect(await trade.store.positionOf(`order-${first.orderId}`, 1)).toBe(notedAt)
  }
}

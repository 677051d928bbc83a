import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chdbEngine } from '../../../test/support/chdb-engine.ts'
import type { Message } from '../../event-bus/event-bus.ts'
import type { Analytics } from '../../infrastructure/analytics/analytics.ts'
import { openChdbAnalytics } from '../../infrastructure/analytics/chdb-analytics.ts'
import { createLog } from '../../telemetry/log.ts'
import { analyticsReactions } from './analytics-reactions.ts'
import { buyer, period, standingsFrom, storyMessages, suppliers, today } from './analytics-story.fixture.ts'
import { orderFigures, quoteFigures, stockFigures, type OrdersAsked, type QuotesAsked } from './analytics-queries.ts'
import { analyticsMigrations } from './analytics-tables.ts'

const engine = chdbEngine()

describe.skipIf(engine === undefined)('figures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-figures-'))
  let analytics: Analytics
  beforeAll(() => {
    analytics = openChdbAnalytics({
      path: join(folder, 'tables'),
      engine: engine!,
      schema: analyticsMigrations,
      log: createLog('silent'),
    })
  })
  beforeEach(() => analytics.clear())
  afterAll(async () => {
    await analytics.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Delivers messages in batches, as the bus does, and reads streams as late as `pick` says. */
  async function deliver(batches: readonly (readonly Message[])[], pick = (_least: number, most: number) => most) {
    const delivered = new Map<string, number>()
    const [consumer] = analyticsReactions({ analytics, standings: standingsFrom(() => delivered, pick) })
    if (!consumer || !('handleBatch' in consumer)) throw new Error('The consumer takes batches.')
    for (const batch of batches) {
      delivered.clear()
      for (const { stream, version } of batch) delivered.set(stream, Math.max(version, delivered.get(stream) ?? 0))
      await consumer.handleBatch(batch, new AbortController().signal)
    }
    return consumer
  }
  const ordersOf = (asked: Partial<OrdersAsked>) =>
    orderFigures(analytics, {
      organisationId: null,
      side: 'supplier',
      by: 'day',
      ...(period as object),
      ...asked,
    } as OrdersAsked)
  const quotesOf = (asked: Partial<QuotesAsked>) =>
    quoteFigures(analytics, {
      organisationId: null,
      side: 'supplier',
      by: 'supplier',
      ...(period as object),
      ...asked,
    } as QuotesAsked)
  const stockOf = (organisationId: string | null) =>
    stockFigures(analytics, { organisationId, ...(period as object), today, limit: 10, productId: null } as never)
  const everything = async () => [
    await ordersOf({}),
    await ordersOf({ by: 'category' }),
    await ordersOf({ by: 'status' }),
    await ordersOf({ organisationId: buyer, side: 'buyer', by: 'counterparty' }),
    await quotesOf({}),
    await quotesOf({ organisationId: suppliers[1], by: 'buyer' }),
    await stockOf(null),
  ]

  test('orders are counted once sent, without those called off, at what they are worth now', async () => {
    await deliver([storyMessages])
    expect(await ordersOf({})).toEqual([{ key: '2026-08-03', currency: 'EUR', orders: 1, lines: 2, value: 900 }])
    expect(await ordersOf({ by: 'status' })).toEqual([
      { key: 'cancelled', currency: 'EUR', orders: 1, lines: 2, value: 2_100 },
      { key: 'closed', currency: 'EUR', orders: 1, lines: 2, value: 900 },
    ])
    expect((await ordersOf({ by: 'category' })).map(({ key, value }) => [key, value])).toEqual([
      ['dairy', 800],
      ['none', 100],
    ])
  })

  test('an organisation sees its own side and nothing of others', async () => {
    await deliver([storyMessages])
    expect(await ordersOf({ organisationId: buyer, side: 'buyer', by: 'counterparty' })).toMatchObject([
      { key: suppliers[0], value: 900 },
    ])
    expect(await ordersOf({ organisationId: suppliers[0], by: 'organisation' })).toMatchObject([{ key: suppliers[0] }])
    expect(await ordersOf({ organisationId: suppliers[1] })).toEqual([])
    expect(await ordersOf({ organisationId: buyer, side: 'supplier' })).toEqual([])
    expect(await ordersOf({ organisationId: 'org_stranger' })).toEqual([])
    expect(await quotesOf({ organisationId: suppliers[1] })).toMatchObject([{ key: suppliers[1], won: 0, decided: 1 }])
    expect((await quotesOf({ organisationId: buyer, side: 'buyer' })).map(({ key }) => key)).toEqual([...suppliers])
    expect([await stockOf(buyer), (await stockOf(suppliers[0])).length]).toEqual([[], 1])
  })

  test('quotes: who answered, who won, how fast', async () => {
    await deliver([storyMessages])
    const [first, second] = await quotesOf({})
    expect(first).toEqual({
      key: suppliers[0],
      invitations: 1,
      answered: 1,
      quotes: 1,
      decided: 1,
      won: 1,
      responseSeconds: { median: 3_600, p90: 3_600 },
    })
    expect(second).toMatchObject({ won: 0, decided: 1, responseSeconds: { median: 86_400 } })
  })

  test('stock: what is left, when it expires, what was there on average', async () => {
    await deliver([storyMessages])
    const exposure = { expired: 0, within7Days: 60, within30Days: 0, within90Days: 0, later: 0, undated: 0 }
    // 100 on five days, 60 on five.
    expect(await stockOf(suppliers[0])).toEqual([
      {
        ownerId: suppliers[0],
        productId: 'prd_butter',
        unit: 'piece',
        onHand: 60,
        exposure,
        dispatched: 40,
        averageOnHand: 80,
      },
    ])
  })

  test('whatever is delivered twice, late or in another order, the figures are the same', async () => {
    await deliver([storyMessages])
    const expected = await everything()
    const order = fc.shuffledSubarray([...storyMessages], { minLength: storyMessages.length })
    const again = fc.shuffledSubarray([...storyMessages])
    await fc.assert(
      fc.asyncProperty(
        order,
        again,
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        async (all, some, size, chance) => {
          await analytics.clear()
          const queue = [...all, ...some]
          const batches = Array.from({ length: Math.ceil(queue.length / size) }, (_, n) =>
            queue.slice(n * size, (n + 1) * size),
          )
          await deliver(batches, (least, most) => least + Math.floor(chance * (most - least + 1)))
          expect(await everything()).toEqual(expected)
          const counted = await analytics.query({
            sql: 'SELECT count() AS rows, uniqExact(event_id) AS ids FROM events FINAL',
          })
          expect(counted).toEqual([{ rows: String(storyMessages.length), ids: String(storyMessages.length) }])
        },
      ),
      { numRuns: 5 },
    )
  })

  test('tables that were lost are told everything again, and only then', async () => {
    const consumer = await deliver([])
    expect(await consumer.beginsAnew?.()).toBe(true)
    await deliver([storyMessages])
    expect(await consumer.beginsAnew?.()).toBe(false)
  })
})

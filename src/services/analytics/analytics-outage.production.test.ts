import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openSwitchableProxy, type SwitchableProxy } from '../../../test/support/switchable-proxy.ts'
import { ask, createTestGateway } from '../../../test/support/test-gateway.ts'
import type { EventBus } from '../../event-bus/event-bus.ts'
import { openInProcessEventBus } from '../../event-bus/in-process/in-process-event-bus.ts'
import type { Analytics } from '../../infrastructure/analytics/analytics.ts'
import { openClickhouseAnalytics } from '../../infrastructure/analytics/clickhouse-analytics.ts'
import { eventReader } from '../../infrastructure/store/aggregate.ts'
import { logStart, parseStreamName } from '../../infrastructure/store/commit-log.ts'
import type { Caller } from '../../kernel/caller.ts'
import { createLog } from '../../telemetry/log.ts'
import { inventoryAggregates } from '../inventory/index.ts'
import { orderAggregates } from '../order/index.ts'
import { organisationAggregates } from '../organisation/index.ts'
import { productAggregates } from '../product/index.ts'
import { rfqAggregates } from '../rfq/index.ts'
import {
  openTestSourcing,
  orgId,
  publishRfq,
  quoteInput,
  type TestSourcing,
} from '../rfq/open-test-sourcing.fixture.ts'
import { analyticsMigrations, analyticsModule, analyticsProblems } from './index.ts'

const url = serverUrl('CLICKHOUSE_URL')
const kinds = ['order', 'product', 'rfq', 'quote', 'stock']

describe.skipIf(url === undefined)('with a server that comes and goes', () => {
  const database = `fx_outage_${crypto.randomUUID().slice(0, 8)}`
  let market: TestSourcing
  let proxy: SwitchableProxy
  let analytics: Analytics
  let bus: EventBus
  let ask_: (as: string, path: string) => ReturnType<typeof ask>
  let close: () => Promise<void>

  beforeAll(async () => {
    market = await openTestSourcing()
    proxy = await openSwitchableProxy(`${url}/${database}`)
    const log = createLog('silent')
    analytics = openClickhouseAnalytics({ url: proxy.url, schema: analyticsMigrations, log })
    const service = await analyticsModule.start({
      analytics,
      readState: market.readState,
      clock: { now: market.now, monotonicMs: () => performance.now() },
      log,
      fingerprint: (...parts) => String(parts.join().length),
    })
    bus = openInProcessEventBus({
      path: join(market.folder, 'bus.db'),
      log: market.store,
      readBody: eventReader([
        ...organisationAggregates,
        ...productAggregates,
        ...inventoryAggregates,
        ...orderAggregates,
        ...rfqAggregates,
      ]),
      now: Date.now,
      monotonicMs: () => performance.now(),
      random: Math.random,
      failed: (_group, error) => expect.unreachable(String(error)),
      retryBaseMs: 50,
    })
    for (const consumer of service.values.analyticsConsumers) bus.subscribe(consumer)
    const app = createTestGateway({
      routes: service.values.analyticsRoutes,
      authenticate: ({ authorization = '' }) => callerOf(authorization),
      problems: analyticsProblems,
    })
    ask_ = (as, path) => ask(app, { method: 'GET', url: path, headers: { authorization: as } })
    close = async () => {
      await app.close()
      await bus.stop(1_000)
      await service[Symbol.asyncDispose]()
      await analytics.close()
      await proxy.close()
      await market.dispose()
    }
    for (const name of ['buyer', 'first', 'second']) await market.organisation(name)
    for (const name of ['first', 'second']) await market.product(name, `${name}-butter`)
  })
  afterAll(async () => {
    await close()
    const client = createClient({ url: url! })
    await client.command({ query: `DROP DATABASE IF EXISTS ${database}` })
    await client.close()
  })

  const callerOf = (name: string): Caller =>
    name === 'staff'
      ? { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_1' }
      : { kind: 'user', userId: 'usr_1', sessionId: 'ses_1', acting: { organisationId: orgId(name), role: 'viewer' } }
  const emitted = async () => {
    let events = 0
    let after = logStart
    for (;;) {
      const page = await market.store.readCommits({ after, limit: 100 })
      if (page.length === 0) return events
      for (const { extensions } of page)
        for (const extension of extensions)
          if (kinds.includes(parseStreamName(extension.stream).kind)) events += extension.events.length
      after = page.at(-1)!.position
    }
  }
  const sourceOnce = async () => {
    const rfqId = await publishRfq(market, ['first', 'second'])
    const quoted = await market.send(
      'first',
      'POST',
      `/v1/rfqs/${rfqId}/quotes`,
      quoteInput(market, 'first-butter', '1.10'),
    )
    expect(quoted.status, quoted.text).toBe(201)
  }
  const told = async () => {
    const sql = 'SELECT count() AS rows, uniqExact(event_id) AS ids FROM events FINAL'
    const [row] = await analytics.query({ sql })
    return { rows: Number(row?.['rows']), ids: Number(row?.['ids']) }
  }
  const expectAllTold = async () => {
    const all = await emitted()
    await vi.waitFor(async () => expect(await told()).toEqual({ rows: all, ids: all }), {
      timeout: 10_000,
      interval: 100,
    })
  }

  test('away at the start, away in between: the log keeps all of it, and each event is told once', async () => {
    await sourceOnce()
    proxy.switchOff()
    await bus.start()
    await sourceOnce()
    expect(await ask_('first', '/v1/analytics/quotes')).toMatchObject({
      status: 503,
      body: { code: 'analytics/unavailable' },
      headers: { 'retry-after': '30' },
    })
    proxy.switchOn()
    await expectAllTold()
    for (let time = 0; time < 4; time++) {
      if (time % 2 === 0) proxy.switchOff()
      else proxy.switchOn()
      await sourceOnce()
    }
    await expectAllTold()
    expect(await bus.deadLetters({ limit: 10 })).toEqual([])
    expect(await bus.lag()).toMatchObject([{ group: 'analytics', parked: 0 }])
  }, 30_000)

  test('members see their own side, staff all; nobody names another’s organisation', async () => {
    await expectAllTold()
    const asFirst = await ask_('first', '/v1/analytics/quotes')
    expect(asFirst.body.items).toMatchObject([
      { key: orgId('first'), invitations: 6, answered: 6, quoteRate: 1, winRate: null },
    ])
    const asSecond = await ask_('second', '/v1/analytics/quotes')
    expect(asSecond.body.items).toMatchObject([
      { key: orgId('second'), invitations: 6, answered: 0, quoteRate: 0, responseSeconds: null },
    ])
    const asBuyer = await ask_('buyer', '/v1/analytics/quotes?side=buyer')
    expect(asBuyer.body.items).toHaveLength(2)
    expect((await ask_('buyer', '/v1/analytics/quotes')).body.items).toEqual([])
    expect((await ask_('stranger', '/v1/analytics/quotes?side=buyer')).body.items).toEqual([])
    expect((await ask_('staff', '/v1/analytics/quotes')).body.items).toHaveLength(2)
    expect((await ask_('staff', `/v1/analytics/quotes?organisationId=${orgId('second')}`)).body.items).toHaveLength(1)
    const other = await ask_('first', `/v1/analytics/quotes?organisationId=${orgId('second')}`)
    expect(other).toMatchObject({ status: 403, body: { code: 'analytics/other-organisation' } })
    for (const path of ['orders?groupBy=category', 'orders?groupBy=status&side=buyer', 'stock'])
      expect(await ask_('first', `/v1/analytics/${path}`), path).toMatchObject({ status: 200, body: { items: [] } })
  })

  test('requests are for staff; what is no period or no key is refused', async () => {
    expect((await ask_('first', '/v1/analytics/requests')).status).toBe(403)
    expect((await ask_('staff', '/v1/analytics/requests')).body).toMatchObject({ items: [], lost: 0 })
    const reversed = await ask_('first', '/v1/analytics/orders?from=2026-08-02&to=2026-08-01')
    expect(reversed).toMatchObject({ status: 422, body: { code: 'analytics/period' } })
    expect((await ask_('first', '/v1/analytics/orders?groupBy=currency')).status).toBe(400)
  })
})

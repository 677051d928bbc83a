/** Without its engine analytics costs nothing, says what is missing, and keeps nobody from trading. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const cache = mkdtempSync(join(tmpdir(), 'fx-cache-'))
let exchange: RunningExchange
let floor: TradingFloor

beforeAll(async () => {
  exchange = await startExchange({ environment: { XDG_CACHE_HOME: cache } })
  floor = await openTradingFloor(exchange, { suppliers: 0 })
})
afterAll(async () => {
  await exchange[Symbol.asyncDispose]()
  rmSync(cache, { recursive: true })
})

test('every figure is refused with the command that installs the engine', async () => {
  for (const [path, token] of [
    ['/v1/analytics/orders', floor.buyer.owner.token],
    ['/v1/analytics/quotes', floor.buyer.owner.token],
    ['/v1/analytics/stock', floor.staff.token],
    ['/v1/analytics/requests', floor.staff.token],
  ] as const) {
    const { status, headers, body } = await sendRaw(exchange.url)({ path, token })
    expect([status, headers.get('retry-after')], path).toEqual([503, '300'])
    expect(body, path).toMatchObject({
      code: 'analytics/not-installed',
      facts: { command: 'npm run fx -- analytics install' },
    })
  }
})

test('nobody listens for it', async () => {
  const { data } = await floor.staff.client.listConsumers()
  expect(data.items.map(({ name }) => name)).not.toContain('analytics')
})

test('fx says that it is not there, and how to get it', async () => {
  const environment = { XDG_CACHE_HOME: cache }
  const { exitCode, stdout } = await runFx(['analytics', 'status'], { environment })
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('npm run fx -- analytics install')])
  const asJson = await runFx(['analytics', 'status', '--json'], { environment })
  expect(JSON.parse(asJson.stdout)).toMatchObject({ installed: false, sizeBytes: 0 })
})

test('an installation that fails says why and leaves nothing behind', async () => {
  const environment = {
    XDG_CACHE_HOME: join(cache, 'other'),
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_cache: join(cache, 'npm'),
    HOME: cache,
  }
  const { exitCode, stderr } = await runFx(['analytics', 'install'], { environment })
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/Nothing was installed.*CLICKHOUSE_URL|Linux on x64/s)
  const { stdout } = await runFx(['analytics', 'status', '--json'], { environment })
  expect(JSON.parse(stdout)).toMatchObject({ installed: false })
})

/** An import that was answered 202 is done, once, though Redis was away when it came, or forgot it before it ran. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRedisServer, type RedisServerUnderTest } from '../support/redis-server-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL'] as const).map(serverUrl)
/** Connections are tried again, somebody looks for jobs that Redis does not know. */
const patience = { withinMs: 40_000 }

describe.skipIf(servers.includes(undefined))('promised imports', () => {
  let redis: RedisServerUnderTest
  let exchange: RunningExchange
  let floor: TradingFloor

  beforeAll(async () => {
    redis = await createRedisServer()
    await redis.start()
    exchange = await startExchange({ layout: 'two', environment: { REDIS_URL: redis.url } })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
  })
  afterAll(async () => {
    await exchange?.[Symbol.asyncDispose]()
    await redis?.dispose()
  })

  const ask = async (path: string, more: RequestInit = {}): Promise<Response> => {
    const { owner, id } = floor.suppliers[0]!
    const headers = { authorization: `Bearer ${owner.token}`, 'fx-organisation': id, ...more.headers }
    return fetch(`${exchange.url}${path}`, { ...more, headers })
  }
  const upload = async (sku: string): Promise<string> => {
    const reply = await ask('/v1/products/imports', {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'idempotency-key': `import-${sku}` },
      body: `sku,name\n${sku}-1,Gouda\n${sku}-2,Edam\n`,
    })
    expect(reply.status, await reply.clone().text()).toBe(202)
    return reply.headers.get('location')!
  }
  const job = async (location: string) =>
    (await (await ask(location)).json()) as { state?: string; result?: { created: number; unchanged: number } }
  const done = { state: 'succeeded', result: { rows: 2, refused: 0 } }

  test('while Redis is away it is accepted once, can be asked for, and is done when Redis is back', async () => {
    await redis.kill()
    const location = await upload('AWAY')
    expect(await upload('AWAY')).toBe(location)
    expect(await job(location)).toMatchObject({ state: 'queued' })
    await redis.start()
    const ended = await eventually(() => job(location), { ...patience, isThere: ({ state }) => state === 'succeeded' })
    expect(ended).toMatchObject({ ...done, result: { created: 2 } })
  })

  test('what Redis forgot in between (FLUSHALL) is done all the same, and what was done is not done again', async () => {
    const location = await upload('GONE')
    await redis.command('FLUSHALL')
    const ended = await eventually(() => job(location), { ...patience, isThere: ({ state }) => state === 'succeeded' })
    expect(ended).toMatchObject(done)
    await redis.command('FLUSHALL')
    expect(await upload('GONE')).toBe(location)
    expect(await job(location)).toMatchObject({ state: ended.state, result: ended.result })
  })
})

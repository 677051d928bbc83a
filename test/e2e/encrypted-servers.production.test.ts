/** Between the exchange and its servers: TLS with certificates on both sides, and nothing for who has none. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSecrets } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { createAuthority } from '../support/make-certificates.ts'
import { daysAhead, openTradingFloor } from '../support/open-trading-floor.ts'
import { runMain } from '../support/run-main.ts'
import { serverUrl } from '../support/server-url.ts'
import { startEncryptedServers, writePair, type EncryptedServers } from '../support/start-encrypted-servers.ts'
import { startExchange } from '../support/start-exchange.ts'
import { startProcess } from '../support/start-process.ts'

describe.skipIf(serverUrl('MONGODB_URL') === undefined)('an exchange on servers that demand certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-encrypted-'))
  const authority = createAuthority()
  let servers: EncryptedServers | undefined
  let identity: Readonly<Record<string, string>>

  beforeAll(async () => {
    servers = await startEncryptedServers(folder, authority)
    const files = writePair(folder, 'exchange', authority.issue(['spiffe://foodxchange.example/exchange']))
    identity = { FX_TLS_CA: join(folder, 'ca.pem'), FX_TLS_CERTIFICATE: files.cert, FX_TLS_KEY: files.key }
  }, 120_000)
  afterAll(async () => {
    await servers?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('trades as ever: orders, events and jobs go over them', async () => {
    const data = join(folder, 'data')
    const environment = { ...servers!.environment, ...identity, FX_SECRETS_FILE: writeSecrets(data) }
    await using exchange = await startExchange({
      data,
      layout: 'embedded',
      environment: { ...environment, FX_REDIS_TIMEOUT_MS: '1000' },
    })
    const floor = await openTradingFloor(exchange, { suppliers: 1 })
    const [supplier] = floor.suppliers
    const { productId } = await floor.offer(supplier!)
    const { client } = floor.buyer.owner
    const lines = [{ productId, quantity: 1, deliveryDate: daysAhead(9) }]
    const { data: order } = await client.placeOrder({
      body: { supplierId: supplier!.id, lines, shipTo: { siteId: floor.buyer.siteId } },
    })
    await client.sendOrder({ params: { orderId: order.id } })
    // What is found came over the bus; a file is a job.
    await eventually(async () => (await client.listProducts({ query: { q: 'gouda' } })).data.items[0])
    const board = await fetch(`${exchange.url}/v1/staff/jobs-board/api/queues`, {
      headers: { authorization: `Bearer ${floor.staff.token}` },
    })
    expect(board.status).toBe(200)
    expect(exchange.output()).not.toContain('redis-away')
  })

  const start = async (environment: Readonly<Record<string, string>>) => {
    const none = { ELASTICSEARCH_URL: '', CLICKHOUSE_URL: '', FX_MONGODB_SERVER_SELECTION_TIMEOUT_MS: '1500' }
    const given = { ...none, ...servers!.environment, ...environment }
    const data = join(folder, 'refused')
    const { code, err } = await runMain(['--port', '0', '--data', data], {
      ...given,
      FX_SECRETS_FILE: writeSecrets(data),
    })
    return { code, said: err.trim().split('\n').at(-1) ?? '' }
  }

  test('whoever shows no certificate, or somebody else’s, is not let in, and says which setting to look at', async () => {
    const files = writePair(
      folder,
      'stranger',
      createAuthority('Somebody').issue(['spiffe://foodxchange.example/exchange']),
    )
    const strangers = { ...identity, FX_TLS_CERTIFICATE: files.cert, FX_TLS_KEY: files.key }
    for (const environment of [{ FX_TLS_CA: identity['FX_TLS_CA']! }, strangers]) {
      const { code, said } = await start(environment)
      expect(code).toBe(1)
      expect(said).toMatch(/No primary of MongoDB answers.*FX_TLS_CERTIFICATE/)
    }
  })

  test('servers that somebody else vouches for are not believed', async () => {
    const { code, said } = await start({
      ...identity,
      FX_TLS_CA: writePair(folder, 'other', { cert: createAuthority().certificate, key: '' }).cert,
    })
    expect(code).toBe(1)
    expect(said).toMatch(/No primary of MongoDB answers.*FX_TLS_CA/)
  })

  test('a Redis that refuses is told of with the same settings, and the exchange goes on without it', async () => {
    const none = { MONGODB_URL: '', ELASTICSEARCH_URL: '', CLICKHOUSE_URL: '' }
    const { REDIS_URL } = servers!.environment
    const environment = { ...none, REDIS_URL, FX_TLS_CA: identity['FX_TLS_CA'] }
    const alone = await startProcess(['--data', join(folder, 'alone')], environment)
    try {
      // On a busy machine handshakes time out at first, which is told as another trouble.
      const said = /"event":"redis-away".*FX_TLS_CERTIFICATE and FX_TLS_KEY are shown/
      await expect.poll(() => alone.output(), { timeout: 40_000 }).toMatch(said)
      expect((await fetch(`${alone.url}/readyz`)).status).toBe(200)
    } finally {
      expect(await alone.end('SIGTERM')).toBe(0)
    }
  })
})

/** Between the proxy and a process of the exchange: Envoys of deploy/envoy, or the exchange’s own listener, and nobody else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../bench/harness/free-port.ts'
import { askOverTls } from '../support/ask-over-tls.ts'
import { createAuthority } from '../support/make-certificates.ts'
import { faultsOf, openEnvoy, writeEnvoyFiles, type OpenEnvoy } from '../support/open-envoy.ts'
import { openTestSocket } from '../support/open-test-socket.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { writePair } from '../support/start-encrypted-servers.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { startProcess } from '../support/start-process.ts'

const identity = (who: string): string => `spiffe://foodxchange.example/${who}`
const authority = createAuthority()
const ca = authority.certificate
const folder = mkdtempSync(join(tmpdir(), 'foodxchange-envoy-'))
let exchange: RunningExchange
let floor: TradingFloor
let ingress: OpenEnvoy
let egress: OpenEnvoy

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  const target = new URL(exchange.url).host
  ingress = await openEnvoy('ingress', { folder, ca, own: authority.issue([identity('exchange')]), target })
  const own = authority.issue([identity('proxy')])
  egress = await openEnvoy('egress', { folder, ca, own, target: `127.0.0.1:${ingress.port}` })
})
afterAll(async () => {
  await egress[Symbol.asyncDispose]()
  await ingress[Symbol.asyncDispose]()
  await exchange[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('Envoy takes both configurations, and refuses one that says something else', async () => {
  const settings = { folder: join(folder, 'validated'), ca, own: authority.issue(['a']), target: '127.0.0.1:1' }
  for (const name of ['ingress', 'egress'] as const)
    expect(await faultsOf((await writeEnvoyFiles(name, settings)).configuration), name).toBe('')
  const wrong = join(folder, 'wrong.yaml')
  writeFileSync(wrong, 'static_resources: { listeners: [{ naem: inside }] }')
  expect(await faultsOf(wrong)).toMatch(/naem/)
})

const throughIngress = (pair: object) =>
  askOverTls(`https://127.0.0.1:${ingress.port}/readyz`, {
    ca,
    checkServerIdentity: () => undefined,
    ...pair,
  })

test('whoever shows no certificate, a stranger’s, or one of somebody else of ours, is refused', async () => {
  const strangers = [{}, createAuthority().issue([identity('proxy')]), authority.issue([identity('cleaner')])]
  for (const pair of strangers)
    await expect(throughIngress(pair)).rejects.toThrow(/alert|hang up|ECONNRESET|certificate/)
  expect(await throughIngress(authority.issue([identity('proxy')]))).toMatchObject({ status: 200 })
})

test('a proxy with an Envoy reaches the exchange: requests, problems, sockets', async () => {
  const url = `http://127.0.0.1:${egress.port}`
  const { token } = floor.buyer.owner
  const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  expect([me.status, ((await me.json()) as { id: string }).id]).toEqual([200, floor.buyer.owner.userId])
  expect((await fetch(`${url}/v1/orders`)).status).toBe(401)
  await using socket = await openTestSocket(url, { headers: { authorization: `Bearer ${token}` } })
  expect(socket.protocol).toBe('')
})

test('an Envoy that leads to somebody else’s server lets nothing out', async () => {
  const impostor = await openEnvoy('ingress', {
    folder: join(folder, 'impostor'),
    ca,
    own: authority.issue([identity('cleaner')]),
    target: new URL(exchange.url).host,
  })
  const settings = { ca, own: authority.issue([identity('proxy')]), target: `127.0.0.1:${impostor.port}` }
  const misled = await openEnvoy('egress', { folder: join(folder, 'misled'), ...settings })
  await expect(fetch(`http://127.0.0.1:${misled.port}/readyz`)).rejects.toThrow('fetch failed')
  await misled[Symbol.asyncDispose]()
  await impostor[Symbol.asyncDispose]()
})

test('where the exchange listens to TLS itself, an Envoy before it is let in, and nobody else', async () => {
  const files = writePair(folder, 'exchange', authority.issue([identity('exchange')]))
  writeFileSync(join(folder, 'ca.pem'), ca)
  const healthPort = await freePort()
  const own = await startProcess(['--data', join(folder, 'data')], {
    FX_TLS_CA: join(folder, 'ca.pem'),
    FX_TLS_CERTIFICATE: files.cert,
    FX_TLS_KEY: files.key,
    FX_TLS_PEERS: identity('proxy'),
    FX_HEALTH_PORT: `${healthPort}`,
  })
  const { host } = new URL(own.url)
  const settings = { ca, own: authority.issue([identity('proxy')]), target: host }
  const outwards = await openEnvoy('egress', { folder: join(folder, 'outwards'), ...settings })
  try {
    expect((await fetch(`http://127.0.0.1:${outwards.port}/readyz`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${healthPort}/readyz`)).status).toBe(200)
    await expect(askOverTls(`https://${host}/readyz`, { ca, checkServerIdentity: () => undefined })).rejects.toThrow(
      /alert|hang up|ECONNRESET/,
    )
    await expect.poll(() => own.output()).toMatch(/"event":"peer-refused".*"security":"authn_login_fail"/)
  } finally {
    await outwards[Symbol.asyncDispose]()
    expect(await own.end('SIGTERM')).toBe(0)
  }
})

/** The listener that demands certificates, over real connections: who may call, and who is refused before any HTTP. */
import { X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askOverTls } from '../../../test/support/ask-over-tls.ts'
import { createAuthority, type Pair } from '../../../test/support/make-certificates.ts'
import { createTestGateway } from '../../../test/support/test-gateway.ts'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import { createLog, type Log } from '../../telemetry/log.ts'

const [proxy, other] = ['spiffe://foodxchange.example/proxy', 'spiffe://foodxchange.example/cleaner']
const authority = createAuthority()
const ca = authority.certificate
const identity = (): TlsIdentity => ({ ca, ...authority.issue(['spiffe://foodxchange.example/exchange', '127.0.0.1']) })

const warned: Record<string, unknown>[] = []
const warn = (fields: Record<string, unknown>): void => void warned.push(fields)
const log = Object.assign(Object.create(createLog('silent')) as Log, { warn })

let app: FastifyInstance
let url: string
let renew: (next: TlsIdentity) => void
let followed = 0
beforeAll(async () => {
  app = createTestGateway({
    routes: [],
    authenticate: () => ({ kind: 'anonymous' }),
    problems: {},
    log,
    listener: {
      identity: identity(),
      peers: [proxy!],
      follow(renewed) {
        renew = renewed
        followed += 1
        return () => void (followed -= 1)
      },
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `https://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterAll(() => app.close())
beforeEach(() => void (warned.length = 0))

const ask = (pair: Partial<Pair>, more: object = {}) => askOverTls(`${url}/livez`, { ca, ...pair, ...more })

test('whoever is listed is served', async () => {
  expect(await ask(authority.issue([proxy!]))).toMatchObject({ status: 200, text: '{"status":"ok"}' })
  expect(await ask(authority.issue(['proxy.example', proxy!, '127.0.0.1']))).toMatchObject({ status: 200 })
  expect(warned).toEqual([])
})

test('whoever shows no certificate, or one that our authority did not sign, is refused in the handshake', async () => {
  const stale = authority.issue([proxy!], { untilMs: Date.now() - 60_000 })
  for (const pair of [{}, createAuthority().issue([proxy!]), stale])
    await expect(ask(pair)).rejects.toThrow(/alert|hang up|ECONNRESET|certificate/)
  await expect.poll(() => warned.length).toBe(3)
  for (const line of warned) expect(line).toMatchObject({ event: 'peer-refused', security: 'authn_login_fail' })
})

test('who is somebody else, or nobody in particular, is refused by name', async () => {
  for (const names of [[other!], ['proxy.example'], [proxy!, other!], [`${proxy}/more`]])
    await expect(ask(authority.issue(names))).rejects.toThrow(/hang up|ECONNRESET/)
  expect(warned.map(({ peer }) => peer)).toEqual([other, undefined, undefined, `${proxy}/more`])
  for (const line of warned) expect(line).toMatchObject({ event: 'peer-refused', security: 'authz_fail' })
})

test('neither plain HTTP nor an older TLS is spoken', async () => {
  await expect(fetch(`${url.replace('https', 'http')}/livez`)).rejects.toThrow('fetch failed')
  await expect(ask(authority.issue([proxy!]), { maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert|hang up|ECONNRESET/)
})

test('of the suites that a caller has, the strongest is taken, and none but the recommended three', async () => {
  const by = async (ciphers: string) => (await ask(authority.issue([proxy!]), { ciphers })).cipher
  const weakestFirst = 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384'
  const taken = [await by(weakestFirst), await by('TLS_AES_128_GCM_SHA256')]
  renew(identity())
  expect([...taken, await by(weakestFirst)]).toEqual([
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
  ])
  await expect(by('TLS_AES_128_CCM_SHA256')).rejects.toThrow(/alert|hang up|ECONNRESET/)
})

test('a renewed certificate is shown to whoever connects after it', async () => {
  const next = identity()
  const before = await ask(authority.issue([proxy!]))
  renew(next)
  const after = await ask(authority.issue([proxy!]))
  expect(after.serialNumber).toBe(new X509Certificate(next.cert!).serialNumber)
  expect(after.serialNumber).not.toBe(before.serialNumber)
  await expect(ask({})).rejects.toThrow(/alert|hang up|ECONNRESET/)
})

test('it closes at once although connections are open, and looks for renewals no more', async () => {
  const { Agent } = await import('node:https')
  const agent = new Agent({ keepAlive: true })
  await ask(authority.issue([proxy!]), { agent })
  const began = performance.now()
  await app.close()
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(followed).toBe(0)
  agent.destroy()
})

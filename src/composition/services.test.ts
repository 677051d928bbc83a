/** What a process has that serves some of the services only, and where the others' paths lead. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig, serviceNames, type ServiceName } from '../config/config.ts'
import { embedded } from './embedded.ts'
import { ownSecrets } from './secrets/secrets.ts'
import { serviceOf, servicePaths } from './service-paths.ts'

const data = mkdtempSync(join(tmpdir(), 'foodxchange-services-'))
const dataFile = (name: string): string => join(data, name)
let app: Awaited<ReturnType<typeof embedded.start>>

beforeAll(async () => {
  const invocation = readConfig(['--data', data, '--port', '0'], { FX_LOG_LEVEL: 'silent' })
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  const config = { ...invocation.config, services: ['rfq', 'product'] as readonly ServiceName[] }
  app = await embedded.start({ config, secrets: ownSecrets(dataFile('secrets.json')), dataFile })
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  rmSync(data, { recursive: true })
})

test('the table of paths sends each route to the service that has it, and to no other', () => {
  for (const service of serviceNames) {
    const { serviceRoutes, liveUpgrades } = app.values
    const routes = [...serviceRoutes[service], ...(service === 'live' ? liveUpgrades : [])]
    expect(routes.length, service).toBeGreaterThan(0)
    for (const { path } of routes) expect(`${path}: ${serviceOf(path)}`).toBe(`${path}: ${service}`)
    for (const begin of servicePaths[service])
      expect(
        routes.some(({ path }) => path.replaceAll(/\{\w+\}/g, '{}').startsWith(begin)),
        begin,
      ).toBe(true)
  }
})

test('what every process answers leads nowhere in particular', () => {
  for (const path of [
    '/livez',
    '/readyz',
    '/docs',
    '/openapi.json',
    '/v1/consumers',
    '/v1/connection-pools',
    '/v1/dead-letters',
    '/v1/nothing',
  ])
    expect(serviceOf(path)).toBeUndefined()
})

test('it has the routes of its own services, and describes those of all', () => {
  const served = new Set(app.values.routes.map(({ path }) => serviceOf(path)))
  expect(served).toEqual(new Set(['rfq', 'product', undefined]))
  expect(new Set(app.values.described.map(({ path }) => serviceOf(path)))).toEqual(
    new Set([...serviceNames, undefined]),
  )
})

test('a path that is served elsewhere is answered as one that there is not', async () => {
  const ask = (url: string) => app.values.gateway.inject({ url })
  const [elsewhere, nowhere] = await Promise.all([ask('/v1/orders'), ask('/v1/nothing')])
  expect(elsewhere.statusCode).toBe(404)
  expect(elsewhere.json().code).toBe(nowhere.json().code)
  expect((await ask('/v1/categories')).statusCode).not.toBe(404)
})

test('it consumes for its own services', async () => {
  await app.values.bus.start()
  expect((await app.values.bus.lag()).map(({ group }) => group)).toEqual(['product-search'])
  await app.values.bus.stop(1_000)
})

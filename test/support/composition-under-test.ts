/** On what a whole-exchange test runs: the embedded exchange, or processes on real servers, as the vitest project says. */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { MongoClient } from 'mongodb'
import type { ServiceName } from '../../src/config/config.ts'

/** Everything that an exchange takes from its environment to find servers; what a developer has exported is no part of a test. */
const serverVariables = ['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL', 'CLICKHOUSE_URL'] as const
type ServerVariable = (typeof serverVariables)[number]

type Layout = {
  readonly servers: readonly ServerVariable[]
  /** Which services each process serves; undefined: all of them. */
  readonly processes: readonly (readonly ServiceName[] | undefined)[]
}

const layouts = {
  embedded: { servers: [], processes: [undefined] },
  mongodb: { servers: ['MONGODB_URL'], processes: [undefined] },
  search: { servers: ['MONGODB_URL', 'ELASTICSEARCH_URL'], processes: [undefined] },
  all: { servers: ['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'], processes: [undefined] },
  two: {
    servers: ['MONGODB_URL', 'REDIS_URL'],
    processes: [
      ['auth', 'organisation', 'product', 'live'],
      ['inventory', 'rfq', 'order', 'invoice', 'analytics', 'audit', 'webhook'],
    ],
  },
  three: {
    servers: ['MONGODB_URL', 'REDIS_URL'],
    processes: [
      ['auth', 'organisation', 'live'],
      ['product', 'inventory', 'audit'],
      ['rfq', 'order', 'invoice', 'analytics', 'webhook'],
    ],
  },
  // The first two serve the same: each request goes to the other one than the request before.
  shared: {
    servers: ['MONGODB_URL', 'REDIS_URL'],
    processes: [
      ['inventory', 'rfq', 'order', 'audit'],
      ['inventory', 'rfq', 'order', 'audit'],
      ['auth', 'organisation', 'product', 'invoice', 'live', 'analytics', 'webhook'],
    ],
  },
  twins: { servers: ['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'], processes: [undefined, undefined] },
  five: {
    servers: ['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'],
    processes: [undefined, undefined, undefined, undefined, undefined],
  },
} as const satisfies Record<string, Layout>

export type CompositionUnderTest = {
  readonly processes: Layout['processes']
  /** For all of its processes. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Removes what the exchange has left on servers. */
  readonly remove: () => Promise<void>
}

export type LayoutName = keyof typeof layouts

/** @param data  the folder of the exchange: whoever starts over the same folder finds the same data on the servers */
export function compositionUnderTest(
  data: string,
  name = (process.env['FX_E2E_COMPOSITION'] ?? 'embedded') as LayoutName,
): CompositionUnderTest {
  const { servers, processes }: Layout = layouts[name]
  const own = `fx-e2e-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`
  const urls = new Map(servers.map((variable) => [variable, urlOf(variable, own)]))
  return {
    processes,
    environment: {
      ...Object.fromEntries(serverVariables.map((variable) => [variable, urls.get(variable)])),
      FX_REDIS_PREFIX: own,
      // Twelve servers, several exchanges and the tests wait for the same two cores.
      FX_REDIS_TIMEOUT_MS: '1000',
      FX_ELASTICSEARCH_NAME: own,
      FX_ELASTICSEARCH_REPLICAS: '0',
      ...(mayShare(servers) && { FX_SECRETS_FILE: writeSecrets(data) }),
    },
    async remove() {
      const mongodb = urls.get('MONGODB_URL')
      if (mongodb !== undefined) await dropDatabase(mongodb)
      const redis = urls.get('REDIS_URL')
      if (redis !== undefined) await removeKeys(redis, own)
      const elasticsearch = urls.get('ELASTICSEARCH_URL')
      if (elasticsearch !== undefined) await removeIndices(elasticsearch, own)
    },
  }
}

function urlOf(variable: ServerVariable, own: string): string {
  const url = process.env[variable]
  if (url === undefined || url === '')
    throw new Error(`${variable} is not set: start the servers with "npm run servers -- up", export what "env" prints.`)
  return variable === 'MONGODB_URL' ? url.replace(/^(\w+:\/\/[^/?]*)\/?[^?]*/, `$1/${own}`) : url
}

async function dropDatabase(url: string): Promise<void> {
  await using client = new MongoClient(url, { maxPoolSize: 1, serverSelectionTimeoutMS: 10_000 })
  await client.db().dropDatabase()
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis<'legacy'>(url, { maxRetriesPerRequest: 1 })
  for await (const keys of redis.scanStream({ match: `*${prefix}*`, count: 1_000 }))
    if ((keys as string[]).length > 0) await redis.del(keys as string[])
  redis.disconnect()
}

export async function removeIndices(url: string, name: string): Promise<void> {
  const found: unknown = await (await fetch(`${url}/${name}-*/_alias`)).json()
  const indices = Object.keys(found as Record<string, unknown>).filter((index) => index.startsWith(`${name}-`))
  if (indices.length > 0) await fetch(`${url}/${indices.join(',')}?ignore_unavailable=true`, { method: 'DELETE' })
}

/** Processes over both are told to share their secrets, be there one of them or several. */
const mayShare = (servers: readonly ServerVariable[]): boolean =>
  servers.includes('MONGODB_URL') && servers.includes('REDIS_URL')

/** Where a single process would have made them itself. */
export function writeSecrets(data: string): string {
  const file = join(data, 'secrets.json')
  if (existsSync(file)) return file
  const names = ['seal', 'personalData', 'cursor', 'fingerprint', 'tokenKeys', 'operator']
  const secrets = Object.fromEntries(names.map((name) => [name, randomBytes(32).toString('base64url')]))
  mkdirSync(data, { recursive: true })
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  return file
}

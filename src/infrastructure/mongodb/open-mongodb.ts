/** The connection to the replica set: bounded in number and time, measured, and refused with a remedy where it cannot serve. */
import {
  MongoClient,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  type Db,
  type Document,
  type MongoClientOptions,
} from 'mongodb'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import { measurePool, type MongodbPoolUse } from './pool-use.ts'
import { UnfitServer } from './unfit-server.ts'

/** How many connections there are, and how long anything is waited for. */
export type MongodbSettings = {
  readonly maxPoolSize: number
  readonly minPoolSize: number
  /** How long a command waits for a connection. */
  readonly waitQueueTimeoutMs: number
  /** How long the server works on one command. */
  readonly maxTimeMs: number
  /** How long an operation looks for a node that may serve it: longer than an election. */
  readonly serverSelectionTimeoutMs: number
  /** How long a write waits for the majority; after that its outcome is unknown, not failed. */
  readonly wtimeoutMs: number
  /** For URLs that ask for TLS; the system's authorities and no certificate of our own when absent. */
  readonly tls?: TlsIdentity
}

export const defaultSettings: MongodbSettings = {
  maxPoolSize: 32,
  minPoolSize: 2,
  waitQueueTimeoutMs: 5_000,
  maxTimeMs: 5_000,
  serverSelectionTimeoutMs: 15_000,
  wtimeoutMs: 10_000,
}

export type Mongodb = {
  readonly client: MongoClient
  /** The one its URL names; `foodxchange` where it names none. */
  readonly database: Db
  /** Refuses work, then lets go of all connections. */
  close(): Promise<void>
  readonly settings: MongodbSettings
  readonly poolUse: () => MongodbPoolUse
}

/** Throws `UnfitServer` where the address serves no replica set. */
export async function openMongodb(url: string, given: Partial<MongodbSettings> = {}): Promise<Mongodb> {
  const settings = { ...defaultSettings, ...given }
  const client = createClient(url, settings)
  const poolUse = measurePool(client, settings.maxPoolSize)
  try {
    await client.connect()
    const hello = await client.db('admin').command({ hello: 1 })
    refuseUnfit(hello)
  } catch (error) {
    await client.close()
    throw explained(error, new URL(plain(url)).host)
  }
  const named = new URL(plain(url)).pathname.slice(1)
  return {
    client,
    database: client.db(named === '' ? 'foodxchange' : named),
    settings,
    poolUse,
    close: () => client.close(),
  }
}

const clientOptions = (settings: MongodbSettings): MongoClientOptions => ({
  appName: 'foodxchange',
  maxPoolSize: settings.maxPoolSize,
  minPoolSize: settings.minPoolSize,
  waitQueueTimeoutMS: settings.waitQueueTimeoutMs,
  serverSelectionTimeoutMS: settings.serverSelectionTimeoutMs,
  connectTimeoutMS: 5_000,
  // What the server's own limits do not end, a silent network would never: they end first, this ends the rest.
  socketTimeoutMS: Math.max(settings.maxTimeMs, settings.wtimeoutMs) + 5_000,
  heartbeatFrequencyMS: 2_000,
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: settings.wtimeoutMs },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  ignoreUndefined: false,
  ...settings.tls,
})

function createClient(url: string, settings: MongodbSettings): MongoClient {
  try {
    return new MongoClient(url, clientOptions(settings))
  } catch (error) {
    // A parser repeats what it could not read, password and all.
    const why = error instanceof MongoParseError && !error.message.includes('://') ? ` (${error.message})` : ''
    throw new UnfitServer(
      `MONGODB_URL is no address of MongoDB${why}. Write mongodb://user:password@host,host/database?replicaSet=name; ` +
        'signs such as @ : / in a password are written as %40 %3A %2F.',
    )
  }
}

/** The URL as others parse it: of several hosts the first. */
const plain = (url: string): string => url.replace(/^mongodb(\+srv)?/, 'http').replace(/,[^/?]*/, '')

function refuseUnfit(hello: Document): void {
  if (typeof hello['setName'] !== 'string')
    throw new UnfitServer(
      'This mongod stands alone; commits need transactions, which need a replica set. Start it with --replSet and ' +
        'call rs.initiate() (one node is enough to try), and put replicaSet=NAME into MONGODB_URL.',
    )
  // Version 6.0, whose change streams and transactions are what this was tested with.
  if (Number(hello['maxWireVersion']) < 17)
    throw new UnfitServer('This MongoDB is older than 6.0. Upgrade it: nothing older was tested.')
}

/** What else to look at, where a connection came about and ended in its handshake. */
const ofTls = (said: string): string =>
  /certificate|altnames|\balert\b|SSL|TLS|closed/i.test(said)
    ? ' Over TLS, FX_TLS_CA names who signs their certificates; FX_TLS_CERTIFICATE and FX_TLS_KEY are shown to them.'
    : ''

function explained(error: unknown, host: string): unknown {
  if (error instanceof MongoServerError && error.code === 18)
    return new UnfitServer(
      `MongoDB at ${host} refuses the user or the password in MONGODB_URL. Correct them, or authSource.`,
      {
        cause: error,
      },
    )
  if (error instanceof MongoServerSelectionError)
    return new UnfitServer(
      `No primary of MongoDB answers at ${host}: ${error.message}. See that mongod runs, that MONGODB_URL names its ` +
        `hosts and its replicaSet, and that a majority of the nodes is up.${ofTls(error.message)}`,
      { cause: error },
    )
  return error
}

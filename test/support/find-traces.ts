/** Looks for words in all that an exchange keeps: its files byte by byte, and every row, key and document on its servers. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createClient } from '@clickhouse/client'
import { Redis } from 'ioredis'
import { BSON, MongoClient } from 'mongodb'

/** Gives every text of one store, each with the place it lies in. */
export type Keeper = () => AsyncIterable<{ readonly place: string; readonly bytes: Uint8Array }>

/** The places in which a word stands, however it is cased or spelt: bare, percent-encoded, as hex or base64. */
export async function findTraces(keepers: readonly Keeper[], words: readonly string[]): Promise<readonly string[]> {
  const places = new Set<string>()
  for (const keeper of keepers)
    for await (const { place, bytes } of keeper())
      for (const word of words) if (stands(bytes, word)) places.add(`${place}: ${word}`)
  return [...places].sort()
}

function stands(bytes: Uint8Array, word: string): boolean {
  const text = Buffer.from(bytes).toString('latin1')
  const [small, great] = [word.toLowerCase(), word[0]!.toUpperCase() + word.slice(1).toLowerCase()]
  const inHex = [small, great].map((each) => Buffer.from(each).toString('hex'))
  const uncased = [small, encodeURIComponent(small), small.split('').join('\0'), ...inHex]
  return (
    uncased.some((each) => text.toLowerCase().includes(each)) ||
    [small, great].flatMap(inBase64).some((each) => text.includes(each))
  )
}

/** What base64 makes of a word wherever it begins: without the characters that its neighbours have a part in. */
const inBase64 = (word: string): string[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.from(' '.repeat(before) + word).toString('base64url')
    return text.slice(before === 0 ? 0 : before + 1, -(((before + word.length) % 3) + 1))
  })

/** Every file below a folder. */
export const files = (folder: string): Keeper =>
  async function* () {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile()) yield { place: relative(folder, path), bytes: readFileSync(path) }
    }
  }

/** Texts that are at hand, such as what a process has written. */
export const text = (place: string, said: () => string): Keeper =>
  async function* () {
    yield { place, bytes: Buffer.from(said()) }
  }

/** All collections of a database, and what the replica set's log still has of them. */
export const mongodb = (url: string): Keeper =>
  async function* () {
    await using client = new MongoClient(url, { maxPoolSize: 2, serverSelectionTimeoutMS: 10_000 })
    const database = client.db()
    for (const { name } of await database.listCollections().toArray())
      for await (const document of database.collection(name).find())
        yield { place: `mongodb ${name}`, bytes: BSON.serialize(document) }
    const inNamespace = { $regex: `^${database.databaseName}\\.` }
    const written = { $or: [{ ns: inNamespace }, { 'o.applyOps.ns': inNamespace }] }
    for await (const entry of client.db('local').collection('oplog.rs').find(written))
      yield { place: 'mongodb oplog', bytes: BSON.serialize(entry) }
  }

/** All keys with a prefix, and what they hold: texts, hashes, lists, sets and streams. */
export const redis = (url: string, prefix: string): Keeper =>
  async function* () {
    const client = new Redis<'legacy'>(url, { maxRetriesPerRequest: 1 })
    try {
      for await (const keys of client.scanStream({ match: `*${prefix}*`, count: 1_000 }))
        for (const key of keys as string[])
          yield { place: `redis ${key}`, bytes: Buffer.concat([Buffer.from(key), await valueOf(client, key)]) }
    } finally {
      client.disconnect()
    }
  }

async function valueOf(client: Redis<'legacy'>, key: string): Promise<Buffer> {
  const type = await client.type(key)
  const said = {
    string: () => client.getBuffer(key),
    hash: () => client.hgetallBuffer(key),
    list: () => client.lrange(key, '0', '-1'),
    set: () => client.smembers(key),
    // What has come to its end since it was listed holds nothing any more.
    none: async () => '',
    zset: () => client.zrange(key, '0', '-1'),
    stream: () => client.xrange(key, '-', '+'),
  }[type]
  if (!said) throw new Error(`Redis keeps ${key} as ${type}, which nobody looks into.`)
  const value: unknown = await said()
  return Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value, (_, part: unknown) => readable(part)))
}

/** Buffers as JSON makes them are lists of numbers, in which nothing would be found. */
const readable = (part: unknown): unknown =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'Buffer' && 'data' in part
    ? Buffer.from(part.data as number[]).toString('latin1')
    : part

/** All documents of the indices whose names begin so. */
export const elasticsearch = (url: string, name: string): Keeper =>
  async function* () {
    await fetch(`${url}/${name}*/_refresh`, { method: 'POST' })
    let after: unknown[] | undefined
    do {
      const body = { size: 1_000, sort: [{ _doc: 'asc' }], ...(after && { search_after: after }) }
      const reply = await fetch(`${url}/${name}*/_search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const { hits } = (await reply.json()) as { hits: { hits: { _index: string; _id: string; sort: unknown[] }[] } }
      for (const hit of hits.hits)
        yield { place: `elasticsearch ${hit._index}`, bytes: Buffer.from(JSON.stringify(hit)) }
      after = hits.hits.at(-1)?.sort
    } while (after)
  }

/** All rows of all tables of a database. */
export const clickhouse = (url: string, database: string): Keeper =>
  async function* () {
    const client = createClient({ url })
    try {
      const rowsOf = async (query: string) => (await client.query({ query, format: 'JSONEachRow' })).json()
      const tables = await rowsOf(`SELECT name FROM system.tables WHERE database = '${database}'`)
      for (const { name } of tables as { name: string }[])
        yield {
          place: `clickhouse ${name}`,
          bytes: Buffer.from(JSON.stringify(await rowsOf(`SELECT * FROM ${database}.${name}`))),
        }
    } finally {
      await client.close()
    }
  }

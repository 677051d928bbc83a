/** Reads the commit log and the audit trails behind the exchange's back and after its end: what it says of itself is held against it. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MongoClient, type Db, type Timestamp } from 'mongodb'
import { compositionUnderTest } from '../../support/composition-under-test.ts'
import type { PartyFact } from '../trade/audit-facts.ts'
import type { ExchangeRig } from './exchange-rig.ts'

export type StoredEvent = { readonly type: string; readonly schemaVersion: number; readonly body: string }
export type StoredVersion = {
  readonly stream: string
  readonly version: number
  readonly events: readonly StoredEvent[]
}
export type StoredCommit = {
  readonly id: string
  readonly position: string
  readonly at: string
  readonly actor: PartyFact
  readonly cause: PartyFact
  readonly organisations: readonly string[]
  readonly extensions: readonly StoredVersion[]
}

/** Documents as the store has them, by what collection they are in. */
export type StoredDocuments = Readonly<Record<'audit_heads' | 'audit_leaf_tiles', readonly object[]>>

export type Stored = {
  /** In the order of the log. */
  readonly commits: readonly StoredCommit[]
  readonly documents: StoredDocuments
}

export function readStore({ data, layout }: Pick<ExchangeRig, 'data' | 'layout'>): Promise<Stored> {
  const url = compositionUnderTest(data, layout).environment['MONGODB_URL']
  return url === undefined ? Promise.resolve(readSqlite(join(data, 'exchange.db'))) : readMongodb(url)
}

/** What separates events, and their parts, in a text of the embedded store's. */
const [betweenEvents, betweenParts] = ['\u001e', '\u001f']

function eventsIn(text: string): readonly StoredEvent[] {
  if (text.startsWith('[')) return JSON.parse(text) as readonly StoredEvent[]
  return text.split(betweenEvents).map((event) => {
    const [type = '', schemaVersion, ...body] = event.split(betweenParts)
    return { type, schemaVersion: Number(schemaVersion), body: body.join(betweenParts) }
  })
}

function readSqlite(path: string): Stored {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = database.prepare('SELECT position, stream, version, events FROM extensions ORDER BY position, ordinal')
    const extensions = Map.groupBy(rows.all(), ({ position }) => Number(position))
    const commits = database.prepare('SELECT * FROM commits ORDER BY position').all()
    const bodies = (collection: string): readonly object[] =>
      database
        .prepare(`SELECT body FROM "documents_${collection}" WHERE body IS NOT NULL ORDER BY id`)
        .all()
        .map(({ body }) => JSON.parse(String(body)) as object)
    return {
      commits: commits.map(({ position, id, at, actor, cause, organisations }) => ({
        id: String(id),
        position: Number(position).toString(16).padStart(16, '0'),
        at: String(at),
        actor: JSON.parse(String(actor)) as PartyFact,
        cause: JSON.parse(String(cause)) as PartyFact,
        organisations: organisations === '' ? [] : String(organisations).split(','),
        extensions: (extensions.get(Number(position)) ?? []).map(({ stream, version, events }) => ({
          stream: String(stream),
          version: Number(version),
          events: eventsIn(String(events)),
        })),
      })),
      documents: { audit_heads: bodies('audit_heads'), audit_leaf_tiles: bodies('audit_leaf_tiles') },
    }
  } finally {
    database.close()
  }
}

type CommitRow = Omit<StoredCommit, 'id' | 'position' | 'extensions'> & {
  readonly _id: string
  readonly position: Timestamp
  readonly streams: readonly string[]
  readonly events: readonly (readonly StoredEvent[])[]
}

async function readMongodb(url: string): Promise<Stored> {
  await using client = new MongoClient(url, { maxPoolSize: 1, serverSelectionTimeoutMS: 10_000 })
  const database = client.db()
  const found = await database
    .collection<CommitRow>('commits')
    .find({}, { readConcern: 'majority' })
    .sort({ position: 1 })
    .toArray()
  const commits = found.map(({ _id, position, streams, events, at, actor, cause, organisations }) => ({
    id: _id,
    position: position.toString(16).padStart(16, '0'),
    at,
    actor,
    cause,
    organisations,
    extensions: streams.map((text, n) => {
      const end = text.lastIndexOf('@')
      return { stream: text.slice(0, end), version: Number(text.slice(end + 1)), events: events[n] ?? [] }
    }),
  }))
  const [heads, tiles] = [await bodiesOf(database, 'audit_heads'), await bodiesOf(database, 'audit_leaf_tiles')]
  return { commits, documents: { audit_heads: heads, audit_leaf_tiles: tiles } }
}

/** A document's key is its collection, a zero and its id. */
async function bodiesOf(database: Db, collection: string): Promise<readonly object[]> {
  const key = { $gte: `${collection}\u0000`, $lt: `${collection}\u0001` }
  const found = await database
    .collection<{ _id: string; body: string | null }>('documents')
    .find({ _id: key }, { readConcern: 'majority' })
    .sort({ _id: 1 })
    .toArray()
  return found.flatMap(({ body }) => (body === null ? [] : [JSON.parse(body) as object]))
}

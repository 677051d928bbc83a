/** The store's collections: their validators and indexes, made where they are missing and looked at where they are there. */
import { MongoServerError, type Collection, type Db, type Document, type IndexDescription } from 'mongodb'
import { UnfitServer } from '../../mongodb/unfit-server.ts'
import type { SealedSnapshot } from '../snapshots.ts'
import type { CommitDocument } from './commit-document.ts'

export type DocumentRow = {
  /** `${collection}\0${id}` */
  readonly _id: string
  readonly v: number
  /** Null where it was removed. */
  readonly body: string | null
  /** Its entries by index. */
  readonly e: Readonly<Record<string, readonly string[]>>
}
/** `${collection}/${index}\0${entry}\0${id}`: nothing but a key. */
export type EntryRow = { readonly _id: string }
export type CheckpointRow = {
  readonly _id: string
  readonly position: string
  /** Of a fence: what was written under it. */
  readonly writes?: number
}

/** `${stream}\0${slot}` */
export type SnapshotRow = SealedSnapshot & { readonly _id: string }

export type StoreCollections = {
  readonly commits: Collection<CommitDocument>
  readonly documents: Collection<DocumentRow>
  readonly entries: Collection<EntryRow>
  readonly checkpoints: Collection<CheckpointRow>
  readonly snapshots: Collection<SnapshotRow>
}

/** What this release writes; another number in the database is another release's. */
const schemaVersion = 1
/** The oldest that it can go on with. */
const schemaVersionMin = 1
/** As long as a page of the log may come again late and would bring back what was removed. */
const tombstoneSeconds = 7 * 86_400

type Declared = { readonly validator: Document; readonly indexes: readonly (IndexDescription & { name: string })[] }

const text = { bsonType: 'string' }
const declared: Readonly<Record<keyof StoreCollections, Declared>> = {
  commits: {
    validator: {
      $jsonSchema: {
        bsonType: 'object',
        required: ['_id', 'position', 'streams', 'events', 'organisations', 'actor', 'cause', 'at', 'seal'],
        properties: {
          _id: text,
          position: { bsonType: 'timestamp' },
          streams: { bsonType: 'array', minItems: 1, maxItems: 256, uniqueItems: true, items: text },
          events: { bsonType: 'array', minItems: 1, maxItems: 256, items: { bsonType: 'array', minItems: 1 } },
          keys: { bsonType: 'array', items: text },
          at: text,
          seal: text,
        },
      },
    },
    indexes: [
      { name: 'by_stream', key: { streams: 1 }, unique: true },
      // Sparse: a commit without a key would hold the one place of those that have none.
      { name: 'by_key', key: { keys: 1 }, unique: true, sparse: true },
      { name: 'by_position', key: { position: 1 }, unique: true },
    ],
  },
  documents: {
    validator: {
      $jsonSchema: {
        bsonType: 'object',
        required: ['_id', 'v', 'body', 'e'],
        properties: { _id: text, v: { bsonType: 'number', minimum: 1 }, body: { bsonType: ['string', 'null'] } },
      },
    },
    indexes: [
      {
        name: 'removed',
        key: { removedAt: 1 },
        expireAfterSeconds: tombstoneSeconds,
        partialFilterExpression: { removedAt: { $exists: true } },
      },
    ],
  },
  entries: { validator: { $jsonSchema: { bsonType: 'object', properties: { _id: text } } }, indexes: [] },
  checkpoints: {
    validator: { $jsonSchema: { bsonType: 'object', required: ['position'], properties: { position: text } } },
    indexes: [],
  },
  snapshots: {
    validator: { $jsonSchema: { bsonType: 'object', required: ['stream', 'version', 'mark', 'body', 'seal'] } },
    indexes: [{ name: 'by_stream', key: { stream: 1, version: -1 } }],
  },
}

export const indexesOf = (name: keyof StoreCollections): readonly string[] =>
  declared[name].indexes.map((index) => index.name)

/** Throws `UnfitServer` where an index of the same name is another one, or another release wrote the database. */
export async function openStoreCollections(database: Db, maxTimeMs: number): Promise<StoreCollections> {
  const options = { maxTimeMS: maxTimeMs }
  const found = await database.collection<{ _id: string; version: number }>('schema').findOne({ _id: 'store' }, options)
  if (found) refuseOther(database.databaseName, found.version)
  const names = Object.keys(declared) as (keyof StoreCollections)[]
  const known = new Map((await database.listCollections().toArray()).map((info) => [info.name, info]))
  await Promise.all(names.map((name) => declare(database, name, known.get(name), maxTimeMs)))
  if (found?.version !== schemaVersion)
    await database
      .collection<{ _id: string; version: number }>('schema')
      .updateOne({ _id: 'store' }, { $set: { version: schemaVersion } }, { upsert: true, ...options })
  return {
    commits: database.collection<CommitDocument>('commits'),
    documents: database.collection<DocumentRow>('documents'),
    entries: database.collection<EntryRow>('entries'),
    checkpoints: database.collection<CheckpointRow>('checkpoints'),
    snapshots: database.collection<SnapshotRow>('snapshots'),
  }
}

function refuseOther(database: string, version: number): void {
  const has = `The database ${database} has the store's schema ${version}; this release knows ${schemaVersion}`
  if (version > schemaVersion)
    throw new UnfitServer(`${has}. Start the newer release again, or restore the backup made before it.`)
  if (version < schemaVersionMin)
    throw new UnfitServer(
      `${has} and no older than ${schemaVersionMin}. Start the releases in between first, each once, or name another ` +
        'database in MONGODB_URL.',
    )
}

const namespaceExists = 48
const indexDiffers = [85, 86]

async function declare(database: Db, name: string, known: Document | undefined, maxTimeMs: number): Promise<void> {
  const { validator, indexes } = declared[name as keyof StoreCollections]
  if (!known) {
    try {
      await database.createCollection(name, { validator })
    } catch (error) {
      // Another process that started at the same moment.
      if (!(error instanceof MongoServerError && error.code === namespaceExists)) throw error
    }
  } else if (JSON.stringify(known['options']?.validator) !== JSON.stringify(validator))
    await database.command({ collMod: name, validator, maxTimeMS: maxTimeMs })
  if (indexes.length === 0) return
  try {
    await database.collection(name).createIndexes([...indexes])
  } catch (error) {
    if (!(error instanceof MongoServerError && indexDiffers.includes(Number(error.code)))) throw error
    throw new UnfitServer(
      `An index of ${database.databaseName}.${name} is not as declared: ${error.message}. Drop it; it is made anew at the next start.`,
      { cause: error },
    )
  }
}

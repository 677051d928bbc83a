/** Replaces documents and their index entries inside a transaction, only where they are as they were when looked at. */
import type { AnyBulkWriteOperation, ClientSession } from 'mongodb'
import type { DocumentWrite } from '../documents.ts'
import { createWrittenDocuments, type Written } from '../written-documents.ts'
import { DocumentMoved } from '../../mongodb/mongodb-errors.ts'
import type { DocumentRow, StoreCollections } from './mongodb-schema.ts'

/** Documents whose entries are remembered: those of streams that change just now. */
const writtenMax = 8_192

export const documentKey = (collection: string, id: string): string => `${collection}\u0000${id}`
export const entriesPrefix = (collection: string, index: string): string => `${collection}/${index}\u0000`
/** The character after the entry sorts below all that an entry holds, so that pairs of entry and id sort as pairs. */
export const entryKey = (collection: string, index: string, entry: string, id: string): string =>
  `${entriesPrefix(collection, index)}${entry}\u0000${id}`

/** Every entry of a document. */
export const entryKeysOf = (collection: string, id: string, entries: Written['entries']): string[] =>
  Object.entries(entries).flatMap(([index, list]) => list.map((entry) => entryKey(collection, index, entry, id)))

export type PreparedWrites = {
  /** Throws `DocumentMoved`, or what the server says, where somebody else was there since: then the transaction goes. */
  apply(session: ClientSession): Promise<void>
  /** The transaction landed. */
  landed(): void
}

export type MongodbDocumentWriter = {
  /** Looks up what has to be known. With `trusting`, memory is believed and first versions are taken for new. */
  prepare(writes: readonly DocumentWrite[], look: 'trusting' | 'careful'): Promise<PreparedWrites>
  /** What was written without it. */
  landed(writes: readonly DocumentWrite[]): void
  forget(): void
}

export function createMongodbDocumentWriter(collections: StoreCollections, maxTimeMs: number): MongodbDocumentWriter {
  const { documents } = collections
  const written = createWrittenDocuments(writtenMax)

  const lookUp = async (writes: readonly DocumentWrite[]): Promise<Map<string, Written>> => {
    const keys = writes.map(({ collection, id }) => documentKey(collection, id))
    const found = new Map<string, Written>()
    if (keys.length === 0) return found
    const cursor = documents.find(
      { _id: { $in: keys } },
      { projection: { v: 1, e: 1 }, batchSize: 1_000, maxTimeMS: maxTimeMs },
    )
    for await (const { _id, v, e } of cursor) found.set(_id, { version: v, entries: e })
    return found
  }

  const landed = (writes: readonly DocumentWrite[]): void => writes.forEach((write) => written.keep(write))
  return {
    forget: written.clear,
    landed,
    async prepare(all, look) {
      const writes = newestOf(all)
      const known = (write: DocumentWrite): Written | undefined =>
        look === 'trusting' ? written.find(write) : undefined
      const isAssumedNew = (write: DocumentWrite): boolean => look === 'trusting' && write.version === 1
      const found = await lookUp(writes.filter((write) => !known(write) && !isAssumedNew(write)))
      const changes: Change[] = []
      for (const write of writes) {
        const before = known(write) ?? found.get(documentKey(write.collection, write.id))
        if (!before || before.version < write.version) changes.push({ write, before })
      }
      return {
        apply: (session) => applyChanges(collections, changes, session),
        landed: () => landed(changes.map(({ write }) => write)),
      }
    },
  }
}

export type Change = { readonly write: DocumentWrite; readonly before: Written | undefined }

/** Of several writes of a document the newest version; of one version the first. */
export function newestOf<Write extends DocumentWrite>(writes: readonly Write[]): Write[] {
  const newest = new Map<string, Write>()
  for (const write of writes) {
    const key = documentKey(write.collection, write.id)
    const known = newest.get(key)
    if (!known || known.version < write.version) newest.set(key, write)
  }
  return [...newest.values()]
}

async function applyChanges(
  { documents, entries }: StoreCollections,
  changes: readonly Change[],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return
  const written = await documents.bulkWrite(changes.map(replacement), { session, ordered: true })
  if (written.matchedCount + written.upsertedCount !== changes.length)
    throw new DocumentMoved('A document was written by somebody else in the meantime.')
  const gone: string[] = []
  const come: string[] = []
  for (const { write, before } of changes) {
    const was = entryKeysOf(write.collection, write.id, before?.entries ?? {})
    const is = entryKeysOf(write.collection, write.id, write.entries)
    const [had, has] = [new Set(was), new Set(is)]
    gone.push(...was.filter((key) => !has.has(key)))
    come.push(...is.filter((key) => !had.has(key)))
  }
  if (gone.length > 0) await entries.deleteMany({ _id: { $in: gone } }, { session })
  if (come.length > 0)
    await entries.insertMany(
      come.map((_id) => ({ _id })),
      { session, ordered: true },
    )
}

/** Guarded by the version it replaces; one that is new must not exist, which its id says. */
export function replacement({ write, before }: Change): AnyBulkWriteOperation<DocumentRow> {
  const { collection, id, version, body, entries } = write
  const filter = { _id: documentKey(collection, id), v: before?.version ?? 0 }
  const row = { v: version, body, e: entries }
  const upsert = before === undefined
  if (body !== null) return { replaceOne: { filter, replacement: row, upsert } }
  // The server's clock says when it may go for good.
  const update = [{ $set: { v: version, body: null, e: { $literal: entries }, removedAt: '$$NOW' } }]
  return { updateOne: { filter, update, upsert } }
}

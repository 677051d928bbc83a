/** Repairs of read models in MongoDB: each looks first, and writes only what is not as it should be. */
import type { ClientSession } from 'mongodb'
import { DocumentMoved } from '../../mongodb/mongodb-errors.ts'
import type { Transact } from '../../mongodb/transact.ts'
import {
  replacedUpTo,
  repairsMax,
  type DocumentAt,
  type DocumentList,
  type DocumentRepairs,
  type Rewrite,
} from '../document-repairs.ts'
import type { DocumentWrite } from '../documents.ts'
import type { AsOfNow } from './mongodb-commit-log.ts'
import {
  documentKey,
  entryKeysOf,
  newestOf,
  replacement,
  type MongodbDocumentWriter,
} from './mongodb-document-writer.ts'
import type { DocumentRow, StoreCollections } from './mongodb-schema.ts'

export type Guard = (session: ClientSession) => Promise<void>

type Needs = {
  readonly collections: StoreCollections
  readonly writer: Pick<MongodbDocumentWriter, 'landed' | 'forget'>
  readonly transact: Transact
  readonly asOfNow: AsOfNow
  readonly assertDeclared: (writes: readonly { readonly collection: string }[]) => void
  /** Tries again, with another look, until nobody was there in between. */
  readonly untilAlone: <T>(attempt: () => Promise<T>) => Promise<T>
}

/** Keys asked for at a time. */
const keysMax = 5_000

export function createMongodbDocumentRepairs(
  needs: Needs,
): DocumentList & { guardedBy(guard: Guard): DocumentRepairs } {
  const { asOfNow, assertDeclared, collections, untilAlone, transact, writer } = needs
  const { documents } = collections
  return {
    async list(collection, after, limit) {
      assertDeclared([{ collection }])
      const range = { _id: { $gt: documentKey(collection, after), $lt: `${collection}\u0001` } }
      const rows = await asOfNow((options) =>
        documents
          .find(range, { ...options, sort: { _id: 1 }, projection: { v: 1 }, limit, batchSize: limit })
          .toArray(),
      )
      return rows.map(({ _id, v }) => ({ collection, id: idOf(_id), version: v }))
    },
    guardedBy: (guard) => ({
      async rewrite(writes) {
        assertDeclared(writes)
        const due = newestOf(writes)
        const rewritten = await untilAlone(() => rewriteOnce(needs, due, guard))
        writer.landed(rewritten)
      },
      async drop(dropped) {
        assertDeclared(dropped)
        await untilAlone(() =>
          transact(async (session) => {
            await guard(session)
            await dropWithin(collections, dropped, session)
          }),
        )
        writer.forget()
      },
      async dropStrayEntries(collection, after) {
        assertDeclared([{ collection }])
        return untilAlone(() => dropStrays(needs, collection, after, guard))
      },
    }),
  }
}

/** Gives what stands as it is to be, written by this or found so. */
async function rewriteOnce(
  { collections, asOfNow, transact }: Needs,
  writes: readonly Rewrite[],
  guard: Guard,
): Promise<readonly DocumentWrite[]> {
  const rows = await asOfNow((options) => readRows(collections, writes.map(keyOf), options))
  const due = writes.filter((write) => (rows.get(keyOf(write))?.v ?? 0) <= replacedUpTo(write))
  const entries = due.flatMap(({ collection, id, entries: of }) => entryKeysOf(collection, id, of))
  const there = await asOfNow((options) => readEntries(collections, entries, options))
  const changes = due.flatMap((write) => {
    const row = rows.get(keyOf(write))
    const wanted = entryKeysOf(write.collection, write.id, write.entries)
    const missing = wanted.filter((key) => !there.has(key))
    if (missing.length === 0 && row && isSame(row, write)) return []
    const gone = row ? entryKeysOf(write.collection, write.id, row.e).filter((key) => !wanted.includes(key)) : []
    return [{ change: { write, before: row && { version: row.v, entries: row.e } }, missing, gone }]
  })
  if (changes.length > 0)
    await transact(async (session) => {
      await guard(session)
      const replacements = changes.map(({ change }) => replacement(change))
      const written = await collections.documents.bulkWrite(replacements, { session, ordered: true })
      if (written.matchedCount + written.upsertedCount !== changes.length)
        throw new DocumentMoved('A document was written by somebody else in the meantime.')
      const gone = changes.flatMap((one) => one.gone)
      const missing = changes.flatMap((one) => one.missing)
      if (gone.length > 0) await collections.entries.deleteMany({ _id: { $in: gone } }, { session })
      if (missing.length > 0)
        await collections.entries.insertMany(
          missing.map((_id) => ({ _id })),
          { session, ordered: true },
        )
    })
  return due
}

const keyOf = ({ collection, id }: Pick<DocumentAt, 'collection' | 'id'>): string => documentKey(collection, id)
const idOf = (key: string): string => key.slice(key.indexOf('\u0000') + 1)

const isSame = (row: DocumentRow, { version, body, entries }: DocumentWrite): boolean =>
  row.v === version && row.body === body && JSON.stringify(row.e) === JSON.stringify(entries)

type Asking = Parameters<Parameters<AsOfNow>[0]>[0]

async function readRows(
  { documents }: StoreCollections,
  keys: readonly string[],
  options: Asking,
): Promise<Map<string, DocumentRow>> {
  const rows = await documents.find({ _id: { $in: [...keys] } }, { ...options, batchSize: repairsMax }).toArray()
  return new Map(rows.map((row) => [row._id, row]))
}

async function readEntries(
  { entries }: StoreCollections,
  keys: readonly string[],
  options: Asking,
): Promise<ReadonlySet<string>> {
  const there = new Set<string>()
  for (let from = 0; from < keys.length; from += keysMax) {
    const asked = { _id: { $in: keys.slice(from, from + keysMax) } }
    for await (const { _id } of entries.find(asked, { ...options, batchSize: keysMax })) there.add(_id)
  }
  return there
}

async function dropWithin(
  { documents, entries }: StoreCollections,
  dropped: readonly DocumentAt[],
  session: ClientSession,
): Promise<void> {
  const versions = new Map(dropped.map((one) => [keyOf(one), one.version]))
  const found = await documents
    .find({ _id: { $in: [...versions.keys()] } }, { session, projection: { v: 1, e: 1 } })
    .toArray()
  const gone = found.filter(({ _id, v }) => versions.get(_id) === v)
  if (gone.length === 0) return
  await documents.deleteMany({ _id: { $in: gone.map(({ _id }) => _id) } }, { session })
  const keys = gone.flatMap(({ _id, e }) => entryKeysOf(_id.slice(0, _id.indexOf('\u0000')), idOf(_id), e))
  if (keys.length > 0) await entries.deleteMany({ _id: { $in: keys } }, { session })
}

/** Looked at outside a transaction, since mostly there is none; judged once more within one. */
async function dropStrays(
  { collections, asOfNow, transact }: Needs,
  collection: string,
  after: string,
  guard: Guard,
): Promise<string | undefined> {
  const { documents, entries } = collections
  // The character after the slash ends all keys of the collection.
  const range = { _id: { $gt: after === '' ? `${collection}/` : after, $lt: `${collection}0` } }
  const page = await asOfNow((options) =>
    entries.find(range, { ...options, sort: { _id: 1 }, limit: repairsMax, batchSize: repairsMax }).toArray(),
  )
  const keys = page.map(({ _id }) => _id)
  const straysAmong = async (candidates: readonly string[], options: Partial<Asking>): Promise<string[]> => {
    const ids = [...new Set(candidates.map(entryId))].map((id) => documentKey(collection, id))
    const found = documents.find({ _id: { $in: ids } }, { ...options, projection: { e: 1 }, batchSize: repairsMax })
    const led = new Set((await found.toArray()).flatMap(({ _id, e }) => entryKeysOf(collection, idOf(_id), e)))
    return candidates.filter((key) => !led.has(key))
  }
  const strays = await asOfNow((options) => straysAmong(keys, options))
  if (strays.length > 0)
    await transact(async (session) => {
      await guard(session)
      const still = await straysAmong(strays, { session })
      if (still.length > 0) await entries.deleteMany({ _id: { $in: still } }, { session })
    })
  return keys.length === repairsMax ? keys.at(-1) : undefined
}

/** `${collection}/${index}\0${entry}\0${id}` */
const entryId = (key: string): string => key.slice(key.indexOf('\u0000', key.indexOf('\u0000') + 1) + 1)

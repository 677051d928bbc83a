/** Read models in MongoDB: documents by name and id, and their index entries as keys whose order is the order of a list. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  decodeCursor,
  encodeCursor,
  encodeRange,
  type Collection,
  type DocumentReader,
  type Documents,
  type DocumentWrite,
  type Find,
  type Found,
  type StoredDocument,
} from '../documents.ts'
import type { DocumentRepairs, RepairableDocuments } from '../document-repairs.ts'
import { createMongodbDocumentRepairs, type Guard } from './mongodb-document-repairs.ts'
import { documentKey, entriesPrefix, entryKey, type MongodbDocumentWriter } from './mongodb-document-writer.ts'
import { gatherReads } from './gathered-reads.ts'
import { isConflict } from '../../mongodb/mongodb-errors.ts'
import type { AsOfNow, ReadOptions } from './mongodb-commit-log.ts'
import type { StoreCollections } from './mongodb-schema.ts'
import type { Transact } from '../../mongodb/transact.ts'

export type MongodbDocumentsNeeds = {
  readonly collections: StoreCollections
  readonly declared: readonly Collection<never>[]
  readonly writer: MongodbDocumentWriter
  readonly transact: Transact
  /** From the primary. */
  readonly asOfNow: AsOfNow
  /** From whichever node is near. */
  readonly nearby: AsOfNow
  readonly random: () => number
}

/** Losing to others so often in a row means that something else is wrong. */
const triesMax = 200

export type GuardedWrites = Pick<Documents, 'write'> & DocumentRepairs
export type MongodbDocuments = RepairableDocuments & {
  assertDeclared(writes: readonly { readonly collection: string }[]): void
  /** The same writes, each of which first does something within its own transaction, and is undone where that throws. */
  guardedBy(guard: Guard): GuardedWrites
}
const unguarded: Guard = async () => undefined

export function openMongodbDocuments(needs: MongodbDocumentsNeeds): MongodbDocuments {
  const { collections, writer, transact, random } = needs
  const { entries } = collections
  const names = new Set(needs.declared.map(({ name }) => name))
  const nearbyNames = new Set(needs.declared.filter(({ reads }) => reads === 'nearby').map(({ name }) => name))
  for (const name of names)
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`"${name}" cannot be the name of a collection.`)
  const assertDeclared = (writes: readonly { readonly collection: string }[]): void => {
    for (const { collection } of writes)
      if (!names.has(collection))
        throw new Error(`No collection is called "${collection}"; declare it where the store is opened.`)
  }
  /** Tries again, with another look, until nobody was there in between. */
  const untilAlone = async <T>(attempt: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await attempt()
      } catch (error) {
        if (!isConflict(error) || tries === triesMax) throw error
        await sleep(random() * Math.min(50, 2 ** tries))
      }
    }
  }
  const write = async (writes: readonly DocumentWrite[], guard: Guard): Promise<void> => {
    assertDeclared(writes)
    await untilAlone(async () => {
      const prepared = await writer.prepare(writes, 'careful')
      await transact(async (session) => {
        await guard(session)
        await prepared.apply(session)
      })
      prepared.landed()
    })
  }
  const repairs = createMongodbDocumentRepairs({ ...needs, assertDeclared, untilAlone })
  const guardedBy = (guard: Guard): GuardedWrites => ({
    write: (writes) => write(writes, guard),
    ...repairs.guardedBy(guard),
  })

  const readFrom = (nodesOf: (name: string) => AsOfNow): DocumentReader => {
    const readMany = (name: string, ids: readonly string[]): Promise<StoredDocument[]> =>
      nodesOf(name)((options) => getMany(collections, name, ids, options))
    const gathered = new Map([...names].map((name) => [name, gatherReads((ids) => readMany(name, ids))]))
    return {
      async get({ name }, id) {
        assertDeclared([{ collection: name }])
        return gathered.get(name)!(id)
      },
      async getMany({ name }, ids) {
        assertDeclared([{ collection: name }])
        if (ids.length > 1_000) throw new RangeError('At most 1,000 documents are read at once.')
        return readMany(name, ids)
      },
      async find({ name }, find) {
        assertDeclared([{ collection: name }])
        return nodesOf(name)((options) => findDocuments(collections, name, find, options))
      },
      async count({ name }, find) {
        assertDeclared([{ collection: name }])
        const { from, until } = encodeRange(find)
        const prefix = entriesPrefix(name, find.index)
        const range = { _id: { $gte: prefix + from, $lt: prefix + until } }
        return nodesOf(name)((options) =>
          entries.countDocuments(range, { ...options, limit: find.atMost, hint: '_id_' }),
        )
      },
    }
  }

  return {
    assertDeclared,
    ...readFrom(() => needs.asOfNow),
    nearby: readFrom((name) => (nearbyNames.has(name) ? needs.nearby : needs.asOfNow)),
    list: repairs.list,
    guardedBy,
    ...guardedBy(unguarded),
  }
}

async function getMany(
  { documents }: StoreCollections,
  collection: string,
  ids: readonly string[],
  options: ReadOptions,
): Promise<StoredDocument[]> {
  if (ids.length === 0) return []
  const found = new Map<string, StoredDocument>()
  const keys = [...new Set(ids)].map((id) => documentKey(collection, id))
  const rows = { ...options, projection: { v: 1, body: 1 }, batchSize: 1_000 }
  for await (const { _id, v, body } of documents.find({ _id: { $in: keys } }, rows)) {
    const id = _id.slice(collection.length + 1)
    if (body !== null) found.set(id, { id, version: v, body })
  }
  return ids.map((id) => found.get(id)).filter((one) => one !== undefined)
}

/** Keys, then documents: in one session, so that the second node, if it is another, is no older than the first. */
async function findDocuments(
  collections: StoreCollections,
  name: string,
  find: Find<string>,
  options: ReadOptions,
): Promise<Found> {
  if (!(find.limit >= 1 && find.limit <= 1_000))
    throw new RangeError(`A page has 1 to 1,000 documents, not ${find.limit}.`)
  const prefix = entriesPrefix(name, find.index)
  const { from, until } = encodeRange(find)
  const ascending = find.order !== 'descending'
  let [low, high] = [prefix + from, prefix + until]
  if (find.after !== undefined && find.after !== '') {
    const [entry, id] = decodeCursor(find.after)
    const place = entryKey(name, find.index, entry, id)
    // The least key above the place: with it the lower bound includes, as it does without a cursor.
    if (ascending) low = max(low, `${place}\u0000`)
    else high = min(high, place)
  }
  const rows = await collections.entries
    .find(
      { _id: { $gte: low, $lt: high } },
      {
        ...options,
        sort: { _id: ascending ? 1 : -1 },
        projection: { _id: 1 },
        limit: find.limit + 1,
        batchSize: find.limit + 1,
      },
    )
    .toArray()
  const places = rows.slice(0, find.limit).map(({ _id }) => {
    const end = _id.indexOf('\u0000', prefix.length)
    return { entry: _id.slice(prefix.length, end), id: _id.slice(end + 1) }
  })
  const items = await getMany(
    collections,
    name,
    places.map(({ id }) => id),
    options,
  )
  const last = places.at(-1)
  return rows.length > find.limit && last ? { items, next: encodeCursor([last.entry, last.id]) } : { items }
}

/** Compared by their bytes, as the server does. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
const max = (a: string, b: string): string => (isBefore(a, b) ? b : a)
const min = (a: string, b: string): string => (isBefore(a, b) ? a : b)

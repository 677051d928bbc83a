/** Read models on a simulated disk: found by their declared indexes, by looking through all of them. */
import {
  decodeCursor,
  encodeCursor,
  encodeRange,
  type DocumentWrite,
  type Find,
  type Found,
  type StoredDocument,
} from '../../src/infrastructure/store/documents.ts'
import { replacedUpTo, type RepairableDocuments } from '../../src/infrastructure/store/document-repairs.ts'
import { documentsOf, writeDocuments, type Disk } from './disk.ts'

type Entry = { readonly entry: string; readonly document: DocumentWrite }

/** @param reach  waited for before each answer: the way to the disk */
export function openSimulatedDocuments(disk: Disk, reach: () => Promise<void>): RepairableDocuments {
  const read = (name: string, id: string): StoredDocument[] => {
    const { version, body = null } = documentsOf(disk, name).get(id) ?? {}
    return version === undefined || body === null ? [] : [{ id, version, body }]
  }
  return {
    // There is one node.
    get nearby() {
      return this
    },
    async get({ name }, id) {
      await reach()
      return read(name, id)[0]
    },
    async getMany({ name }, ids) {
      if (ids.length > 1_000) throw new RangeError('At most 1,000 documents are read at once.')
      await reach()
      return ids.flatMap((id) => read(name, id))
    },
    async find({ name }, find) {
      if (!(find.limit >= 1 && find.limit <= 1_000))
        throw new RangeError(`A page has 1 to 1,000 documents, not ${find.limit}.`)
      await reach()
      return pageOf(entriesOf(disk, name, find), find)
    },
    async count({ name }, { atMost, ...find }) {
      await reach()
      return Math.min(atMost, entriesOf(disk, name, find).length)
    },
    async write(writes) {
      await reach()
      writeDocuments(disk, writes)
    },
    async rewrite(writes) {
      await reach()
      for (const write of writes) {
        const { collection, id } = write
        const found = documentsOf(disk, collection).get(id)
        if ((found?.version ?? 0) <= replacedUpTo(write)) documentsOf(disk, collection).set(id, write)
      }
    },
    async drop(dropped) {
      await reach()
      for (const { collection, id, version } of dropped)
        if (documentsOf(disk, collection).get(id)?.version === version) documentsOf(disk, collection).delete(id)
    },
    dropStrayEntries: async () => undefined,
    async list(collection, after, limit) {
      await reach()
      const all = [...documentsOf(disk, collection).values()].filter(({ id }) => id > after)
      all.sort((one, other) => compare(one.id, other.id))
      return all.slice(0, limit).map(({ id, version }) => ({ collection, id, version }))
    },
  }
}

function entriesOf(disk: Disk, name: string, find: Pick<Find<string>, 'index' | 'equals' | 'from' | 'until'>): Entry[] {
  const { from, until } = encodeRange(find)
  const found: Entry[] = []
  for (const document of documentsOf(disk, name).values())
    for (const entry of document.entries[find.index] ?? [])
      if (compare(entry, from) >= 0 && compare(entry, until) < 0) found.push({ entry, document })
  return found
}

function pageOf(entries: Entry[], { order, after, limit }: Find<string>): Found {
  const sign = order === 'descending' ? -1 : 1
  const place = (one: Entry, entry: string, id: string): number =>
    sign * (compare(one.entry, entry) || compare(one.document.id, id))
  const [entry = '', id = ''] = after === undefined ? [] : decodeCursor(after)
  const rest = after === undefined ? entries : entries.filter((one) => place(one, entry, id) > 0)
  rest.sort((one, other) => place(one, other.entry, other.document.id))
  const page = rest.slice(0, limit)
  const items = page.map(({ document }) => ({ id: document.id, version: document.version, body: document.body! }))
  const last = page.at(-1)
  return rest.length > limit && last ? { items, next: encodeCursor([last.entry, last.document.id]) } : { items }
}

const surrogate = /[\ud800-\udfff]/

/** By code point, as databases do: the language compares halves of characters. */
function compare(one: string, other: string): number {
  if (one === other) return 0
  if (surrogate.test(one) || surrogate.test(other)) return Buffer.compare(Buffer.from(one), Buffer.from(other))
  return one < other ? -1 : 1
}

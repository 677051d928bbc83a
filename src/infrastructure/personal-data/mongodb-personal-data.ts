/** The keys of persons in a collection of their own, shared by all processes; each wrapped by a master key that it does not hold. */
import type { KeyObject } from 'node:crypto'
import { MongoServerError, type AnyBulkWriteOperation, type Binary, type Db } from 'mongodb'
import { UnfitServer } from '../mongodb/unfit-server.ts'
import { createHeldKeys } from './held-keys.ts'
import { createKeyWrapping, erased, probeId } from './key-wrapping.ts'
import {
  assertOpenable,
  assertRestorable,
  keyDiffers,
  type PersonalData,
  type Sealed,
  type WrappedKey,
} from './personal-data.ts'
import { openText, parseSealed, sealText } from './seal-text.ts'

/** A person's key as kept: null once it was destroyed. */
type KeptKey = { readonly _id: string; readonly wrapped: Binary | null }

export type MongodbPersonalDataOptions = {
  readonly database: Db
  /** At least 32 bytes, the same for all processes, kept apart from the database. */
  readonly masterKey: Uint8Array
  /** In milliseconds, from any fixed point. */
  readonly monotonicMs: () => number
  /** How long a process may go on opening texts of a person whom another one erased. */
  readonly heldMs?: number
}

/** How long the database may take; what it did not do by then is an error. */
const timeoutMs = 5_000
const durable = { w: 'majority', journal: true, wtimeoutMS: timeoutMs } as const

/** Throws `UnfitServer` when the collection was made with another master key. */
export async function openMongodbPersonalData({
  database,
  masterKey,
  monotonicMs,
  heldMs = 10_000,
}: MongodbPersonalDataOptions): Promise<PersonalData> {
  const wrapping = createKeyWrapping(masterKey)
  const keys = database.collection<KeptKey>('personKeys', {
    writeConcern: durable,
    // A key that a fail-over could take back would leave texts that nothing opens.
    readConcern: { level: 'majority' },
    readPreference: 'primary',
  })
  const held = createHeldKeys(heldMs, monotonicMs)
  const find = (personId: string) => keys.findOne({ _id: personId }, { maxTimeMS: timeoutMs })
  /** Keeps a key unless there is one; whoever came first is asked. */
  const keep = async (personId: string, wrapped: Uint8Array): Promise<KeptKey> => {
    try {
      await keys.insertOne({ _id: personId, wrapped: wrapped as unknown as Binary })
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 11_000)) throw error
      // The other one's insert may not be with the majority yet: a write that changes nothing waits until it is.
      await keys.updateOne({ _id: personId }, { $setOnInsert: { wrapped: null } }, { maxTimeMS: timeoutMs })
    }
    const kept = await find(personId)
    if (kept === null) throw new Error('A person’s key was kept and is not there.')
    return kept
  }

  const known = (await find(probeId)) ?? (await keep(probeId, wrapping.wrapProbe()))
  if (known.wrapped === null || !wrapping.isProbe(known.wrapped.buffer))
    throw new UnfitServer(
      `The persons of database "${database.databaseName}" were sealed with another master key. Give all processes the ` +
        'secrets it was made with: FX_SECRET_PERSONAL_DATA, FX_SECRETS_FILE, or the data folder of its first process.',
    )

  const unwrap = ({ _id, wrapped }: KeptKey): KeyObject | null =>
    wrapped && held.hold(_id, wrapping.unwrap(_id, wrapped.buffer))
  /** The persons' keys; null after erasure, none before the first use. */
  const keysOf = async (personIds: readonly string[]): Promise<ReadonlyMap<string, KeyObject | null>> => {
    const found = new Map<string, KeyObject | null>()
    const missing = new Set<string>()
    for (const id of personIds) {
      const key = held.get(id)
      if (key) found.set(id, key)
      else missing.add(id)
    }
    if (missing.size > 0)
      for (const kept of await keys.find({ _id: { $in: [...missing] } }, { maxTimeMS: timeoutMs }).toArray())
        found.set(kept._id, unwrap(kept))
    return found
  }
  const openMany = async (sealed: readonly Sealed[]): Promise<(string | undefined)[]> => {
    assertOpenable(sealed)
    const persons = sealed.map((one) => parseSealed(one).personId)
    const found = await keysOf(persons)
    return sealed.map((one, n) => {
      const key = found.get(persons[n]!)
      return key ? openText(key, one) : undefined
    })
  }

  const toWrapped = ({ _id, wrapped }: KeptKey): WrappedKey => ({
    personId: _id,
    wrapped: wrapped && new Uint8Array(wrapped.buffer.subarray(0, wrapped.position)),
  })
  const findWrapped = async (keysOfPersons: readonly WrappedKey[]): Promise<ReadonlyMap<string, Uint8Array | null>> => {
    const ids = keysOfPersons.map(({ personId }) => personId)
    const kept = await keys.find({ _id: { $in: ids } }, { maxTimeMS: timeoutMs }).toArray()
    return new Map(kept.map(toWrapped).map(({ personId, wrapped }) => [personId, wrapped]))
  }
  const restore = ({ personId, wrapped }: WrappedKey): AnyBulkWriteOperation<KeptKey> => ({
    updateOne: {
      filter: { _id: personId },
      update: wrapped ? { $setOnInsert: { wrapped: wrapped as unknown as Binary } } : { $set: { wrapped: null } },
      upsert: true,
    },
  })

  return {
    async seal(personId, text) {
      const found = (await keysOf([personId])).get(personId)
      const key = found === undefined ? unwrap(await keep(personId, wrapping.make(personId).wrapped)) : found
      if (key === null) throw erased()
      return sealText(key, personId, text)
    },
    open: async (sealed) => (await openMany([sealed]))[0],
    openMany,
    async erase(personId) {
      held.drop(personId)
      await keys.updateOne({ _id: personId }, { $set: { wrapped: null } }, { upsert: true, maxTimeMS: timeoutMs })
    },
    digest: wrapping.digest,
    async readKeys({ after, limit }) {
      const range = { _id: { $gt: after } }
      return (await keys.find(range, { sort: { _id: 1 }, limit, maxTimeMS: timeoutMs }).toArray()).map(toWrapped)
    },
    async restoreKeys(restored) {
      assertRestorable(restored, wrapping.unwrap)
      const there = await findWrapped(restored)
      for (const { personId, wrapped } of restored) {
        const own = there.get(personId)
        if (own && wrapped && Buffer.compare(own, wrapped) !== 0) throw keyDiffers(personId)
      }
      for (const { personId, wrapped } of restored) if (wrapped === null) held.drop(personId)
      if (restored.length > 0) await keys.bulkWrite(restored.map(restore), { ordered: false })
    },
  }
}

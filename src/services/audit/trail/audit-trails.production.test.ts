/** Audit trails on a replica set; who tampers with them has a connection of their own. */
import { MongoClient, Timestamp, type Collection } from 'mongodb'
import { describe } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openMongodb } from '../../../infrastructure/mongodb/open-mongodb.ts'
import type { CommitDocument } from '../../../infrastructure/store/mongodb/commit-document.ts'
import { openMongodbStoreReader } from '../../../infrastructure/store/mongodb/mongodb-store-reader.ts'
import { databasesUnderTest } from '../../../infrastructure/store/mongodb/mongodb-databases-under-test.ts'
import { openMongodbStoreAt } from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { auditTrailsContract, type Tampering } from './audit-trails.contract.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  const { take, giveBack } = databasesUnderTest(server ?? '')
  auditTrailsContract('MongoDB', async (collections) => {
    const url = take()
    const store = await openMongodbStoreAt(url, { collections })
    let newest = store
    return {
      store,
      openReader: async () => openMongodbStoreReader(await openMongodb(url), collections),
      async reopen() {
        await newest.close()
        newest = await openMongodbStoreAt(url, { collections })
        return newest
      },
      async tamper(deed) {
        const client = await new MongoClient(url, { writeConcern: { w: 'majority' } }).connect()
        await deed(tamperingWith(client))
        await client.close()
      },
      async dispose() {
        await newest.close()
        await giveBack(url)
      },
    }
  })
})

function tamperingWith(client: MongoClient): Tampering {
  const database = client.db()
  const commits: Collection<CommitDocument> = database.collection('commits')
  const find = async (id: string): Promise<CommitDocument> => {
    const found = await commits.findOne({ _id: id })
    if (!found) throw new Error(`There is no commit ${id}.`)
    return found
  }
  const move = (id: string, position: Timestamp) => commits.updateOne({ _id: id }, { $set: { position } })
  const behind = ({ high, low }: Timestamp): Timestamp => new Timestamp({ t: high >>> 0, i: (low >>> 0) + 1 })
  return {
    async edit(id) {
      const { events } = await find(id)
      const edited = events.map((of) =>
        of.map((event) => ({ ...event, body: event.body.replace('"amount":1', '"amount":2') })),
      )
      await commits.updateOne({ _id: id }, { $set: { events: edited } })
    },
    async remove(ids) {
      await commits.deleteMany({ _id: { $in: [...ids] } })
    },
    async insertBehind(id, newId) {
      const before = await find(id)
      // Positions have no room between: all behind it move on by one.
      const later = await commits
        .find({ position: { $gt: before.position } })
        .sort({ position: -1 })
        .toArray()
      for (const { _id, position } of later) await move(_id, behind(position))
      const forged = { ...before, _id: newId, position: behind(before.position), streams: ['tally-forged@0000000001'] }
      await commits.insertOne(forged)
    },
    async swap(one, other) {
      const [first, second] = [await find(one), await find(other)]
      await move(one, new Timestamp({ t: 1, i: 1 }))
      await move(other, first.position)
      await move(one, second.position)
    },
    async forgetTrails() {
      for (const name of ['documents', 'entries'])
        await database.collection<{ _id: string }>(name).deleteMany({ _id: /^audit_/ })
      await database.collection<{ _id: string }>('checkpoints').deleteOne({ _id: 'audit-sealer' })
    },
  }
}

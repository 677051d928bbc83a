/** The keeper of personal data on MongoDB keeps the contract, and its promises between processes. */
import { randomUUID } from 'node:crypto'
import { BSON, MongoClient, type Db } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openMongodbPersonalData } from './mongodb-personal-data.ts'
import { personalDataContract } from './personal-data.contract.ts'

const url = serverUrl('MONGODB_URL')
const masterKey = Buffer.alloc(32, 7)

describe.skipIf(url === undefined)('on MongoDB', () => {
  const client = new MongoClient(url ?? 'mongodb://127.0.0.1')
  let made: Db[] = []
  let now = 0
  const newDatabase = (): Db => {
    const database = client.db(`fx-test-${randomUUID().slice(0, 8)}`)
    made = [...made, database]
    return database
  }
  const open = (database: Db, key = masterKey) =>
    openMongodbPersonalData({ database, masterKey: key, monotonicMs: () => now, heldMs: 1_000 })
  beforeAll(async () => void (await client.connect()))
  afterAll(async () => {
    for (const database of made) await database.dropDatabase()
    await client.close()
  })

  personalDataContract('mongodb', async () => {
    const database = newDatabase()
    return {
      personalData: await open(database),
      reopen: () => open(database),
      async bytesAtRest() {
        const kept = await database.collection('personKeys').find().toArray()
        const oplog = client.db('local').collection('oplog.rs')
        const written = await oplog.find({ ns: `${database.databaseName}.personKeys` }).toArray()
        return Buffer.concat([...kept, ...written].map((document) => Buffer.from(BSON.serialize(document))))
      },
      dispose: async () => undefined,
    }
  })

  test('processes that seal for a new person at the same moment share one key', async () => {
    const database = newDatabase()
    const processes = await Promise.all(Array.from({ length: 8 }, () => open(database)))
    const sealed = await Promise.all(processes.map((process, n) => process.seal('usr_1', `text ${n}`)))
    const fresh = await open(database)
    expect(await fresh.openMany(sealed)).toEqual(processes.map((_, n) => `text ${n}`))
  })
  test('a person erased by one process is closed in the others when what they hold has aged', async () => {
    const database = newDatabase()
    const [one, other] = [await open(database), await open(database)]
    const sealed = await one.seal('usr_1', 'Ada')
    expect(await other.open(sealed)).toBe('Ada')
    await one.erase('usr_1')
    expect(await one.open(sealed)).toBeUndefined()
    now += 1_000
    expect(await other.open(sealed)).toBeUndefined()
    await expect(other.seal('usr_1', 'Ada')).rejects.toThrow('personal-data/erased')
  })
  test('a database that was made with another master key is refused, and unharmed', async () => {
    const database = newDatabase()
    const sealed = await (await open(database)).seal('usr_1', 'Ada')
    await expect(open(database, Buffer.alloc(32, 8))).rejects.toThrow('another master key')
    expect(await (await open(database)).open(sealed)).toBe('Ada')
  })
})

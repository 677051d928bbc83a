/** Databases for the tests of one file, one after another: an emptied one serves the next, since a new one waits for three disks. */
import type { Db } from 'mongodb'
import { afterAll } from 'vitest'
import { openMongodb, type Mongodb } from '../../mongodb/open-mongodb.ts'
import { newDatabaseUrl, type DatabasesUnderTest } from './mongodb-store-under-test.ts'

/** Of more documents than these a database is dropped, which is quicker. */
const emptiedMax = 300

/** Call it where tests are described: afterwards what was made is dropped. */
export function databasesUnderTest(server: string): DatabasesUnderTest {
  const free: string[] = []
  let admin: Promise<Mongodb> | undefined
  const databaseAt = async (url: string): Promise<Db> => {
    const { client } = await (admin ??= openMongodb(server))
    return client.db(new URL(url.replace(/,[^/]*/, '')).pathname.slice(1))
  }
  afterAll(async () => {
    for (const url of free.splice(0)) await (await databaseAt(url)).dropDatabase()
    await (await admin)?.close()
  })
  return {
    take: () => free.pop() ?? newDatabaseUrl(server),
    async giveBack(url) {
      const database = await databaseAt(url)
      if (await isEmptied(database)) free.push(url)
      else await database.dropDatabase()
    },
  }
}

/** All but what says which release's it is. */
async function isEmptied(database: Db): Promise<boolean> {
  const found = await database.listCollections({}, { nameOnly: true }).toArray()
  const names = found.map(({ name }) => name).filter((name) => name !== 'schema' && !name.startsWith('system.'))
  const counts = await Promise.all(names.map((name) => database.collection(name).estimatedDocumentCount()))
  if (counts.reduce((sum, count) => sum + count, 0) > emptiedMax) return false
  const filled = names.filter((_, n) => counts[n]! > 0)
  await Promise.all(filled.map((name) => database.collection(name).deleteMany({})))
  return true
}

import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { keptFilesContract } from './kept-files.contract.ts'
import { createMongodbKeptFiles } from './mongodb-kept-files.ts'

const url = serverUrl('MONGODB_URL')

describe.skipIf(url === undefined)('on MongoDB', () => {
  const client = new MongoClient(url ?? 'mongodb://127.0.0.1')
  beforeAll(async () => void (await client.connect()))
  afterAll(() => client.close())

  keptFilesContract('mongodb', async () => {
    const database = client.db(`fx-test-${randomUUID().slice(0, 8)}`)
    return {
      kept: createMongodbKeptFiles(database),
      reopen: () => createMongodbKeptFiles(database),
      async names() {
        const files = await database.collection('keptFiles.files').find().toArray()
        return files.map(({ filename }) => String(filename))
      },
      dispose: async () => void (await database.dropDatabase()),
    }
  })
})

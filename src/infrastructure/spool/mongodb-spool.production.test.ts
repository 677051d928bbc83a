/** The spool on MongoDB keeps the contract, also when two processes share it. */
import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openMongodbSpool } from './mongodb-spool.ts'
import { spoolContract } from './spool.contract.ts'

const url = serverUrl('MONGODB_URL')

describe.skipIf(url === undefined)('on MongoDB', () => {
  const client = new MongoClient(url ?? 'mongodb://127.0.0.1')
  beforeAll(async () => void (await client.connect()))
  afterAll(() => client.close())
  const open = async (bytesMax: number) => {
    const database = client.db(`fx-test-${randomUUID().slice(0, 8)}`)
    return {
      database,
      spool: await openMongodbSpool({ database, now: Date.now, bytesMax }),
      async names() {
        const pieces = await database.collection<{ _id: { file: string } }>('spoolPieces').find().toArray()
        return [...new Set(pieces.map(({ _id }) => _id.file))]
      },
      dispose: async () => void (await database.dropDatabase()),
    }
  }

  spoolContract('mongodb', open)

  test('what a crash left of an upload is no file, takes no name, and goes with age', async () => {
    const { database, spool, names, dispose } = await open(1e9)
    const half = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1_048_576)
      await database.collection('spoolPieces').findOne()
      throw new Error('the process ended')
    }
    await database.collection<{ _id: object }>('spoolPieces').insertOne({
      _id: { file: 'left', offset: 0 },
      at: new Date(Date.now() - 120_000),
      bytes: Buffer.alloc(10),
    } as { _id: object })
    await expect(spool.receive('torn', half(), 1e8)).rejects.toThrow('the process ended')
    expect(await names()).toEqual(['left'])
    expect(await spool.read('left')).toBeUndefined()
    await spool.removeOlderThan(Date.now() - 60_000)
    expect(await names()).toEqual([])
    await dispose()
  })
})

/** Takes a lease and says so; told to go on, it removes a document under it, whatever became of the lease meanwhile. */
import { once } from 'node:events'
import { openMongodb } from '../../mongodb/open-mongodb.ts'
import { openMongodbLeases } from '../../leases/mongodb-leases.ts'
import { notableTallies, tallies } from '../tally.fixture.ts'
import { openMongodbStoreOn } from './mongodb-store-under-test.ts'

const [, , url = '', ttlMs = ''] = process.argv
const mongodb = await openMongodb(url)
const leases = openMongodbLeases({ database: mongodb.database, random: Math.random, ttlMs: Number(ttlMs) })
const lease = await leases.take('start', 0)
const store = await openMongodbStoreOn(mongodb, { collections: [tallies, notableTallies] })
const writes = await store.underFence({ lease: 'start', number: lease!.fence })
process.stdout.write('held\n')
await once(process.stdin, 'data')
const outcome = await writes.drop([{ collection: 'tallies', id: 'a', version: 1 }]).then(
  () => 'dropped',
  (error: Error) => error.name,
)
process.stdout.write(`${outcome}\n`)
process.exit(0)

/** Writes to a MongoDB store until it is killed. */
import { tallies, notableTallies } from '../tally.fixture.ts'
import { writeUntilKilled } from '../write-until-killed.fixture.ts'
import { openMongodbStoreAt } from './mongodb-store-under-test.ts'

const [, , place = '', run = ''] = process.argv
await writeUntilKilled(await openMongodbStoreAt(place, { collections: [tallies, notableTallies] }), run)

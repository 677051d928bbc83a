/** Started by the crash test: writes to the file it is given until it is killed. */
import { openSqliteStoreAt } from './sqlite-store-under-test.ts'
import { notableTallies, tallies } from '../tally.fixture.ts'
import { writeUntilKilled } from '../write-until-killed.fixture.ts'

const [path = '', run = ''] = process.argv.slice(2)
await writeUntilKilled(openSqliteStoreAt(path, { collections: [tallies, notableTallies] }), run)

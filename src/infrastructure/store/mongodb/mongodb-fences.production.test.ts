/** A process that was stopped past its lease, and goes on as if it held it, is refused by what it writes to. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openMongodbLeases } from '../../leases/mongodb-leases.ts'
import { openMongodb } from '../../mongodb/open-mongodb.ts'
import { createProjector } from '../projection/projector.ts'
import { openSqliteRebuildLedger } from '../sqlite/sqlite-rebuild-ledger.ts'
import { executorOn, intentOf } from '../store-under-test.ts'
import { notableTallies, tallies, tally } from '../tally.fixture.ts'
import { dropDatabase, newDatabaseUrl, openMongodbStoreOn } from './mongodb-store-under-test.ts'

const server = serverUrl('MONGODB_URL')
/** As processes have it: of a shorter one, a renewal that waits for a busy disk comes too late. */
const ttlMs = 6_000

describe.skipIf(server === undefined)('leases and the store on MongoDB', () => {
  test('the write of a holder that was paused past its lease is refused, and the next one’s work stands', async () => {
    const url = newDatabaseUrl(server!)
    const script = join(import.meta.dirname, 'paused-holder.fixture.ts')
    const paused = spawn(process.execPath, [script, url, `${ttlMs}`], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(paused, 'exit')
    const lines = createInterface({ input: paused.stdout })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('held')
    paused.kill('SIGSTOP')

    const mongodb = await openMongodb(url)
    const leases = openMongodbLeases({ database: mongodb.database, random: Math.random, ttlMs })
    const lease = await leases.take('start', 5 * ttlMs)
    const store = await openMongodbStoreOn(mongodb, { collections: [tallies, notableTallies] })
    await executorOn(store).execute(tally, intentOf(), async (unit) => {
      await unit.decide(tally, 'a', { type: 'add', amount: 1 })
      return 'a'
    })
    const failed = (): never => expect.unreachable()
    const needs = {
      store,
      aggregates: [tally],
      now: Date.now,
      unprojectable: failed,
      failed,
      follow: false,
      openLedger: openSqliteRebuildLedger(''),
    }
    await createProjector(needs).start({ lease: 'start', number: lease!.fence })

    paused.kill('SIGCONT')
    paused.stdin.write('go on\n')
    expect((await lines.next()).value).toBe('FencedOff')
    await ended
    expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
    await leases.close()
    await store.close()
    await dropDatabase(url)
  })
})

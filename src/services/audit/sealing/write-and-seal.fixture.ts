/** A process that commits, says what was acknowledged, and seals what it and others commit, until it is killed. */
import { writeSync } from 'node:fs'
import { createFolderCheckpoints } from '../../../infrastructure/checkpoints/folder-checkpoints.ts'
import { openMongodbLeases } from '../../../infrastructure/leases/mongodb-leases.ts'
import { openMongodb } from '../../../infrastructure/mongodb/open-mongodb.ts'
import { openMongodbStoreOn } from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { commitOf } from '../../../infrastructure/store/store-under-test.ts'
import { auditCollections } from '../trail/audit-view.ts'
import { sealerOver } from '../trail/trails-under-test.ts'

const [, , url = '', folder = '', run = '', writers = '0'] = process.argv
const mongodb = await openMongodb(url)
const store = await openMongodbStoreOn(mongodb, { collections: auditCollections })
const leases = openMongodbLeases({ database: mongodb.database, random: Math.random })
const failed = (error: unknown): void => void process.stderr.write(`The sealer failed: ${String(error)}\n`)
sealerOver({ store, leases, checkpoints: createFolderCheckpoints(folder), failed }, { signEveryMs: 500 }).start()
writeSync(1, 'started\n')

async function write(writer: number): Promise<never> {
  for (let n = 1; ; n += 1) {
    const id = `cmt_${run}_${writer}_${n}`
    const organisations = n % 5 === 0 ? [] : n % 2 === 0 ? ['org_1', 'org_2'] : ['org_1']
    const { outcome } = await store.append(commitOf(id, [[`tally-${run}-${writer}`, n]], { organisations }), [])
    if (outcome === 'appended') writeSync(1, `${id}\n`)
  }
}
await Promise.race(Array.from({ length: Number(writers) }, (_, writer) => write(writer)))

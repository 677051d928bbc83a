/** Nobody is accused of what only a server's absence shows: what is wrong is looked at again, and what stays wrong is told. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import { createFolderCheckpoints } from '../../../infrastructure/checkpoints/folder-checkpoints.ts'
import { createMemoryLeases } from '../../../infrastructure/leases/memory-leases.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { openSqliteStoreUnderTest } from '../../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import type { StoreReader } from '../../../infrastructure/store/store.ts'
import { commitOf, readLog, type OpenedStore } from '../../../infrastructure/store/store-under-test.ts'
import { tileWidth } from '../trail/audit-trail.ts'
import { auditCollections, readHead } from '../trail/audit-view.ts'
import { trailTools } from '../module.ts'
import { sealerName } from '../sealing/run-sealer.ts'
import { sealerOver, signer } from '../trail/trails-under-test.ts'
import { hashText, verifySegment } from './verify-segment.ts'
import { lookAgainAfterMs, verifyTrail, type Verification } from './verify-trail.ts'

/** So many commits are older than what a server that was deposed still shows; the others are not known to it. */
const [known, total] = [130, 200]
/** Long settled, so that none waits to be chained. */
const nowMs = () => Date.parse('2099-01-01T00:00:00.000Z')

let place: OpenedStore
let checkpoints: Checkpoints
let folder: string
/** What is read of the store as it was then, and as it is. */
let [then, now]: [Shown, Shown] = [undefined!, undefined!]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fx-verify-'))
  checkpoints = createFolderCheckpoints(folder)
  place = await openSqliteStoreUnderTest({ collections: auditCollections })
  await write(0, known)
  then = await remember()
  await write(known, total)
  now = shownBy(place.store)
})
afterAll(async () => {
  await place.dispose()
  rmSync(folder, { recursive: true })
})

async function write(from: number, until: number): Promise<void> {
  const { store } = place
  for (let n = from; n < until; n += 1)
    await store.append(
      commitOf(`cmt_${String(n).padStart(4, '0')}`, [['tally-a', n + 1]], { organisations: ['org_1'] }),
      [],
    )
  const last = (await readLog(store)).at(-1)!.position
  const failed = (error: unknown): void => expect(error).toBeUndefined()
  const sealer = sealerOver({ store, leases: createMemoryLeases(), checkpoints, failed }, { paceMs: 1, signEveryMs: 5 })
  sealer.start()
  await eventually(async () => {
    const head = await readHead(store.documents, 'org_1')
    return (await store.readCheckpoint(sealerName)) === last && head?.signedSize === until ? true : undefined
  })
  await sealer.stop()
}

/** All that a verification reads. */
type Shown = {
  readonly documents: Pick<DocumentReader, 'get' | 'getMany'>
  readonly scanCommits: StoreReader['scanCommits']
  readonly readCheckpoint: () => Promise<string>
}
const shownBy = (store: OpenedStore['store']): Shown => ({
  documents: store.documents,
  scanCommits: store.scanCommits,
  readCheckpoint: () => store.readCheckpoint(sealerName),
})
/** As a server that is told nothing any more goes on to show it. */
async function remember(): Promise<Shown> {
  const { store } = place
  const [head, sealedUpTo] = [await store.head(), await store.readCheckpoint(sealerName)]
  const kept = new Map<string, Awaited<ReturnType<DocumentReader['get']>>>()
  for (const collection of auditCollections)
    for (const id of ['org_1', ...Array.from({ length: 9 }, (_, n) => idOfTile(n))])
      kept.set(`${collection.name} ${id}`, await store.documents.get(collection, id))
  const get: DocumentReader['get'] = async ({ name }, id) => kept.get(`${name} ${id}`)
  return {
    documents: {
      get,
      getMany: async (collection, ids) =>
        (await Promise.all(ids.map((id) => get(collection, id)))).filter((found) => found !== undefined),
    },
    scanCommits: async (scan) => (await store.scanCommits(scan)).filter(({ position }) => position <= head),
    readCheckpoint: async () => sealedUpTo,
  }
}
const idOfTile = (n: number): string => `org_1/${String(n).padStart(12, '0')}`

type Server = 'head' | 'tiles' | 'log' | 'checkpoint'

/** Each answers as of then in so many readings, and as of now after that. */
async function verify(away: readonly Server[], readings: number): Promise<{ found: Verification; waitedMs: number }> {
  let [reading, waitedMs] = [1, 0]
  const by = (server: Server): Shown => (away.includes(server) && reading <= readings ? then : now)
  const reader = (head: Server): DocumentReader =>
    ({
      get: (...given) => by(head).documents.get(...given),
      getMany: (...given) => by(head).documents.getMany(...given),
    }) as DocumentReader
  const log = { scanCommits: (scan: Parameters<Shown['scanCommits']>[0]) => by('log').scanCommits(scan) }
  const found = await verifyTrail(
    {
      log: { readCheckpoint: () => by('checkpoint').readCheckpoint() },
      documents: reader('head'),
      checkpoints,
      signer,
      tree: trailTools.tree,
      hashText,
      verifySegment: (task, signal) => verifySegment({ log, documents: reader('tiles') }, task, signal),
      atOnce: 2,
      nowMs,
      async pause(ms) {
        waitedMs += ms
        reading += 1
      },
    },
    { organisationId: 'org_1', sealer: sealerName, width: tileWidth, signal: AbortSignal.timeout(20_000) },
  )
  return { found, waitedMs }
}

const sound = { flaw: null, size: total, total, next: undefined }

test('a trail that is as it was written is read once', async () => {
  expect(await verify([], 0)).toMatchObject({ found: sound, waitedMs: 0 })
})

test.each<readonly [string, readonly Server[]]>([
  ['commits are missing from a page of the log', ['log']],
  ['the trail’s end has not come to where it is read', ['tiles']],
  ['the head is older than what was signed', ['head']],
  ['the log is newer than head and tiles', ['head', 'tiles']],
  ['whoever is asked is behind, each by as much', ['head', 'tiles', 'log', 'checkpoint']],
])('a server that was deposed is no flaw of the trail: %s', async (_name, away) => {
  for (const readings of [1, 2]) {
    const { found, waitedMs } = await verify(away, readings)
    expect(found).toMatchObject(sound)
    expect(waitedMs).toBeGreaterThan(0)
  }
})

test('what is still wrong after as long as an election takes is told', async () => {
  const { found, waitedMs } = await verify(['log'], lookAgainAfterMs.length + 1)
  expect(found.flaw).toMatchObject({ sequence: known + 1, what: 'missing' })
  expect(waitedMs).toBeGreaterThanOrEqual(10_000)
})

test('a source that fails between two pages is a failure, and says nothing of the trail', async () => {
  const failing = { ...now, scanCommits: () => Promise.reject(new Error('The connection has ended.')) }
  const verification = verifyTrail(
    {
      log: failing,
      documents: place.store.documents,
      checkpoints,
      signer,
      tree: trailTools.tree,
      hashText,
      verifySegment: (task, signal) => verifySegment({ log: failing, documents: place.store.documents }, task, signal),
      atOnce: 2,
      nowMs,
      pause: () => Promise.reject(new Error('Nothing is wrong that could be looked at again.')),
    },
    { organisationId: 'org_1', sealer: sealerName, width: tileWidth, signal: AbortSignal.timeout(20_000) },
  )
  await expect(verification).rejects.toThrow('The connection has ended.')
})

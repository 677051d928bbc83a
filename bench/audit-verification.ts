/** How long it takes to verify an audit trail of a million entries on the embedded store, and to chain them before. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderCheckpoints } from '../src/infrastructure/checkpoints/folder-checkpoints.ts'
import { logStart, type CommitToAppend } from '../src/infrastructure/store/commit-log.ts'
import { encodeEvents } from '../src/infrastructure/store/recorded-text.ts'
import { createSealer } from '../src/infrastructure/store/seal.ts'
import { openSqliteStoreAt } from '../src/infrastructure/store/sqlite-store-under-test.ts'
import { sealingKey } from '../src/infrastructure/store/store-under-test.ts'
import { auditCollections } from '../src/services/audit/audit-view.ts'
import { sha256, trailTools } from '../src/services/audit/module.ts'
import { sealerName } from '../src/services/audit/run-sealer.ts'
import { createNoteSigner } from '../src/services/audit/sign-note.ts'
import { verifyTrail } from '../src/services/audit/verify-trail.ts'
import { createCheckpointWriter } from '../src/services/audit/write-checkpoints.ts'
import { createTrailWriter } from '../src/services/audit/write-trails.ts'

const entries = 1_000_000
/** Checkpoints are signed as often as the sealer would: every thousand entries. */
const pageMax = 1_000
const organisationId = 'org_00000000000000000000000000000001'

const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
const store = openSqliteStoreAt(join(folder, 'store.db'), { collections: auditCollections })
const { documents, database } = store
const sealer = createSealer(sealingKey)
const signer = createNoteSigner(new Uint8Array(32).fill(3))
const checkpoints = createFolderCheckpoints(join(folder, 'checkpoints'))

/** An order's change, as large as most. */
const commitOf = (n: number): CommitToAppend => {
  const id = n.toString(16).padStart(32, '0')
  const body = JSON.stringify({ at: '2026-08-01T12:00:00.000Z', note: 'x'.repeat(180), orderId: `ord_${id}` })
  return {
    id: `cmt_${id}`,
    extensions: [{ stream: `order-ord_${id}`, version: 1, events: [{ type: 'order/placed', schemaVersion: 1, body }] }],
    organisations: [organisationId, `org_${(2 + (n % 50)).toString(16).padStart(32, '0')}`],
    actor: { kind: 'user', id: `usr_${id}` },
    cause: { kind: 'request', id: id.slice(12) },
    at: new Date(1_785_000_000_000 + n).toISOString(),
  }
}

/** Past the queue, which would wait for the disk: what is measured is not how they are written. */
function fillLog(): void {
  const commit = database.prepare(
    'INSERT INTO commits (position, id, at, actor, cause, organisations, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const extension = database.prepare(
    'INSERT INTO extensions (position, ordinal, stream, version, at, events) VALUES (?, 0, ?, 1, ?, ?)',
  )
  database.exec('BEGIN')
  for (let n = 1; n <= entries; n += 1) {
    const made = commitOf(n)
    const { id, at, actor, cause, organisations, extensions } = made
    const parties = organisations.join(',')
    commit.run(n, id, at, JSON.stringify(actor), JSON.stringify(cause), parties, sealer.seal(made))
    extension.run(n, extensions[0]!.stream, at, encodeEvents(extensions[0]!.events))
  }
  database.exec('COMMIT')
}

async function chainAll(): Promise<void> {
  const trails = createTrailWriter({
    documents,
    tools: trailTools,
    sha256,
    isGenuine: sealer.verify,
    broken: (error) => {
      throw error
    },
  })
  const writer = createCheckpointWriter({ documents, checkpoints, signer, now: () => new Date().toISOString() })
  let after = logStart
  for (let page = await store.readCommits({ after, limit: pageMax }); page.length > 0;) {
    await trails.write(page, documents)
    for (const { size } of await writer.sign([organisationId], documents)) trails.signed(organisationId, size)
    after = page.at(-1)!.position
    page = await store.readCommits({ after, limit: pageMax })
  }
  await store.writeCheckpoint(sealerName, after)
}

const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return Math.round((performance.now() - began) / 10) / 100
}

fillLog()
const chainSeconds = await timed(chainAll)
const cpu = process.cpuUsage()
const seconds = await timed(async () => {
  const needs = { log: store, documents, checkpoints, signer, tools: trailTools, sha256, nowMs: Date.now }
  const asked = { organisationId, sealer: sealerName, signal: AbortSignal.timeout(120_000) }
  const { flaw, size, checkpoints: signed } = await verifyTrail(needs, asked)
  if (flaw !== null || size !== entries || signed.signedSize !== entries)
    throw new Error(`Not verified: ${JSON.stringify({ flaw, size, signed })}`)
})
const { user, system } = process.cpuUsage(cpu)
await store.close()
rmSync(folder, { recursive: true, force: true })
const figures = { entries, seconds, cpuSeconds: Math.round((user + system) / 10_000) / 100, chainSeconds }
console.log(JSON.stringify({ bench: 'audit-verification', composition: 'embedded', figures, rounds: 1 }))

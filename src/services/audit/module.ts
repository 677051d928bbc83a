/** What the audit service needs, and what it provides. */
import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Route } from '../../gateway/route.ts'
import type { Checkpoints } from '../../infrastructure/checkpoints/checkpoints.ts'
import type { Leases } from '../../infrastructure/leases/leases.ts'
import type { Commit, StreamName } from '../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Clock } from '../../kernel/clock.ts'
import { container } from '../../kernel/container.ts'
import type { Log } from '../../telemetry/log.ts'
import type { ReadState } from '../../infrastructure/store/commands/execute.ts'
import { actedForReader } from './reading/acted-for-reader.ts'
import { createChaining } from './trail/audit-entry.ts'
import { auditRoutes } from './reading/audit-routes.ts'
import { createMerkleTree, type Sha256 } from './trail/merkle-tree.ts'
import { createProofReader } from './reading/read-proofs.ts'
import { createAuditSealer, sealerName, type AuditSealer } from './sealing/run-sealer.ts'
import { createNoteSigner } from './sealing/sign-note.ts'
import type { VerificationNeeds } from './reading/verification-routes.ts'
import { hashText } from './verification/verify-segment.ts'
import { verifyTrail, type SegmentVerifier } from './verification/verify-trail.ts'
import { createCheckpointWriter } from './sealing/write-checkpoints.ts'
import { createTrailWriter } from './sealing/write-trails.ts'

/** By way of a text: a buffer of its own for each hash takes twice as long, and a third of all time to collect. */
export const sha256: Sha256 = (data) => Buffer.from(hash('sha256', data, 'binary'), 'binary')
const tree = createMerkleTree(sha256)
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
export const trailTools = { tree, chaining: createChaining(sha256, tree) }

export const auditModule = container<{
  store: Store
  documents: Documents
  leases: Leases
  checkpoints: Checkpoints
  /** What the key that signs checkpoints is made from: 32 bytes. */
  checkpointSeed: Uint8Array
  /** Whether a commit bears the exchange's own seal. */
  isGenuine: (commit: Commit, sealedText: string) => boolean
  /** The organisations that take part in a record. */
  partiesOf: (stream: StreamName) => Promise<readonly string[]>
  readState: ReadState
  segmentVerifier: SegmentVerifier
  cursors: VerificationNeeds['cursors']
  clock: Clock
  log: Log
}>()
  .singleton('noteSigner', ['checkpointSeed'], ({ checkpointSeed }) => createNoteSigner(checkpointSeed))
  .singleton(
    'auditSealer',
    ['store', 'documents', 'leases', 'checkpoints', 'noteSigner', 'isGenuine', 'clock', 'log'],
    ({ store, documents, leases, checkpoints, noteSigner, isGenuine, clock, log }): AuditSealer =>
      createAuditSealer({
        store,
        leases,
        trails: createTrailWriter({
          documents,
          tools: trailTools,
          sha256,
          isGenuine,
          broken: (error) => log.error({ err: error }, 'an audit trail was changed behind our back'),
        }),
        checkpoints: createCheckpointWriter({ documents, checkpoints, signer: noteSigner, now: clock.now }),
        failed: (error) => log.error({ err: error }, 'audit trails are late'),
      }),
  )
  .singleton(
    'auditRoutes',
    [
      'store',
      'documents',
      'checkpoints',
      'noteSigner',
      'partiesOf',
      'readState',
      'segmentVerifier',
      'cursors',
      'clock',
    ],
    (needs): Route[] => {
      const { store, documents, checkpoints, noteSigner: signer, partiesOf, readState, cursors, clock } = needs
      const verifying = { log: store, documents, checkpoints, signer, tree, hashText, ...needs.segmentVerifier }
      return auditRoutes({
        entries: { log: store, documents, sha256, partiesOf, actedFor: actedForReader(readState) },
        documents,
        checkpoints,
        signer,
        proofs: createProofReader(documents, tree),
        verification: {
          verify: (asked) =>
            verifyTrail(
              { ...verifying, nowMs: () => Date.parse(clock.now()), pause },
              { ...asked, sealer: sealerName },
            ),
          cursors,
          monotonicMs: clock.monotonicMs,
        },
      })
    },
  )

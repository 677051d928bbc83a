/** The sealer and the verification over a store under test, as the composition makes them. */
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import type { Leases } from '../../../infrastructure/leases/leases.ts'
import { createSealer } from '../../../infrastructure/store/seal.ts'
import type { Store, StoreReader } from '../../../infrastructure/store/store.ts'
import { sealingKey } from '../../../infrastructure/store/store-under-test.ts'
import { sha256, trailTools } from '../module.ts'
import { createAuditSealer, sealerName, type AuditSealer, type SealerNeeds } from '../sealing/run-sealer.ts'
import { createNoteSigner } from '../sealing/sign-note.ts'
import { hashText, verifySegment } from '../verification/verify-segment.ts'
import { verifyTrail, type Verification, type VerifyAsked } from '../verification/verify-trail.ts'
import { createCheckpointWriter } from '../sealing/write-checkpoints.ts'
import { createTrailWriter } from '../sealing/write-trails.ts'

export const signer = createNoteSigner(new Uint8Array(32).fill(3))

type Sealed = {
  readonly store: Store
  readonly leases: Leases
  readonly checkpoints: Checkpoints
  /** Told of trails that were changed, too. */
  readonly failed: (error: unknown) => void
}

export function sealerOver(
  { store, leases, checkpoints, failed }: Sealed,
  pace: Pick<SealerNeeds, 'paceMs' | 'signEveryMs'> = {},
): AuditSealer {
  const { documents } = store
  const isGenuine = createSealer(sealingKey).verify
  return createAuditSealer({
    store,
    leases,
    trails: createTrailWriter({ documents, tools: trailTools, sha256, isGenuine, broken: failed }),
    checkpoints: createCheckpointWriter({ documents, checkpoints, signer, now: () => new Date().toISOString() }),
    failed,
    ...pace,
  })
}

/** Nobody waits for an election here. @param reader  as another thread reads the store */
export function verifyOver(
  {
    store,
    reader,
    checkpoints,
  }: { readonly store: Store; readonly reader: StoreReader; readonly checkpoints: Checkpoints },
  organisationId: string,
  more: Partial<VerifyAsked> = {},
): Promise<Verification> {
  const needs = { log: store, documents: store.documents, checkpoints, signer, tree: trailTools.tree, hashText }
  return verifyTrail(
    {
      ...needs,
      verifySegment: (task, signal) => verifySegment({ log: reader, documents: reader.documents }, task, signal),
      atOnce: 2,
      nowMs: Date.now,
      pause: async () => undefined,
    },
    { organisationId, sealer: sealerName, signal: AbortSignal.timeout(20_000), ...more },
  )
}

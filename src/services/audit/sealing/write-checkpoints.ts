/** Signs what trails have become and lays it down outside the database, where it outlasts whoever rewrites that. */
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import type { FencedWrites } from '../../../infrastructure/store/fence.ts'
import { decodeHash, findUnsigned, headWrite, readHead, type TrailHead } from '../trail/audit-view.ts'
import type { NoteSigner } from './sign-note.ts'

export type CheckpointWriterNeeds = {
  readonly documents: DocumentReader
  readonly checkpoints: Checkpoints
  readonly signer: Pick<NoteSigner, 'sign'>
  readonly now: () => string
}

export type CheckpointWriter = {
  /** Signs these trails, as far as they have something new. */
  sign(organisationIds: readonly string[], writes: Pick<FencedWrites, 'write'>): Promise<readonly TrailHead[]>
  /** Signs every trail that has something new, until none is left or it shall stop. */
  signAll(writes: Pick<FencedWrites, 'write'>, signal: AbortSignal): Promise<readonly TrailHead[]>
}

/** Files that wait for the disk at the same time. */
const atOnce = 16
const roundsMax = 1_000

export function createCheckpointWriter(needs: CheckpointWriterNeeds): CheckpointWriter {
  const { documents, checkpoints, signer, now } = needs
  const base64 = (text: string): string => Buffer.from(decodeHash(text)).toString('base64')

  const signOne = async (head: TrailHead): Promise<TrailHead> => {
    const { organisationId, size } = head
    const hashes = { root: base64(head.root), chain: base64(head.chain) }
    await checkpoints.append(organisationId, signer.sign({ organisationId, size, ...hashes, at: now() }))
    return { ...head, signedSize: size }
  }
  const signHeads = async (
    unsigned: readonly TrailHead[],
    { write }: Pick<FencedWrites, 'write'>,
  ): Promise<readonly TrailHead[]> => {
    const signed: TrailHead[] = []
    for (let start = 0; start < unsigned.length; start += atOnce)
      signed.push(...(await Promise.all(unsigned.slice(start, start + atOnce).map(signOne))))
    // Only now: a trail whose note was lost would otherwise count as signed.
    if (signed.length > 0) await write(signed.map(headWrite))
    return signed
  }

  return {
    async sign(organisationIds, writes) {
      const heads = await Promise.all(organisationIds.map((organisationId) => readHead(documents, organisationId)))
      return signHeads(heads.filter((head) => head !== undefined && head.signedSize < head.size) as TrailHead[], writes)
    },
    async signAll(writes, signal) {
      const signed: TrailHead[] = []
      for (let round = 0; round < roundsMax && !signal.aborted; round += 1) {
        const page = await signHeads(await findUnsigned(documents, atOnce * 8), writes)
        if (page.length === 0) break
        signed.push(...page)
      }
      return signed
    },
  }
}

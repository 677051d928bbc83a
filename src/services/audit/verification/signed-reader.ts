/** Reads what was signed of a trail along with it, in the order of its sizes. */
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import type { NoteSigner } from '../sealing/sign-note.ts'
import type { Signed } from './trail-verified.ts'

export type SignedReader = {
  /** All that was signed of larger sizes than were read, up to this one. */
  upTo(size: number): Promise<readonly Signed[]>
  /** The next behind it. */
  next(): Signed | undefined
  close(): Promise<void>
}

/** @param from  the size up to which everything was compared before */
export function openSigned(
  { checkpoints, signer }: { readonly checkpoints: Checkpoints; readonly signer: Pick<NoteSigner, 'open'> },
  organisationId: string,
  from: number,
): SignedReader {
  const notes = checkpoints.read(organisationId)[Symbol.asyncIterator]()
  let read = from
  let hasBegun = false
  let next: Signed | undefined

  /** Notes of another key or of other trails say nothing about this one. */
  const readNext = async (): Promise<void> => {
    next = undefined
    for (;;) {
      const { value, done } = await notes.next()
      if (done) return
      const checkpoint = signer.open(value)
      if (checkpoint?.organisationId !== organisationId || checkpoint.size <= read) continue
      const { size, root, chain } = checkpoint
      next = { size, root: Buffer.from(root, 'base64'), chain: Buffer.from(chain, 'base64') }
      return
    }
  }
  return {
    async upTo(size) {
      if (!hasBegun) await readNext()
      hasBegun = true
      const found: Signed[] = []
      while (next && next.size <= size) {
        found.push(next)
        // Those of the same size are compared with it.
        await readNext()
      }
      read = Math.max(read, size)
      return found
    },
    next: () => next,
    close: async () => void (await notes.return?.()),
  }
}

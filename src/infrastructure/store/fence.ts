/** What is written under a lease says so, and is refused once a later holder has begun: whoever was paused past its lease undoes nothing. */
import type { Position } from './commit-log.ts'
import type { DocumentRepairs } from './document-repairs.ts'
import type { Documents } from './documents.ts'

/** A lease by its name, and the number that is greater for every later holder. */
export type Fence = { readonly lease: string; readonly number: number }

/** The writes that would undo a later holder's work. Commits need none: their versions refuse whoever is behind. */
export type FencedWrites = Pick<Documents, 'write'> &
  DocumentRepairs & {
    writeCheckpoint(reader: string, position: Position): Promise<void>
  }

/** Thrown by a write under a fence that a later one has succeeded. Nothing of it was written. */
export class FencedOff extends Error {
  override name = 'FencedOff'
  constructor({ lease, number }: Fence) {
    super(
      `The lease "${lease}" has gone to another process since this one took it (fence ${number}), as it was held up for too ` +
        'long. What it had begun is the other one’s now; start it again.',
    )
  }
}

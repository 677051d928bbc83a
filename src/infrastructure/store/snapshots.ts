/**
 * Snapshots: what a stream had come to at some of its versions, kept so that a long one is not replayed from its first
 * event. They hold what its events hold and nothing else, and all of them may be deleted at any time.
 */
import type { Sealer } from './seal.ts'
import type { StreamName, StreamVersion } from './commit-log.ts'

export type KeptSnapshot = {
  readonly stream: StreamName
  readonly version: number
  /** Of the code that made the state: another code reads it from the events. */
  readonly mark: string
  /** When the stream's first commit happened, and the one that made this version. */
  readonly createdAt: string
  readonly updatedAt: string
  /** The state's JSON text: sealed personal data is as sealed in it as in the events. */
  readonly body: string
}

/** As a store keeps it: who can write to the store cannot write what commands decide upon. */
export type SealedSnapshot = KeptSnapshot & { readonly seal: string }

export type SnapshotWithTail = { readonly snapshot: KeptSnapshot; readonly tail: readonly StreamVersion[] }

/** The newest that is wanted: of this version, or of this time (UTC, ISO 8601), at most. */
export type SnapshotUntil = { readonly version?: number; readonly updatedAt?: string }

export interface Snapshots {
  /** The newest of a stream within bounds, of whichever mark. Throws `AlteredSnapshot` where its seal does not fit. */
  newest(stream: StreamName, until?: SnapshotUntil): Promise<KeptSnapshot | undefined>
  /**
   * The newest of a stream with the versions behind it, oldest first, at most `snapshotEvery`: one look where asking for
   * each would be two. Absent where a second look costs next to nothing.
   */
  newestWithTail?(stream: StreamName): Promise<SnapshotWithTail | undefined>
  /** Whether this process has met a snapshot of a stream of its kind: then it is worth asking for one without looking first. */
  mayHave?(stream: StreamName): boolean
  /**
   * Keeps one in the place of an older one (see `slotOf`); a newer one stays. Nobody waits for a disk: after a crash it
   * may be missing. What is longer than `snapshotCharactersMax` is not kept.
   */
  keep(snapshot: KeptSnapshot): Promise<void>
  /** Deletes all of them: the next reader of a long stream makes its snapshot anew. */
  clear(): Promise<void>
}

/** Versions from one snapshot of a stream to the next. */
export const snapshotEvery = 100

/** A state that is longer costs more to keep than its events do to replay. */
export const snapshotCharactersMax = 4_194_304

export class AlteredSnapshot extends Error {
  override name = 'AlteredSnapshot'
  constructor({ stream, version }: Pick<KeptSnapshot, 'stream' | 'version'>) {
    super(`The snapshot of ${stream} at version ${version} is not as the exchange wrote it.`)
  }
}

/**
 * The place of a snapshot among its stream's: how often its number can be halved. The newest is always there, those
 * before it twice as far back each, and of 10,000 versions there are seven: histories are near, and their room is bounded.
 */
export function slotOf(version: number): number {
  const number = Math.floor(version / snapshotEvery)
  if (number < 1) throw new RangeError(`Version ${version} has no snapshot.`)
  let slot = 0
  for (let rest = number; rest % 2 === 0; rest /= 2) slot += 1
  return slot
}

const partsOf = ({ stream, version, mark, createdAt, updatedAt, body }: KeptSnapshot): readonly string[] => [
  'snapshot',
  stream,
  `${version}`,
  mark,
  createdAt,
  updatedAt,
  body,
]

export const sealSnapshot = (sealer: Sealer, snapshot: KeptSnapshot): SealedSnapshot => ({
  ...snapshot,
  seal: sealer.sealParts(partsOf(snapshot)),
})

/** Throws `AlteredSnapshot` where the seal does not fit. */
export function openSnapshot(sealer: Sealer, { seal, ...snapshot }: SealedSnapshot): KeptSnapshot {
  if (!sealer.verifyParts(partsOf(snapshot), seal)) throw new AlteredSnapshot(snapshot)
  return snapshot
}

/** What a simulated store has written and no crash takes away, and the one moment at which a commit is written to it. */
import { logStart } from '../../src/infrastructure/store/commit-log.ts'
import type {
  AppendResult,
  Commit,
  CommitToAppend,
  Position,
  RepeatKeys,
  RepeatableOutcome,
  StreamName,
  StreamVersion,
} from '../../src/infrastructure/store/commit-log.ts'
import type { DocumentWrite } from '../../src/infrastructure/store/documents.ts'
import type { Sealer } from '../../src/infrastructure/store/seal.ts'
import type { SealedSnapshot } from '../../src/infrastructure/store/snapshots.ts'

export type KeptVersion = StreamVersion & { readonly position: Position }

export type Disk = {
  readonly commits: Commit[]
  readonly positions: Map<string, Position>
  readonly streams: Map<StreamName, KeptVersion[]>
  readonly keys: Map<string, RepeatableOutcome>
  readonly repeats: Map<Position, RepeatKeys>
  /** By collection and id; those removed stay as tombstones. */
  readonly documents: Map<string, Map<string, DocumentWrite>>
  readonly checkpoints: Map<string, Position>
  readonly fences: Map<string, number>
  readonly snapshots: Map<string, SealedSnapshot>
  /** Of all who have it open. */
  readonly listeners: Set<() => void>
}

export const emptyDisk = (): Disk => ({
  commits: [],
  positions: new Map(),
  streams: new Map(),
  keys: new Map(),
  repeats: new Map(),
  documents: new Map(),
  checkpoints: new Map(),
  fences: new Map(),
  snapshots: new Map(),
  listeners: new Set(),
})

/** Another disk with the same on it: what one run writes, the next does not find. */
export const copyOf = (disk: Disk): Disk => ({
  commits: [...disk.commits],
  positions: new Map(disk.positions),
  streams: new Map([...disk.streams].map(([name, versions]) => [name, [...versions]])),
  keys: new Map(disk.keys),
  repeats: new Map(disk.repeats),
  documents: new Map([...disk.documents].map(([name, documents]) => [name, new Map(documents)])),
  checkpoints: new Map(disk.checkpoints),
  fences: new Map(disk.fences),
  snapshots: new Map(disk.snapshots),
  listeners: new Set(),
})

export const headOf = ({ commits }: Disk): Position => commits.at(-1)?.position ?? logStart
export const versionsOf = (disk: Disk, stream: StreamName): readonly KeptVersion[] => disk.streams.get(stream) ?? []
export const newestVersion = (disk: Disk, stream: StreamName): number => versionsOf(disk, stream).at(-1)?.version ?? 0

/** Positions are counted from 1. */
export const positionAt = (count: number): Position => count.toString(16).padStart(16, '0')
export const countAt = (position: Position): number => Number.parseInt(position, 16)

/** What keeps a commit from being written; undefined where nothing does. */
export function obstacleTo(
  disk: Disk,
  { id, repeat, upon = [], extensions }: CommitToAppend,
): AppendResult | undefined {
  const already = disk.positions.get(id)
  if (already !== undefined) return { outcome: 'appended', position: already }
  const original = repeat?.keys.map((key) => disk.keys.get(key)).find((found) => found !== undefined)
  if (original) return { outcome: 'repeated', original }
  const lost = upon.find(({ commitId }) => !disk.positions.has(commitId))
  const late = extensions.find(({ stream, version }) => newestVersion(disk, stream) !== version - 1)
  const stream = lost?.stream ?? late?.stream
  return stream === undefined ? undefined : { outcome: 'conflict', stream }
}

/** All of it at once; gives where it stands. */
export function writeCommit(disk: Disk, { repeat, upon: _upon, ...commit }: CommitToAppend, sealer: Sealer): Position {
  const position = positionAt(disk.commits.length + 1)
  disk.commits.push({ ...commit, position, seal: sealer.seal(commit) })
  disk.positions.set(commit.id, position)
  for (const { stream, version, events } of commit.extensions)
    keepVersion(disk, stream, { version, at: commit.at, events, position })
  if (repeat) {
    disk.repeats.set(position, repeat)
    for (const key of repeat.keys) disk.keys.set(key, repeat.outcome)
  }
  return position
}

/** Adds it to its stream, which is in the order of versions, from 1 on without a gap. */
export function keepVersion({ streams }: Disk, stream: StreamName, kept: KeptVersion): void {
  const versions = streams.get(stream)
  if (versions) versions.push(kept)
  else streams.set(stream, [kept])
}

/** The older never replaces the newer. Throws for a collection that nobody declared, before anything is written. */
export function writeDocuments(disk: Disk, writes: readonly DocumentWrite[]): void {
  const into = writes.map(({ collection }) => documentsOf(disk, collection))
  for (const [n, write] of writes.entries())
    if ((into[n]!.get(write.id)?.version ?? 0) < write.version) into[n]!.set(write.id, write)
}

export function documentsOf({ documents }: Disk, name: string): Map<string, DocumentWrite> {
  const found = documents.get(name)
  if (!found) throw new Error(`No collection is called "${name}"; declare it where the store is opened.`)
  return found
}

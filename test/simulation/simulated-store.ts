/** A store in memory whose every answer takes a drawn while, and which a crash leaves with what was written. */
import { createAppendQueue, type WaitingCommit } from '../../src/infrastructure/store/append-queue.ts'
import { logStart, type AppendResult, type Position } from '../../src/infrastructure/store/commit-log.ts'
import type { Collection } from '../../src/infrastructure/store/documents.ts'
import { FencedOff, type Fence } from '../../src/infrastructure/store/fence.ts'
import type { Sealer } from '../../src/infrastructure/store/seal.ts'
import { openSnapshot, sealSnapshot, slotOf, type Snapshots } from '../../src/infrastructure/store/snapshots.ts'
import type { Store } from '../../src/infrastructure/store/store.ts'
import { Rejected } from '../../src/kernel/rejection.ts'
import { countAt, headOf, obstacleTo, versionsOf, writeCommit, writeDocuments, type Disk } from './disk.ts'
import { openSimulatedDocuments } from './simulated-documents.ts'

export type SimulatedStoreOptions = {
  readonly disk: Disk
  readonly collections: readonly Collection<never>[]
  readonly sealer: Sealer
  /** The way to the disk and back: nothing comes back from it to a process that has ended meanwhile. */
  readonly reach: () => Promise<void>
  /** Whether a commit's read models are written with it; asked for each. */
  readonly writesDocuments: () => boolean
  readonly soleWriter: boolean
  /** Whether an append ends without an answer, before it was written or after; asked for each. */
  readonly trouble?: () => 'before' | 'after' | undefined
} & StoreFlaw

/** What a mutant does otherwise: it writes commits, or reads streams, as no store may. */
export type StoreFlaw = { readonly write?: WriteCommit; readonly read?: ReadVersions }

/** Writes a commit, or says why not. */
export type WriteCommit = (disk: Disk, commit: WaitingCommit['commit'], sealer: Sealer) => AppendResult
export type ReadVersions = typeof versionsOf

const outcomeUnknown = {
  kind: 'unavailable',
  code: 'store/outcome-unknown',
  detail: 'The store did not say whether it took the commit.',
} as const
const batch = { commits: 256, bytes: 4_194_304 }

export const writeGuarded: WriteCommit = (disk, commit, sealer) =>
  obstacleTo(disk, commit) ?? { outcome: 'appended', position: writeCommit(disk, commit, sealer) }

export function openSimulatedStore(options: SimulatedStoreOptions): Store {
  const { disk, collections, sealer, reach, soleWriter, write = writeGuarded, read = versionsOf } = options
  for (const { name } of collections) if (!disk.documents.has(name)) disk.documents.set(name, new Map())
  const documents = openSimulatedDocuments(disk, reach)
  let flushing: Promise<void> | undefined
  const begin = (): void => {
    flushing ??= flush().finally(() => {
      flushing = undefined
      // Whoever was told came back before this was noticed.
      if (queue.length > 0) begin()
    })
  }
  const queue = createAppendQueue(batch, begin)

  const land = ({ commit, documents: writes, resolve, reject }: WaitingCommit): (() => void) => {
    const trouble = options.trouble?.()
    if (trouble === 'before') return () => reject(new Rejected(outcomeUnknown))
    try {
      // Declared or not is found out before anything is written: all of it or nothing.
      for (const { collection } of writes)
        if (!disk.documents.has(collection)) throw new Error(`No collection is called "${collection}".`)
      const result = write(disk, commit, sealer)
      if (result.outcome === 'appended' && options.writesDocuments()) writeDocuments(disk, writes)
      return () => (trouble ? reject(new Rejected(outcomeUnknown)) : resolve(result))
    } catch (error) {
      return () => reject(error)
    }
  }
  const flush = async (): Promise<void> => {
    do {
      await reach()
      const told = queue.take().map(land)
      // Who alone writes is told in the same moment, before any reader; among several, readers may be sooner.
      if (soleWriter) for (const tell of told.splice(0)) tell()
      for (const listener of disk.listeners) listener()
      await reach()
      for (const tell of told) tell()
    } while (queue.length > 0)
  }
  const after = async (position: Position, limit: number) => {
    await reach()
    const from = countAt(position)
    return disk.commits.slice(from, from + limit)
  }
  return {
    soleWriter,
    documents,
    snapshots: openSnapshots(disk, sealer, reach),
    append: queue.add,
    async readStream(stream, range) {
      await reach()
      const newer = read(disk, stream).slice(range.after, range.after + range.limit)
      return newer.map(({ version, at, events }) => ({ version, at, events }))
    },
    async findExtended(known) {
      await reach()
      const extended = [...known].filter(([stream, version]) => (read(disk, stream).at(-1)?.version ?? 0) > version)
      return new Set(extended.map(([stream]) => stream))
    },
    async findRepeat(key) {
      await reach()
      return disk.keys.get(key)
    },
    async positionOf(stream, version) {
      await reach()
      return versionsOf(disk, stream)[version - 1]?.position
    },
    readCommits: ({ after: position, limit }) => after(position, limit),
    async scanCommits({ after: position, limit, until = '~', of }) {
      const all = await after(position, disk.commits.length)
      const isOf = (parties: readonly string[]): boolean => (of === null ? parties.length === 0 : parties.includes(of!))
      const wanted = all.filter((one) => one.position <= until && (of === undefined || isOf(one.organisations)))
      return wanted.slice(0, limit)
    },
    async readRepeats(positions) {
      await reach()
      return new Map(
        positions.flatMap((position) => {
          const repeat = disk.repeats.get(position)
          return repeat ? [[position, repeat] as const] : []
        }),
      )
    },
    async findCommit(position) {
      await reach()
      return disk.commits[countAt(position) - 1]
    },
    async head() {
      await reach()
      return headOf(disk)
    },
    async readCheckpoint(reader) {
      await reach()
      return disk.checkpoints.get(reader) ?? logStart
    },
    async writeCheckpoint(reader, position) {
      await reach()
      disk.checkpoints.set(reader, position)
    },
    underFence: (fence) => underFence({ disk, reach, documents }, fence),
    onAppended(listener) {
      disk.listeners.add(listener)
      return () => disk.listeners.delete(listener)
    },
    admitReaders: () => () => {},
    async close() {
      queue.close()
      while (flushing) await flushing
    },
  }
}

type Reaching = Pick<SimulatedStoreOptions, 'disk' | 'reach'>

async function underFence(
  { disk, reach, documents }: Reaching & Pick<Store, 'documents'>,
  fence: Fence,
): ReturnType<Store['underFence']> {
  const assertHolds = (): void => {
    if ((disk.fences.get(fence.lease) ?? 0) > fence.number) throw new FencedOff(fence)
  }
  await reach()
  assertHolds()
  disk.fences.set(fence.lease, fence.number)
  return {
    async write(writes) {
      assertHolds()
      await documents.write(writes)
    },
    async rewrite(writes) {
      assertHolds()
      await documents.rewrite(writes)
    },
    async drop(dropped) {
      assertHolds()
      await documents.drop(dropped)
    },
    // Entries are looked up in the documents themselves.
    dropStrayEntries: async () => undefined,
    async writeCheckpoint(reader, position) {
      assertHolds()
      disk.checkpoints.set(reader, position)
    },
  }
}

function openSnapshots({ snapshots }: Disk, sealer: Sealer, reach: () => Promise<void>): Snapshots {
  return {
    async newest(stream, { version = Infinity, updatedAt = '\u{10FFFF}' } = {}) {
      await reach()
      const within = [...snapshots.values()].filter(
        (kept) => kept.stream === stream && kept.version <= version && kept.updatedAt <= updatedAt,
      )
      const found = within.toSorted((one, other) => other.version - one.version)[0]
      return found && openSnapshot(sealer, found)
    },
    async keep(snapshot) {
      await reach()
      const slot = `${snapshot.stream} ${slotOf(snapshot.version)}`
      if ((snapshots.get(slot)?.version ?? 0) <= snapshot.version) snapshots.set(slot, sealSnapshot(sealer, snapshot))
    },
    async clear() {
      await reach()
      snapshots.clear()
    },
  }
}

/** Reads a trail along with the log: which entry is expected where, what chain and tree come to, and what was signed of them. */
import type { Checkpoints } from '../../infrastructure/checkpoints/checkpoints.ts'
import type { DocumentReader } from '../../infrastructure/store/documents.ts'
import { chainStart } from './audit-entry.ts'
import { tileWidth, type LeafTile, type TrailTools } from './audit-trail.ts'
import { decodeHash, encodeHash, readHead, readLeafTiles, type TrailHead } from './audit-view.ts'
import type { Frontier, Hash, Subtree } from './merkle-tree.ts'
import type { NoteSigner } from './sign-note.ts'
import type { Checkpoint } from './signed-note.ts'
import { flawAt, type Flaw } from './trail-flaw.ts'

export type ExpectedEntry = {
  readonly organisationId: string
  readonly sequence: number
  readonly leaf: Hash
  readonly isGenuine: boolean
}

export type ExpectedEntries = {
  /** Reads on until the commit at a position has its entry, or has none near by; undefined where nothing is to be read. */
  reach(position: string): Promise<void> | undefined
  /** The entry of the commit at a position that was reached, once; undefined where the trail has none near by. */
  take(position: string): ExpectedEntry | undefined
  /** The first entry before a sequence whose commit did not come. */
  overdue(before: number): Flaw | undefined
  /** Reads on to the end: what was still expected is missing, what was signed beyond it is cut off. */
  finish(head: TrailHead | undefined): Promise<readonly Flaw[]>
  /** What is wrong with the trail itself, as far as it was read. */
  flaws(): readonly Flaw[]
  reached(): Reached
}

export type Reached = {
  /** The last sequence that was taken, of those read, and what they come to. */
  readonly taken: number
  readonly size: number
  readonly chain: Hash
  readonly frontier: Frontier
  readonly compared: number
  readonly signedSize: number
}

export type ExpectedNeeds = {
  readonly documents: DocumentReader
  readonly checkpoints: Checkpoints
  readonly signer: Pick<NoteSigner, 'open'>
  readonly tools: TrailTools
}

/** Tiles read at a time, and entries read ahead of the last that was taken. */
const tilesAtOnce = 16
const aheadMin = 512

/** @param sizeMax  entries to read: what is chained later is not this reading's concern */
export function openExpectedEntries(needs: ExpectedNeeds, organisationId: string, sizeMax: number): ExpectedEntries {
  const waiting = new Map<string, ExpectedEntry>()
  const flaws: Flaw[] = []
  const sums = openSums(needs, organisationId, flaws)
  let nextTile = 0
  let taken = 0
  let isEnd = sizeMax === 0

  const addTile = async (tile: LeafTile): Promise<void> => {
    const first = tile.index * tileWidth + 1
    const forged = new Set(tile.forged)
    for (const [n, leaf] of tile.leaves.entries()) {
      const sequence = first + n
      if (sequence > sizeMax) break
      const entry = { organisationId, sequence, leaf, isGenuine: !forged.has(sequence) }
      const position = tile.positions[n] ?? ''
      if (waiting.has(position)) flaws.push(flawAt(sequence, 'unchained'))
      waiting.set(position, entry)
      sums.add(leaf)
      if (sums.isSigned()) await sums.compare()
    }
  }
  const readOn = async (): Promise<void> => {
    const tiles = await readLeafTiles(needs.documents, organisationId, { from: nextTile, count: tilesAtOnce })
    for (const tile of tiles) {
      // A gap, or a tile that is not full before the last.
      if (tile.index !== nextTile || tile.leaves.length < Math.min(tileWidth, sizeMax - nextTile * tileWidth)) break
      await addTile(tile)
      nextTile += 1
      if (nextTile * tileWidth >= sizeMax) break
    }
    isEnd = nextTile * tileWidth >= sizeMax || tiles.length < tilesAtOnce || tiles.at(-1)!.index >= nextTile
  }

  const isToReadFor = (position: string): boolean => !isEnd && !waiting.has(position) && sums.size() - taken < aheadMin
  const readFor = async (position: string): Promise<void> => {
    await sums.start()
    while (isToReadFor(position)) await readOn()
  }

  return {
    // Most entries have been read with those before: they need no promise of their own.
    reach: (position) => (isToReadFor(position) ? readFor(position) : undefined),
    take(position) {
      const entry = waiting.get(position)
      if (!entry) return undefined
      waiting.delete(position)
      if (entry.sequence > taken) taken = entry.sequence
      return entry
    },
    overdue(before) {
      const first = waiting.values().next().value
      return first && first.sequence < before ? flawAt(first.sequence, 'missing') : undefined
    },
    async finish(head) {
      await sums.start()
      while (!isEnd) await readOn()
      const [first] = waiting.values()
      if (first) flaws.push(flawAt(first.sequence, 'missing'))
      const { size, chain } = sums.reached()
      const isAsSaid = head === undefined || (size === head.size && encodeHash(chain) === head.chain)
      if (!isAsSaid) flaws.push(flawAt(size + (size < sizeMax ? 1 : 0), 'unchained'))
      await sums.finish()
      return flaws
    },
    flaws: () => flaws,
    reached: () => ({ taken, ...sums.reached() }),
  }
}

/** Chain and tree over the leaves in their order, compared with every checkpoint that was signed of them. */
function openSums({ documents, checkpoints, signer, tools }: ExpectedNeeds, organisationId: string, flaws: Flaw[]) {
  const notes = checkpoints.read(organisationId)[Symbol.asyncIterator]()
  let next: Checkpoint | undefined
  let hasBegun = false
  const frontier: Subtree[] = []
  let [size, chain, compared, signedSize] = [0, chainStart, 0, 0]

  /** Notes of another key or of other trails say nothing about this one. */
  const readNote = async (): Promise<void> => {
    hasBegun = true
    next = undefined
    while (next === undefined) {
      const { value, done } = await notes.next()
      if (done) return
      const checkpoint = signer.open(value)
      if (checkpoint?.organisationId === organisationId && checkpoint.size >= size) next = checkpoint
    }
  }
  const isAsSigned = ({ root, chain: signed }: Checkpoint): boolean =>
    Buffer.compare(decodeHash(root), tools.tree.fold(frontier.map(({ hash }) => hash))) === 0 &&
    Buffer.compare(decodeHash(signed), chain) === 0

  return {
    /** Once; before the first leaf. */
    async start(): Promise<void> {
      if (!hasBegun) await readNote()
    },
    add(leaf: Hash): void {
      size += 1
      chain = tools.chaining.link(chain, leaf)
      tools.tree.growInPlace(frontier, leaf)
    },
    isSigned: (): boolean => next?.size === size,
    async compare(): Promise<void> {
      while (next?.size === size) {
        if (!isAsSigned(next)) flaws.push({ ...flawAt(signedSize + 1, 'rewritten'), until: size })
        compared += 1
        signedSize = size
        await readNote()
      }
    },
    async finish(): Promise<void> {
      // What was signed since this reading began has a head that is longer, too.
      const now = next && ((await readHead(documents, organisationId))?.size ?? 0)
      if (now !== undefined && next!.size > now) flaws.push(flawAt(size + 1, 'truncated'))
      await notes.return?.()
    },
    size: () => size,
    reached: () => ({ size, chain, frontier, compared, signedSize }),
  }
}

/**
 * Decides what makes room: S3-FIFO (Yang et al., SOSP 2023), weighed in bytes instead of entries.
 * Newcomers wait in a small queue and leave by it unless they were asked for again; what was asked for lives in the
 * main queue. A scan of things read once therefore costs the small queue only. Figures: docs/decisions/0005-cache.md.
 */
import { fingerprint } from './fingerprint.ts'

/** A tenth for newcomers, as in the paper: 1 % and 25 % were tried and lost on more traces than they won. */
const SMALL_SHARE = 0.1
/** Two bits of use are enough; more only make the formerly popular slower to leave. */
const USES_MAX = 3
/** Below this the ghosts would be too few to recognise anybody. */
const GHOSTS_MIN = 64

export type Queued = {
  readonly key: string
  /** What the item weighs, in bytes. */
  readonly weight: number
  uses: number
  queue: 'none' | 'small' | 'main'
  newer: Queued | undefined
  older: Queued | undefined
}

export type S3Fifo<T extends Queued> = {
  /** Takes a newcomer in: among the proven if it was sent away lately or `proven` says so, else on probation. */
  readonly admit: (item: T, proven: boolean) => void
  /** Takes an item out that nobody may have any more. */
  readonly remove: (item: T) => void
  /** Takes out whatever deserves its place least; undefined when nothing is held. */
  readonly evict: () => T | undefined
  /** Bytes of everything held; ghosts are not in it. */
  readonly weight: () => number
  /** Keys that were sent away and would be recognised; never more than max(64, items held). */
  readonly ghosts: () => number
}

/** Marks an item as asked for. The whole cost of a hit. */
export const touch = (item: Queued): void => {
  if (item.uses < USES_MAX) item.uses += 1
}

export function createS3Fifo<T extends Queued>(capacityBytes: number): S3Fifo<T> {
  const small = createFifo<T>('small')
  const main = createFifo<T>('main')
  const ghosts = new Set<number>()
  const smallTarget = capacityBytes * SMALL_SHARE

  const trimGhosts = (): void => {
    const limit = Math.max(GHOSTS_MIN, small.length() + main.length())
    for (const ghost of ghosts) {
      if (ghosts.size <= limit) return
      ghosts.delete(ghost)
    }
  }
  const evictMain = (): T | undefined => {
    for (let item = main.oldest(); item !== undefined; item = main.oldest()) {
      main.remove(item)
      if (item.uses === 0) return item
      item.uses -= 1
      main.push(item)
    }
    return undefined
  }
  const evictSmall = (): T | undefined => {
    for (let item = small.oldest(); item !== undefined; item = small.oldest()) {
      small.remove(item)
      if (item.uses === 0) {
        ghosts.add(fingerprint(item.key))
        return item
      }
      item.uses = 0
      main.push(item)
      if (main.weight() > capacityBytes - smallTarget) return evictMain()
    }
    return undefined
  }

  return {
    admit(item, proven) {
      const returned = ghosts.delete(fingerprint(item.key))
      if (returned || proven) main.push(item)
      else small.push(item)
    },
    remove(item) {
      if (item.queue === 'small') small.remove(item)
      else if (item.queue === 'main') main.remove(item)
      trimGhosts()
    },
    evict() {
      const fromSmall = small.weight() >= smallTarget || main.length() === 0
      const item = fromSmall ? (evictSmall() ?? evictMain()) : (evictMain() ?? evictSmall())
      trimGhosts()
      return item
    },
    weight: () => small.weight() + main.weight(),
    ghosts: () => ghosts.size,
  }
}

type Fifo<T extends Queued> = {
  readonly push: (item: T) => void
  readonly remove: (item: T) => void
  readonly oldest: () => T | undefined
  readonly weight: () => number
  readonly length: () => number
}

/** Doubly linked through the items themselves, so that an invalidated one leaves from the middle in constant time. */
function createFifo<T extends Queued>(name: 'small' | 'main'): Fifo<T> {
  let newest: T | undefined
  let oldest: T | undefined
  let weight = 0
  let length = 0
  return {
    push(item) {
      item.queue = name
      item.newer = undefined
      item.older = newest
      if (newest === undefined) oldest = item
      else newest.newer = item
      newest = item
      weight += item.weight
      length += 1
    },
    remove(item) {
      // Neighbours were pushed through this queue, so they are of its type.
      if (item.newer === undefined) newest = item.older as T | undefined
      else item.newer.older = item.older
      if (item.older === undefined) oldest = item.newer as T | undefined
      else item.older.newer = item.newer
      item.queue = 'none'
      item.newer = undefined
      item.older = undefined
      weight -= item.weight
      length -= 1
    },
    oldest: () => oldest,
    weight: () => weight,
    length: () => length,
  }
}

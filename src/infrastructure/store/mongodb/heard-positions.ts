/**
 * Which commits a process has heard of, told by position alone. Positions of the last minute are remembered one by one,
 * since of commits written at the same moment a lower one may be heard of later; everything older was heard of.
 */
import { logStart, type Position } from '../commit-log.ts'

export type HeardPositions = {
  /** Where to begin to follow the log so that nothing of the last minute is unknown. */
  readonly from: Position
  /** Heard of by following the log. */
  add(position: Position): void
  /** Of this process's own, known before the log brings it back. */
  addOwn(position: Position): void
  has(position: Position): boolean
  /** Everything before it was heard of. */
  floor(): Position
}

/** The longest that a transaction lives on the server, and so the longest that a position is seen after a later one. */
const overlapSeconds = 60
/** A minute at twice the commits a second that were ever measured; beyond it, what is forgotten counts as not heard of. */
const keptMax = 180_000

/** @param head  the newest commit at the start: nothing here was made of anything older */
export function createHeardPositions(head: Position): HeardPositions {
  const kept = new Set<Position>()
  let newest = head
  let floor = minuteBefore(head)
  const keep = (position: Position): void => {
    kept.add(position)
    if (kept.size > keptMax) kept.delete(kept.values().next().value!)
  }
  return {
    from: floor,
    add(position) {
      keep(position)
      if (position <= newest) return
      newest = position
      floor = minuteBefore(newest)
    },
    addOwn: keep,
    has: (position) => position < floor || kept.has(position),
    floor: () => floor,
  }
}

/** Positions begin with seconds, in eight hexadecimal digits. */
function minuteBefore(position: Position): Position {
  const seconds = Number.parseInt(position.slice(0, 8), 16) - overlapSeconds
  return seconds <= 0 ? logStart : `${seconds.toString(16).padStart(8, '0')}00000000`
}

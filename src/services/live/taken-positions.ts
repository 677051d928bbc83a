/**
 * Which commits a channel took from the trail, so that what is heard of afterwards is not told once more. Asking the
 * store for it costs two looks before anybody is told; nearly always this knows.
 */

/** As the log gives it: texts of one length, in the order of which commits were numbered. */
type Position = string

export type TakenPositions = {
  add(position: Position): void
  /** Undefined where the trail itself has to be asked. */
  has(position: Position): boolean | undefined
}

/** Some minutes of a busy organisation. */
const keptMax = 1_024

/** @param head  at least as high as all that the trail had when the channel began: what is higher, it took or has still to take */
export function rememberTaken(head: Position, max = keptMax): TakenPositions {
  const kept = new Set<Position>()
  /** Of all below, nothing is known but what is kept. */
  let floor = head
  return {
    add(position) {
      kept.add(position)
      if (kept.size <= max) return
      const oldest = kept.values().next().value!
      kept.delete(oldest)
      // The trail is not in the order of positions: those that came before may be higher.
      if (oldest > floor) floor = oldest
    },
    has(position) {
      if (kept.has(position)) return true
      return position > floor ? false : undefined
    },
  }
}

/** How far apart two spellings are, so that a slip of the finger still finds its word. */

/** How many slips a word of that length may hold: short words have too many neighbours to guess at. */
export const allowedEdits = (length: number): 0 | 1 | 2 => (length < 4 ? 0 : length < 8 ? 1 : 2)

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
 * (optimal string alignment), or `atMost + 1` as soon as it is certain to be more. Counts UTF-16 units.
 */
export function editDistance(left: string, right: string, atMost: number): number {
  const tooFar = atMost + 1
  if (Math.abs(left.length - right.length) > atMost) return tooFar
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    let best = row
    for (let column = 1; column <= right.length; column++) {
      const same = left.charCodeAt(row - 1) === right.charCodeAt(column - 1)
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1))
      if (isSwap(left, row, right, column)) cost = Math.min(cost, beforePrevious[column - 2]! + 1)
      current.push(cost)
      if (cost < best) best = cost
    }
    if (best > atMost) return tooFar
    beforePrevious = previous
    previous = current
  }
  return Math.min(previous[right.length]!, tooFar)
}

const isSwap = (left: string, row: number, right: string, column: number): boolean =>
  row > 1 &&
  column > 1 &&
  left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
  left.charCodeAt(row - 2) === right.charCodeAt(column - 1)

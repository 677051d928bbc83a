/** What some pieces of a position weigh to the book, so that pieces never stand without weight, nor weight without them. */
import { onHand, type Position } from './stock-state.ts'

/**
 * Grams to take off with so many pieces: as weighed, else their share of the average (rounded down); all that is left
 * with the last piece; never so much that the pieces which stay would weigh less than a gram each. A scale that says
 * more than the book holds is right about what it weighed: the rest of the book is then taken for lighter.
 */
export function gramsOff(position: Position, pieces: number, weighed?: number): number {
  const { grams } = position
  const staying = onHand(position) - pieces
  if (grams === 0 || staying === 0) return grams
  const share = weighed ?? Number((BigInt(grams) * BigInt(pieces)) / BigInt(onHand(position)))
  return Math.min(share, grams - staying)
}

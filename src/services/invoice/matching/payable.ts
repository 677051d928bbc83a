/** What of an order is to be paid: as far as the risk has passed, which is what its incoterm says. */
import { divideRounded } from '../../../kernel/decimal.ts'
import { isWithinTolerance } from '../../../kernel/catch-weight.ts'

/** Where the risk passes: as the goods are handed over (E, F and C terms), or as they are accepted (D terms). */
export type RiskPasses = 'handed-over' | 'accepted'

/** Incoterms 2020: EXW; FCA, FAS, FOB; CFR, CIF, CPT, CIP – and DAP, DPU, DDP. */
export const riskPasses = (incoterm: string): RiskPasses => (incoterm.startsWith('D') ? 'accepted' : 'handed-over')

/** How far a second weighing may differ from the one at dispatch before it counts: 1 %, in hundredths of a percent. */
export const weightToleranceBasisPoints = 100

/** What has become of one delivery, in base units. */
export type DeliveryFigures = {
  readonly id: string
  /** Agreed, and not cancelled. */
  readonly due: number
  readonly handedOver: number
  /** With what came over and was taken. */
  readonly accepted: number
  /** Of catch weight, the oldest first. */
  readonly consignments?: readonly Consignment[]
}

/** Catch weight of one delivery in one shipment. */
export type Consignment = {
  readonly pieces: number
  /** As weighed at dispatch. */
  readonly grams: number
  readonly accepted: number
  /** As weighed on arrival: all that was accepted; absent while some of it was not weighed. */
  readonly acceptedGrams?: number
}

export type Payable = {
  /** In base units. */
  readonly quantity: number
  /** Of catch weight: what the price per kilogram is for. */
  readonly grams?: number
}

/**
 * D terms: what was accepted, and nothing that was damaged, missing or is still held. E, F and C terms: what was handed
 * over, also if it was lost later. What goes beyond the agreed quantity is payable once it was accepted, never before.
 * Catch weight: the weight at dispatch; where the goods were weighed again and differ by more than the tolerance, the
 * weight on arrival.
 */
export function payableOf(
  { due, handedOver, accepted, consignments }: DeliveryFigures,
  risk: RiskPasses,
  toleranceBasisPoints = weightToleranceBasisPoints,
): Payable {
  const quantity = risk === 'accepted' ? accepted : Math.max(Math.min(handedOver, due), accepted)
  if (!consignments) return { quantity }
  let left = quantity
  let grams = 0
  for (const consignment of consignments) {
    const there = risk === 'accepted' ? consignment.accepted : Math.max(consignment.pieces, consignment.accepted)
    const pieces = Math.min(left, there)
    left -= pieces
    grams += weightOf(consignment, pieces, toleranceBasisPoints)
  }
  return { quantity, grams }
}

/** Pieces that were accepted come first: where their weight is disputed, it is known of them alone. */
function weightOf(consignment: Consignment, pieces: number, toleranceBasisPoints: number): number {
  const { grams, accepted, acceptedGrams } = consignment
  if (acceptedGrams === undefined || accepted === 0) return shareOf(grams, pieces, consignment.pieces)
  const first = { pieces: accepted, grams: shareOf(grams, accepted, consignment.pieces) }
  if (isWithinTolerance(first, { pieces: accepted, grams: acceptedGrams }, toleranceBasisPoints))
    return shareOf(grams, pieces, consignment.pieces)
  const weighed = Math.min(pieces, accepted)
  return shareOf(acceptedGrams, weighed, accepted) + shareOf(grams, pieces - weighed, consignment.pieces)
}

/** So many of so many pieces by weight, to the gram, half up. */
export const shareOf = (grams: number, pieces: number, of: number): number =>
  of === 0 ? 0 : Number(divideRounded(BigInt(grams) * BigInt(pieces), BigInt(of), 'half-up'))

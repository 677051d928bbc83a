/** What of a receipt can be claimed over: goods that were taken or refused for good, and goods that never came. */
import { isWithinTolerance } from '../../../kernel/catch-weight.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Portion, ReceiptLine } from '../shipment/shipment-details.ts'
import type { KnownShipment } from '../shipment/shipment-state.ts'
import { shareOf } from './claim-credit.ts'
import type { ClaimKind, ReceivedLine, Remedy } from './claim-details.ts'

/** How far the weight on arrival may differ from that at dispatch before it counts, as for invoices: 1 %. */
const weightToleranceBasisPoints = 100

export type LineOf = { readonly shipmentId: string; readonly receiptId: string; readonly line: number }

/**
 * The line of a receipt as a claim names it. Refuses, by its field, a receipt or line that the shipment does not have,
 * and what is not judged for good: goods held for quality, and goods that came over and were not accepted, which
 * nobody pays for.
 */
export function receivedLine(
  { receipts, portions, lines }: Pick<KnownShipment, 'receipts' | 'portions' | 'lines'>,
  { shipmentId, receiptId, line }: LineOf,
): Result<ReceivedLine> {
  const receipt = receipts.find(({ id }) => id === receiptId)
  const said = receipt?.lines[line - 1]
  if (!receipt || !said) return reject(unknownLine(receipt ? '/line' : '/receiptId'))
  if (!isFinal(said)) return reject(notFinal(said))
  const picked = portions.filter(({ deliveryId, lotId }) => deliveryId === said.deliveryId && lotId === said.lotId)
  const productId = lines.find(({ deliveryId }) => deliveryId === said.deliveryId)?.productId
  const [first] = picked
  if (!first || productId === undefined) throw new Error(`Receipt ${receiptId} judges a lot that was never shipped.`)
  const { deliveryId, lotId, outcome, quantity } = said
  const grams = gramsOf(said, picked)
  return accept({
    shipmentId,
    receiptId,
    receivedAt: receipt.at,
    line,
    deliveryId,
    productId,
    lotId,
    lotCode: first.lotCode,
    outcome,
    quantity,
    ...(grams !== undefined && { grams }),
  })
}

/** Every unit is judged for good once: so no two lines stand for the same goods. */
const isFinal = ({ outcome, of }: ReceiptLine): boolean =>
  outcome !== 'held' && outcome !== 'over' && (of !== 'over' || outcome === 'accepted')

/** Whether a claim of this kind, with this remedy, fits what the receipt says of the line. */
export function problemOfWish({ outcome }: ReceivedLine, kind: ClaimKind, remedy: Remedy): Rejection | undefined {
  if ((kind === 'short') !== (outcome === 'short')) return kindMismatch(kind, outcome)
  const isKept = outcome === 'accepted'
  if (kind === 'hidden-defect' && !isKept) return kindMismatch(kind, outcome)
  return remedy === 'return' && !isKept ? nothingToReturn(outcome) : undefined
}

/** By what was weighed at dispatch; by the weight on arrival where the two differ by more than the tolerance. */
function gramsOf({ quantity, grams: weighed }: ReceiptLine, picked: readonly Portion[]): number | undefined {
  const pieces = picked.reduce((sum, portion) => sum + portion.quantity, 0)
  if (picked.every(({ grams }) => grams === undefined)) return undefined
  const dispatched = shareOf(
    picked.reduce((sum, { grams = 0 }) => sum + grams, 0),
    quantity,
    pieces,
  )
  if (weighed === undefined) return dispatched
  const first = { pieces: quantity, grams: dispatched }
  return isWithinTolerance(first, { pieces: quantity, grams: weighed }, weightToleranceBasisPoints)
    ? dispatched
    : weighed
}

const unknownLine = (pointer: string): Rejection =>
  invalidField('claim/unknown-line', pointer, 'The shipment has no receipt with such a line.')
const notFinal = ({ outcome, of }: ReceiptLine): Rejection => {
  const what = of === 'over' ? 'over and was not taken' : outcome
  return {
    kind: 'conflict',
    code: 'claim/not-judged',
    detail: `The line says that it is ${what}. A claim is over what a receipt has judged for good, and the buyer would pay.`,
    errors: [{ pointer: '/line', detail: 'Held or over.' }],
    facts: { outcome },
  }
}
const kindMismatch = (kind: ClaimKind, outcome: string): Rejection =>
  invalidField(
    'claim/kind-mismatch',
    '/kind',
    `The receipt says "${outcome}" of this line, which "${kind}" does not fit.`,
  )
const nothingToReturn = (outcome: string): Rejection =>
  invalidField(
    'claim/nothing-to-return',
    '/remedy',
    `The receipt says "${outcome}" of this line: the buyer does not have the goods.`,
  )

/** What is there is what was found: stock-takes, and goods that turn out to have left. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { gramsOff } from './catch-weight-share.ts'
import { checkRoom, enter, sellablePart } from './movement-decisions.ts'
import { refill, yieldReserved } from './reservation-decisions.ts'
import type { StockCommand } from './stock-commands.ts'
import { isSamePlace, type StockDraft } from './stock-draft.ts'
import { badQuantity, checkWeight, isQuantity, weightMissing } from './stock-rejections.ts'
import { onHand, positionAt, stockedLot, type LotFacts, type Position, type PositionPart } from './stock-state.ts'

type Of<Type extends StockCommand['type']> = Extract<StockCommand, { type: Type }>

/** What is there is what was counted: what is missing was available first, then held, reserved, quarantined. */
export function count(draft: StockDraft, { at, siteId, counts, note }: Of<'count'>): Rejection | undefined {
  for (const [index, each] of counts.entries()) {
    const { lot, counted, grams } = each
    const { lotId } = lot
    const field = `/counts/${index}`
    if (counted !== 0 && !isQuantity(counted)) return badQuantity(`${field}/counted`)
    const position = positionAt(stockedLot(draft.book, lotId), siteId)
    const expected = onHand(position)
    const weight = countedWeight(lot, position, { counted, grams })
    if (typeof weight !== 'number') return { ...weight, errors: [{ pointer: `${field}/grams`, detail: weight.detail }] }
    if (counted > expected) {
      const full = checkRoom(draft, lot, siteId)
      if (full) return full
      enter(draft, lot)
    }
    const parts =
      counted > expected
        ? { [sellablePart(lot)]: counted - expected }
        : missing(draft, lotId, siteId, expected - counted)
    const move = { lotId, siteId, ...parts, ...(weight !== position.grams && { grams: weight - position.grams }) }
    const unchanged = counted === expected && weight === position.grams
    draft.add({
      type: 'stock/counted',
      at,
      counted,
      expected,
      ...(note && { note }),
      moves: unchanged ? [] : [move],
    })
  }
  refill(draft, 'counted')
  return undefined
}

/**
 * More left than was dispatched, and the buyer took it: off the book as a count would find it, as far as there is any.
 * What is picked stands at the gate, seen by whoever picked it: it is not what left.
 */
export function overDeliver(draft: StockDraft, command: Of<'over-deliver'>): Rejection | undefined {
  const { at, lotId, siteId, quantity, grams, reference } = command
  if (!isQuantity(quantity)) return badQuantity('/quantity')
  const position = positionAt(stockedLot(draft.book, lotId), siteId)
  const gone = Math.min(quantity, onHand(position) - pickedAt(draft, { lotId, siteId }))
  if (gone === 0) return undefined
  const off = gramsOff(position, gone, gone === quantity ? grams : undefined)
  const parts = missing(draft, lotId, siteId, gone)
  const moves = [{ lotId, siteId, ...parts, ...(off > 0 && { grams: -off }) }]
  draft.add({ type: 'stock/over-delivered', at, reference, quantity, moves })
  refill(draft, 'counted')
  return undefined
}

const pickedAt = ({ book }: StockDraft, place: { readonly lotId: string; readonly siteId: string }): number =>
  book.reservations
    .flatMap(({ portions }) => portions)
    .reduce((sum, portion) => sum + (isSamePlace(portion, place) ? portion.picked : 0), 0)

/** From which parts a loss is taken, once the reserved goods it needs have been given back. */
function missing(
  draft: StockDraft,
  lotId: string,
  siteId: string,
  lost: number,
): Partial<Record<PositionPart, number>> {
  const before = positionAt(stockedLot(draft.book, lotId), siteId)
  const fromReserved = Math.max(0, Math.min(lost - before.available - before.held, before.reserved))
  yieldReserved(draft, { lotId, siteId }, fromReserved)
  const { available, held, quarantined } = positionAt(stockedLot(draft.book, lotId), siteId)
  const taken: Partial<Record<PositionPart, number>> = {}
  let left = lost
  for (const [part, standing] of Object.entries({ available, held, quarantined }) as [PositionPart, number][]) {
    const off = Math.min(left, standing)
    if (off > 0) taken[part] = -off
    left -= off
  }
  return taken
}

/** What the counted pieces weigh: as weighed, else as the book's average says. */
function countedWeight(
  lot: LotFacts,
  position: Position,
  { counted, grams }: { counted: number; grams: number | undefined },
): number | Rejection {
  if (counted === 0) return 0
  if (grams !== undefined || !lot.catchWeight) return checkWeight(lot.catchWeight, counted, grams) ?? grams ?? 0
  if (position.grams === 0) return weightMissing
  return Number((BigInt(position.grams) * BigInt(counted)) / BigInt(onHand(position)))
}

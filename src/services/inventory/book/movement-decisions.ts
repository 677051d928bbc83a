/** What comes in, goes out, is moved or looked at: the movements that belong to no reservation. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { gramsOff } from './catch-weight-share.ts'
import { refill, reopen, takeBackExpired } from './reservation-decisions.ts'
import type { StockCommand } from './stock-commands.ts'
import type { StockDraft } from './stock-draft.ts'
import type { Move } from './stock-events.ts'
import {
  badQuantity,
  checkOptionalWeight,
  checkWeight,
  insufficient,
  isQuantity,
  lotNotStocked,
  sameSite,
  tooManyLots,
} from './stock-rejections.ts'
import { lotsMax, onHand, positionAt, quantityMax, sitesOfLotMax, stockedLot, type LotFacts } from './stock-state.ts'

type Of<Type extends StockCommand['type']> = Extract<StockCommand, { type: Type }>

export function receive(draft: StockDraft, command: Of<'receive'>): Rejection | undefined {
  const { at, lot, siteId, quantity, grams, reason, note } = command
  const problem = checkAddition(draft, { lot, siteId, quantity, grams })
  if (problem) return problem
  enter(draft, lot)
  const moves = [{ lotId: lot.lotId, siteId, [sellablePart(lot)]: quantity, ...(grams !== undefined && { grams }) }]
  draft.add({ type: 'stock/received', at, reason, ...(note && { note }), moves })
  refill(draft, 'stock-appeared')
  return undefined
}

/** Refused goods: on hand again, but not for sale before somebody has looked at them. */
export function takeBack(draft: StockDraft, command: Of<'return'>): Rejection | undefined {
  const { at, lot, siteId, quantity, grams, reference, reason } = command
  const problem = checkAddition(draft, { lot, siteId, quantity, grams })
  if (problem) return problem
  enter(draft, lot)
  const moves = [{ lotId: lot.lotId, siteId, quarantined: quantity, ...(grams !== undefined && { grams }) }]
  draft.add({ type: 'stock/returned', at, reference, reason, moves })
  return undefined
}

export function remove(draft: StockDraft, command: Of<'remove'>): Rejection | undefined {
  const { at, lotId, siteId, quantity, grams, reason, note } = command
  const found = findPart(draft, { lotId, siteId, quantity, quarantined: command.quarantined })
  if ('code' in found) return found
  const problem = checkOptionalWeight(found.lot.catchWeight, quantity, grams)
  if (problem) return problem
  const off = gramsOff(found.position, quantity, grams)
  const moves = [{ lotId, siteId, [found.part]: -quantity, ...(off > 0 && { grams: -off }) }]
  draft.add({ type: 'stock/removed', at, reason, ...(note && { note }), moves })
  return undefined
}

/** These very goods, whatever their lot: aside for inspection, or cleared by it. */
export function inspect(draft: StockDraft, command: Of<'quarantine' | 'clear'>): Rejection | undefined {
  const { type, at, lotId, siteId, quantity, reason } = command
  const found = findPart(draft, { lotId, siteId, quantity, quarantined: type === 'clear' })
  if ('code' in found) return found
  const part = sellablePart(found.lot)
  if (type === 'quarantine') {
    const moves = [{ lotId, siteId, [part]: -quantity, quarantined: quantity }]
    draft.add({ type: 'stock/quarantined', at, reason, moves })
    return undefined
  }
  draft.add({ type: 'stock/cleared', at, reason, moves: [{ lotId, siteId, quarantined: -quantity, [part]: quantity }] })
  refill(draft, 'stock-appeared')
  return undefined
}

export function transfer(draft: StockDraft, command: Of<'transfer'>): Rejection | undefined {
  const { at, lotId, fromSiteId, toSiteId, quantity, grams, note } = command
  if (fromSiteId === toSiteId) return sameSite
  const found = findPart(draft, { lotId, siteId: fromSiteId, quantity, quarantined: command.quarantined })
  if ('code' in found) return found
  const { lot, position, part } = found
  const problem = checkOptionalWeight(lot.catchWeight, quantity, grams)
  if (problem) return problem
  const arrives = !lot.positions.some(({ siteId }) => siteId === toSiteId)
  if (arrives && lot.positions.length >= sitesOfLotMax) return tooManyLots
  const off = gramsOff(position, quantity, grams)
  const moves: Move[] = [
    { lotId, siteId: fromSiteId, [part]: -quantity, ...(off > 0 && { grams: -off }) },
    { lotId, siteId: toSiteId, [part]: quantity, ...(off > 0 && { grams: off }) },
  ]
  draft.add({ type: 'stock/transferred', at, ...(note && { note }), moves })
  refill(draft, 'stock-appeared')
  return undefined
}

/** A hold blocks what is available and reopens what is reserved; a release gives all that was held free again. */
export function changeLotStatus(draft: StockDraft, command: Of<'change-lot-status'>): Rejection | undefined {
  const { at, lotId, status, reason } = command
  const lot = stockedLot(draft.book, lotId)
  if (!lot || lot.status === status) return undefined
  const [from, to] = status === 'released' ? (['held', 'available'] as const) : (['available', 'held'] as const)
  const moves = lot.positions.flatMap((position): Move[] => {
    const quantity = position[from]
    return quantity > 0 ? [{ lotId, siteId: position.siteId, [from]: -quantity, [to]: quantity }] : []
  })
  draft.add({ type: 'stock/lot-status-changed', at, lotId, status, reason, moves })
  if (status === 'released') refill(draft, 'stock-appeared')
  else reopen(draft, lotId, status)
  return undefined
}

type Addition = {
  readonly lot: LotFacts
  readonly siteId: string
  readonly quantity: number
  readonly grams: number | undefined
}

function checkAddition(draft: StockDraft, { lot, siteId, quantity, grams }: Addition): Rejection | undefined {
  if (!isQuantity(quantity)) return badQuantity('/quantity')
  const standing = onHand(positionAt(stockedLot(draft.book, lot.lotId), siteId))
  if (standing + quantity > quantityMax) return badQuantity('/quantity')
  return checkWeight(lot.catchWeight, quantity, grams) ?? checkRoom(draft, lot, siteId)
}

/** Refuses a lot, or a site of it, that the book has no room for. */
export function checkRoom({ book }: StockDraft, lot: LotFacts, siteId: string): Rejection | undefined {
  const known = stockedLot(book, lot.lotId)
  if (!known) return book.lots.length >= lotsMax ? tooManyLots : undefined
  const isNew = !known.positions.some((position) => position.siteId === siteId)
  return isNew && known.positions.length >= sitesOfLotMax ? tooManyLots : undefined
}

/** Writes a lot down that is not in the book. */
export function enter(draft: StockDraft, lot: LotFacts): void {
  if (!stockedLot(draft.book, lot.lotId)) draft.add({ type: 'stock/lot-entered', at: draft.at, lot })
}

export const sellablePart = ({ status }: LotFacts): 'available' | 'held' =>
  status === 'released' ? 'available' : 'held'

type Sought = {
  readonly lotId: string
  readonly siteId: string
  readonly quantity: number
  readonly quarantined: boolean
}

/** The part of a position that goods are taken from, with enough in it: what nobody is entitled to any more counts. */
function findPart(draft: StockDraft, sought: Sought) {
  const found = partNow(draft, sought)
  const isForLackOfGoods = 'code' in found && found.code === 'stock/insufficient' && !sought.quarantined
  return isForLackOfGoods && takeBackExpired(draft) ? partNow(draft, sought) : found
}

function partNow({ book }: StockDraft, { lotId, siteId, quantity, quarantined }: Sought) {
  const lot = stockedLot(book, lotId)
  if (!isQuantity(quantity)) return badQuantity('/quantity')
  if (!lot) return lotNotStocked
  const part = quarantined ? 'quarantined' : sellablePart(lot)
  const position = positionAt(lot, siteId)
  return position[part] < quantity ? insufficient(part, position[part], quantity) : { lot, position, part }
}

/** Picking, putting back and dispatching: what is set aside becomes what stands at the gate, then what has left. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { gramsOff } from './catch-weight-share.ts'
import { fitFor, isPastUseBy, type Allocation } from './fefo.ts'
import { joined, taking, without } from './reservation-decisions.ts'
import type { Choice, PickedPart, StockCommand } from './stock-commands.ts'
import { holding, isSamePlace, unpicked, unpickedQuantity, type StockDraft } from './stock-draft.ts'
import type { DispatchedPortion } from './stock-events.ts'
import {
  badQuantity,
  checkWeight,
  chosenMismatch,
  insufficient,
  isQuantity,
  notPicked,
  pickExceeds,
  reasonMissing,
  unfit,
  unknownReservation,
  weighEachLot,
  weightMissing,
} from './stock-rejections.ts'
import {
  pickedQuantity,
  positionAt,
  reservationOf,
  stockedLot,
  type OpenStockBook,
  type Portion,
  type Reservation,
} from './stock-state.ts'

type Of<Type extends StockCommand['type']> = Extract<StockCommand, { type: Type }>
type Part = Allocation & { readonly grams?: number }

/** Picks the reserved portions, first expired first, or the lots that were chosen instead. */
export function pick(draft: StockDraft, command: Of<'pick'>): Rejection | undefined {
  const { at, reservationId, quantity, chosen } = command
  const known = reservationOf(draft.book, reservationId)
  if (!known) return unknownReservation
  if (!isQuantity(quantity)) return badQuantity('/quantity')
  const pickable = chosen ? known.wanted - pickedQuantity(known) : unpickedQuantity(known)
  if (quantity > pickable) return pickExceeds(pickable)
  const parts = chosen ? chosenParts(draft.book, known, chosen.lots) : [...fefoParts(known, quantity)]
  const taken = parts.reduce((sum, part) => sum + part.quantity, 0)
  if (taken !== quantity) return chosenMismatch
  if (command.grams !== undefined && parts.length > 1) return weighEachLot
  const weighed = command.grams === undefined ? parts : parts.map((part) => ({ ...part, grams: command.grams! }))
  const problem = checkParts(draft, known, weighed)
  if (problem) return problem

  const extra = weighed.flatMap((part) => beyondReserved(known, part))
  for (const { lotId, siteId, quantity: more } of extra) {
    const { available } = positionAt(stockedLot(draft.book, lotId), siteId)
    if (more > available) return insufficient('available', available, more)
  }
  if (extra.length > 0 && !chosen?.reason) return reasonMissing
  const marked = marking(joined(draft.book, known.portions, extra), weighed)
  const surplus = marked.reduce((sum, portion) => sum + portion.quantity, 0) - known.wanted
  const { portions, moves } = without(marked, surplus)
  draft.add({
    type: 'stock/picked',
    at,
    ...holding(known, portions, known.wanted),
    quantity,
    ...(chosen?.reason && { reason: chosen.reason }),
    moves: [...extra.map(taking), ...moves],
  })
  return undefined
}

/** The reserved portions in their order, as far as the quantity goes. */
function* fefoParts(reservation: Reservation, quantity: number): Iterable<Part> {
  let missing = quantity
  for (const portion of reservation.portions) {
    const part = Math.min(missing, unpicked(portion))
    if (part > 0) yield { lotId: portion.lotId, siteId: portion.siteId, quantity: part }
    missing -= part
  }
}

/** Choices as places: a choice without a site takes what is reserved of the lot first, then what is available of it. */
function chosenParts(book: OpenStockBook, reservation: Reservation, choices: readonly Choice[]): Part[] {
  const parts: Part[] = []
  for (const { lotId, siteId, quantity, grams } of choices) {
    const own = reservation.portions.filter((portion) => portion.lotId === lotId)
    const sites = siteId ? [siteId] : sitesOf(own, stockedLot(book, lotId)?.positions ?? [])
    let missing = quantity
    for (const [index, site] of sites.entries()) {
      const place = { lotId, siteId: site }
      const portion = own.find((each) => isSamePlace(each, place))
      const there = (portion ? unpicked(portion) : 0) + positionAt(stockedLot(book, lotId), site).available
      // The last site takes what is left, so that a lot which has too little is refused by name.
      const part = index === sites.length - 1 ? missing : Math.min(missing, there)
      if (part > 0) parts.push({ ...place, quantity: part, ...(grams !== undefined && { grams }) })
      missing -= part
    }
  }
  return parts
}

const sitesOf = (own: readonly Portion[], positions: readonly { readonly siteId: string }[]): string[] => [
  ...new Set([...own, ...positions].map(({ siteId }) => siteId)),
]

function checkParts({ book, today }: StockDraft, reservation: Reservation, parts: readonly Part[]) {
  const isFit = fitFor(reservation.terms, today)
  for (const [index, part] of parts.entries()) {
    const lot = stockedLot(book, part.lotId)
    if (!lot || !isFit(lot)) return unfit(part.lotId)
    if (!isQuantity(part.quantity)) return badQuantity('/quantity')
    if (parts.findIndex((each) => isSamePlace(each, part)) !== index) return chosenMismatch
    if (lot.catchWeight && part.grams === undefined) return parts.length > 1 ? weighEachLot : weightMissing
    const problem = checkWeight(lot.catchWeight, part.quantity, part.grams)
    if (problem) return problem
  }
  return undefined
}

const beyondReserved = (reservation: Reservation, part: Part): Allocation[] => {
  const portion = reservation.portions.find((each) => isSamePlace(each, part))
  const more = part.quantity - (portion ? unpicked(portion) : 0)
  return more > 0 ? [{ lotId: part.lotId, siteId: part.siteId, quantity: more }] : []
}

const marking = (portions: readonly Portion[], parts: readonly Part[]): Portion[] =>
  portions.map((portion) => {
    const part = parts.find((each) => isSamePlace(each, portion))
    if (!part) return portion
    const grams = part.grams === undefined ? portion.grams : (portion.grams ?? 0) + part.grams
    return { ...portion, picked: portion.picked + part.quantity, ...(grams !== undefined && { grams }) }
  })

/** Back to its place; it stays reserved. */
export function unpick(draft: StockDraft, { at, reservationId, portions }: Of<'unpick' | 'dispatch'>) {
  const known = reservationOf(draft.book, reservationId)
  if (!known) return unknownReservation
  const parts = pickedParts(known, portions)
  if ('code' in parts) return parts
  const left = known.portions.map((portion) => {
    const part = parts.find((each) => isSamePlace(each, portion))
    return part ? less(portion, { ...part, leaves: false }) : portion
  })
  const quantity = parts.reduce((sum, part) => sum + part.quantity, 0)
  draft.add({ type: 'stock/unpicked', at, ...holding(known, left, known.wanted), quantity, moves: [] })
  return undefined
}

/** Off the book: these portions end as committed. */
export function dispatch(draft: StockDraft, { at, reservationId, portions }: Of<'unpick' | 'dispatch'>) {
  const known = reservationOf(draft.book, reservationId)
  if (!known) return unknownReservation
  const parts = pickedParts(known, portions)
  if ('code' in parts) return parts
  // It may have stood at the gate too long.
  const past = parts.find(({ lotId }) => isPastUseBy(stockedLot(draft.book, lotId)!, draft.today))
  if (past) return unfit(past.lotId)
  const left = known.portions.flatMap((portion) => {
    const part = parts.find((each) => isSamePlace(each, portion))
    const rest = part ? less(portion, { ...part, leaves: true }) : portion
    return rest.quantity > 0 ? [rest] : []
  })
  const quantity = parts.reduce((sum, part) => sum + part.quantity, 0)
  const moves = parts.map(({ lotId, siteId, quantity: leaving, grams }) => {
    const off = gramsOff(positionAt(stockedLot(draft.book, lotId), siteId), leaving, grams)
    return { lotId, siteId, reserved: -leaving, ...(off > 0 && { grams: -off }) }
  })
  const dispatched = parts as readonly DispatchedPortion[]
  draft.add({
    type: 'stock/dispatched',
    at,
    ...holding(known, left, known.wanted - quantity),
    quantity,
    dispatched,
    moves,
  })
  return undefined
}

/** What is named of the picked portions, or all of them; each with its weight. */
function pickedParts(reservation: Reservation, named: readonly PickedPart[] | undefined): readonly Part[] | Rejection {
  const picked = reservation.portions.filter((portion) => portion.picked > 0)
  if (picked.length === 0) return notPicked(0)
  const parts: Part[] = []
  for (const part of named ?? picked.map((portion) => ({ ...portion, quantity: portion.picked }))) {
    const portion = picked.find((each) => isSamePlace(each, part))
    if (!isQuantity(part.quantity)) return badQuantity('/portions')
    if (!portion || part.quantity > portion.picked) return notPicked(portion?.picked ?? 0)
    if (parts.some((each) => isSamePlace(each, part))) return chosenMismatch
    const { lotId, siteId, quantity } = part
    if (portion.grams === undefined) {
      parts.push({ lotId, siteId, quantity })
      continue
    }
    const staying = portion.picked - quantity
    const grams = staying === 0 ? portion.grams : part.grams
    if (grams === undefined) return weightMissing
    const problem = checkWeight(true, quantity, grams) ?? checkWeight(true, staying || 1, portion.grams - grams || 1)
    if (problem) return problem
    parts.push({ lotId, siteId, quantity, grams })
  }
  return parts
}

/** A portion of which less is picked, and, where it left, less is held. */
function less(portion: Portion, { quantity, grams, leaves }: Part & { readonly leaves: boolean }): Portion {
  const { grams: weighed, ...rest } = portion
  const picked = portion.picked - quantity
  const next = { ...rest, picked, quantity: leaves ? portion.quantity - quantity : portion.quantity }
  return weighed === undefined || picked === 0 ? next : { ...next, grams: weighed - (grams ?? 0) }
}

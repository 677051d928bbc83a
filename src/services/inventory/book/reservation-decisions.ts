/** Setting stock aside, giving it back, and what happens to a reservation whose goods are taken from under it. */
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { allocate, type Allocation } from './fefo.ts'
import { isExpired, spentBy, timeFor } from './spent-time.ts'
import { applyMoves, compareForFefo } from './stock-changes.ts'
import type { StockCommand } from './stock-commands.ts'
import { holding, isSamePlace, pickedOnly, unpicked, unpickedQuantity, type StockDraft } from './stock-draft.ts'
import type { Move, ReservationChangeReason } from './stock-events.ts'
import {
  alreadyPicked,
  badQuantity,
  isQuantity,
  releaseExceeds,
  reservationTaken,
  tooManyReservations,
} from './stock-rejections.ts'
import {
  pickedQuantity,
  reservationOf,
  reservationsMax,
  shortQuantity,
  stockedLot,
  type OpenStockBook,
  type Portion,
  type Reservation,
  type SpentTime,
} from './stock-state.ts'

type Of<Type extends StockCommand['type']> = Extract<StockCommand, { type: Type }>

/** Chooses anew for all that is not picked, so that the same request always ends in the same portions. */
export function reserve(draft: StockDraft, command: Of<'reserve'>): Rejection | undefined {
  const { at, reservationId: id, quantity, terms } = command
  const known = reservationOf(draft.book, id)
  const expiresAt = known || !command.expiresAt ? command.expiresAt : ownTime(draft, command, command.expiresAt)
  if (!isQuantity(quantity)) return badQuantity('/quantity')
  if (known && (known.for.orderId !== command.for.orderId || known.for.deliveryId !== command.for.deliveryId))
    return reservationTaken
  if (!known && draft.book.reservations.length >= reservationsMax) return tooManyReservations
  const picked = pickedQuantity({ portions: known?.portions ?? [] })
  if (quantity < picked) return alreadyPicked(picked)

  let plan = chooseAnew(draft, command)
  if (shortQuantity({ wanted: quantity, portions: plan.portions }) > 0 && takeBackExpired(draft, id))
    plan = chooseAnew(draft, command)
  const { portions, moves } = plan
  const next: Reservation = { id, for: command.for, terms, wanted: quantity, portions, ...(expiresAt && { expiresAt }) }
  const standing = reservationOf(draft.book, id)
  if (standing && canonicalJson(next) === canonicalJson(standing)) return undefined
  draft.add({
    type: 'stock/reserved',
    at,
    ...holding(next, portions, quantity),
    terms,
    ...(expiresAt && { expiresAt }),
    moves,
  })
  return undefined
}

const ownTime = ({ book, at }: StockDraft, { for: { buyerId } }: Of<'reserve'>, expiresAt: string): string =>
  timeFor(book, { buyerId, expiresAt, at })

function chooseAnew({ book, today }: StockDraft, { reservationId, quantity, terms }: Of<'reserve'>) {
  const portions = reservationOf(book, reservationId)?.portions ?? []
  const kept = pickedOnly(portions)
  const freed = portions.flatMap((portion) => freeing(portion, unpicked(portion)))
  const wanted = quantity - pickedQuantity({ portions: kept })
  const chosen = allocate(applyMoves(book, freed).lots, wanted, terms, today)
  return { portions: joined(book, kept, chosen), moves: [...freed, ...chosen.map(taking)] }
}

/** Expired reservations keep their goods until somebody else needs them: nothing has to run on time. */
export function takeBackExpired(draft: StockDraft, exceptId?: string): boolean {
  const due = draft.book.reservations.filter(
    (each) => each.id !== exceptId && isExpired(each, draft.at) && unpickedQuantity(each) > 0,
  )
  for (const each of due) change(draft, each, { ...without(each.portions, unpickedQuantity(each)), because: 'expired' })
  if (due.length > 0) refill(draft, 'stock-appeared')
  return due.length > 0
}

/** Ends a reservation, or takes a part off it: first what is short, then the goods that keep longest. */
export function release(draft: StockDraft, command: Of<'release'>): Rejection | undefined {
  const { reservationId, quantity, unansweredWithinMs } = command
  const known = reservationOf(draft.book, reservationId)
  if (!known) return undefined
  const releasable = shortQuantity(known) + unpickedQuantity(known)
  if (quantity !== undefined && !isQuantity(quantity)) return badQuantity('/quantity')
  const released = quantity ?? releasable
  if (released > releasable) return releaseExceeds(releasable)
  if (released === 0) return undefined
  giveBack(draft, known, released, spentBy(known, unansweredWithinMs))
  refill(draft, 'stock-appeared')
  return undefined
}

/** What is short first; nobody is given any of it yet. */
export function giveBack(draft: StockDraft, known: Reservation, quantity: number, spent?: SpentTime): void {
  const { portions, moves } = without(known.portions, quantity - shortQuantity(known))
  draft.add({
    type: 'stock/reservation-released',
    at: draft.at,
    ...holding(known, portions, known.wanted - quantity),
    ...(spent && { spent }),
    moves,
  })
}

/** More time for a reservation, or all there is; one whose time was over waits again for what it is short of. */
export function extend(draft: StockDraft, { at, reservationId, expiresAt }: Of<'extend'>): Rejection | undefined {
  const known = reservationOf(draft.book, reservationId)
  if (!known || known.expiresAt === expiresAt) return undefined
  const { portions, wanted, terms } = known
  const held = holding(known, portions, wanted)
  draft.add({ type: 'stock/reserved', at, ...held, terms, ...(expiresAt && { expiresAt }), moves: [] })
  if (isExpired(known, at)) refill(draft, 'stock-appeared')
  return undefined
}

/** Gives what is available to reservations that are short, the earliest arrival first. */
export function refill(draft: StockDraft, because: ReservationChangeReason): void {
  const waiting = draft.book.reservations.filter((each) => shortQuantity(each) > 0 && !isExpired(each, draft.at))
  for (const reservation of byArrival(waiting)) {
    const chosen = allocate(draft.book.lots, shortQuantity(reservation), reservation.terms, draft.today)
    if (chosen.length === 0) continue
    const portions = joined(draft.book, reservation.portions, chosen)
    change(draft, reservation, { portions, moves: chosen.map(taking), because })
  }
}

/** A lot is blocked: whoever had some of it, picked or not, is served from others at once as far as these go. */
export function reopen(draft: StockDraft, lotId: string, because: 'held' | 'recalled'): void {
  const affected = draft.book.reservations.filter(({ portions }) => portions.some((each) => each.lotId === lotId))
  for (const reservation of byArrival(affected)) {
    const kept = reservation.portions.filter((portion) => portion.lotId !== lotId)
    const lost = reservation.portions.filter((portion) => portion.lotId === lotId)
    const missing = shortQuantity({ wanted: reservation.wanted, portions: kept })
    const chosen = isExpired(reservation, draft.at)
      ? []
      : allocate(draft.book.lots, missing, reservation.terms, draft.today)
    const blocking = lost.map(({ siteId, quantity }) => ({ lotId, siteId, reserved: -quantity, held: quantity }))
    const portions = joined(draft.book, kept, chosen)
    change(draft, reservation, { portions, moves: [...blocking, ...chosen.map(taking)], because })
  }
}

type Place = { readonly lotId: string; readonly siteId: string }

/** Frees so many base units that are reserved at a place: the latest arrival first, what is picked last of all. */
export function yieldReserved(draft: StockDraft, place: Place, quantity: number): void {
  let missing = quantity
  for (const part of ['unpicked', 'picked'] as const) {
    for (const { id } of byArrival(draft.book.reservations).toReversed()) {
      const reservation = reservationOf(draft.book, id)!
      const portion = reservation.portions.find((each) => isSamePlace(each, place))
      const yielded = Math.min(missing, portion ? (part === 'picked' ? portion.quantity : unpicked(portion)) : 0)
      if (!portion || yielded === 0) continue
      // A weighed portion that is cut has no weight any more: it is put back as a whole.
      const smaller = { ...portion, quantity: portion.quantity - yielded }
      const { grams: _weighed, ...unweighed } = { ...smaller, picked: Math.min(smaller.quantity, portion.picked) }
      const cut =
        smaller.quantity >= portion.picked
          ? smaller
          : portion.grams === undefined
            ? unweighed
            : { ...unweighed, picked: 0 }
      const portions = reservation.portions.flatMap((each) =>
        each !== portion ? [each] : cut.quantity > 0 ? [cut] : [],
      )
      change(draft, reservation, { portions, moves: freeing(portion, yielded), because: 'counted' })
      missing -= yielded
    }
  }
}

type Change = {
  readonly portions: readonly Portion[]
  readonly moves: readonly Move[]
  readonly because: ReservationChangeReason
}

const change = (draft: StockDraft, reservation: Reservation, { portions, moves, because }: Change): void =>
  draft.add({
    type: 'stock/reservation-changed',
    at: draft.at,
    ...holding(reservation, portions, reservation.wanted),
    because,
    moves,
  })

/** Portions without so much of what is not picked; from the back, where the longest dates stand. */
export function without(
  portions: readonly Portion[],
  quantity: number,
): { portions: readonly Portion[]; moves: readonly Move[] } {
  let missing = Math.max(0, quantity)
  const moves: Move[] = []
  const left = portions.toReversed().flatMap((portion) => {
    const freed = Math.min(missing, unpicked(portion))
    missing -= freed
    moves.push(...freeing(portion, freed))
    return freed === portion.quantity ? [] : [{ ...portion, quantity: portion.quantity - freed }]
  })
  return { portions: left.reverse(), moves }
}

/** Portions with more of these places, first expired first. */
export function joined(book: OpenStockBook, portions: readonly Portion[], more: readonly Allocation[]): Portion[] {
  const all = [...portions]
  for (const { lotId, siteId, quantity } of more) {
    const index = all.findIndex((each) => isSamePlace(each, { lotId, siteId }))
    const known = all[index]
    if (known) all[index] = { ...known, quantity: known.quantity + quantity }
    else all.push({ lotId, siteId, quantity, picked: 0 })
  }
  return inFefoOrder(book, all)
}

function inFefoOrder(book: OpenStockBook, portions: Portion[]): Portion[] {
  if (portions.length < 2) return portions
  const lots = new Map(portions.map(({ lotId }) => [lotId, stockedLot(book, lotId)!]))
  return portions.sort(
    (a, b) => compareForFefo(lots.get(a.lotId)!, lots.get(b.lotId)!) || (a.siteId < b.siteId ? -1 : 1),
  )
}

export const taking = ({ lotId, siteId, quantity }: Allocation): Move => ({
  lotId,
  siteId,
  available: -quantity,
  reserved: quantity,
})
const freeing = ({ lotId, siteId }: Portion, quantity: number): Move[] =>
  quantity === 0 ? [] : [{ lotId, siteId, available: quantity, reserved: -quantity }]

const byArrival = (reservations: readonly Reservation[]): Reservation[] =>
  reservations.toSorted((a, b) =>
    a.terms.arrival === b.terms.arrival ? (a.id < b.id ? -1 : 1) : a.terms.arrival < b.terms.arrival ? -1 : 1,
  )

/**
 * All that other services may know of stock. The participants extend a stock book inside the caller's unit of work:
 * order, award and stock are one commit, all or nothing. Each throws `Rejected` with what the book refuses.
 */
import { Rejected } from '../../kernel/rejection.ts'
import type { LocalDate } from '../../kernel/time.ts'
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import { heldBy, reservationIn, type Held, type HeldPortion } from './book/held-stock.ts'
import { lotAggregate } from './lot/lot-view.ts'
import { factsOfLot, unknownLot, type KnownLot } from './lot/lot.ts'
import type { Choice, PickedPart } from './book/stock-commands.ts'
import type { DispatchedPortion } from './book/stock-events.ts'
import type { Portion, ReservedFor, StockBook } from './book/stock-state.ts'
import { stockAggregate, stockBookId } from './book/stock-view.ts'

export { dispatchSample } from './stock/dispatch-sample.ts'
export type { Held, HeldPortion } from './book/held-stock.ts'
export { rearrangeStock, type RearrangedStock } from './stock/reserve-together.ts'
export { stockStanding, type StockStanding } from './stock/read-stock-standing.ts'
export { bookOfId, stockBookId } from './book/stock-view.ts'
export type { Choice, PickedPart } from './book/stock-commands.ts'
export type { DispatchedPortion, ReservationChanged, StockEvent } from './book/stock-events.ts'
export type { DateMark, LotStatus, ReservedFor } from './book/stock-state.ts'

/** Which book: the owner of the goods (the supplier, for a sale) and the product. */
export type OfBook = { readonly ownerId: string; readonly productId: string }

export type ReserveStock = OfBook & {
  readonly reservationId: string
  /** Base units still to leave, 1 or more: what was dispatched before does not count. */
  readonly quantity: number
  readonly arrival: LocalDate
  readonly minimumRemainingLifeDays: number
  readonly allowPastBestBefore: boolean
  /** Only goods at this site of the owner. */
  readonly siteId?: string
  readonly for: ReservedFor
  /**
   * UTC; from then on, what is not picked goes to the next who needs it. A new reservation has no more time than one that
   * its buyer gave up unanswered would have had.
   */
  readonly expiresAt?: string
}

/**
 * Sets stock aside, first expired first out, among released lots that keep the life required. It may reserve less than
 * asked, down to nothing: the caller decides whether that will do. What is short is filled, oldest arrival first, when
 * stock appears (`stock/reservation-changed`). The same id again chooses anew for what is not picked, under the new
 * quantity and terms.
 */
export async function reserveStock(unit: Unit, asked: ReserveStock): Promise<Held> {
  const { ownerId, productId, reservationId, quantity, expiresAt, siteId } = asked
  const { arrival, minimumRemainingLifeDays, allowPastBestBefore } = asked
  const book = await unit.decide(stockAggregate, stockBookId(ownerId, productId), {
    type: 'reserve',
    at: unit.at,
    ownerId,
    productId,
    reservationId,
    quantity,
    for: asked.for,
    terms: { arrival, minimumRemainingLifeDays, allowPastBestBefore, ...(siteId !== undefined && { siteId }) },
    ...(expiresAt !== undefined && { expiresAt }),
  })
  return heldBy(book, reservationId)
}

type OfReservation = OfBook & { readonly reservationId: string }

/**
 * Gives back what is not picked: all of it, which ends the reservation unless something is picked, or `quantity` base
 * units, first of what is short, then of the lots that keep longest. A reservation that is over is left as it is.
 * `unansweredWithinMs`: where the supplier had that long to answer, and has not; the buyer's next reservations count from
 * this one then.
 */
export async function releaseReservation(
  unit: Unit,
  asked: OfReservation & { quantity?: number; unansweredWithinMs?: number },
): Promise<Held> {
  const { reservationId, quantity, unansweredWithinMs } = asked
  const book = await unit.decide(stockAggregate, idOf(asked), {
    type: 'release',
    at: unit.at,
    reservationId,
    ...(quantity !== undefined && { quantity }),
    ...(unansweredWithinMs !== undefined && { unansweredWithinMs }),
  })
  return heldBy(book, reservationId)
}

/**
 * Gives a reservation time until `expiresAt`, or, without it, for good; it goes on with what it holds. One that is over is
 * left as it is. Its buyer is taken to have had an answer where it is for good.
 */
export async function extendReservation(unit: Unit, asked: OfReservation & { expiresAt?: string }): Promise<Held> {
  const { reservationId, expiresAt } = asked
  const book = await unit.decide(stockAggregate, idOf(asked), {
    type: 'extend',
    at: unit.at,
    reservationId,
    ...(expiresAt !== undefined && { expiresAt }),
  })
  return heldBy(book, reservationId)
}

export type PickReservation = OfReservation & {
  /** Base units; at most what is reserved and not yet picked, or, with `choose`, what is wanted. */
  readonly quantity: number
  /** What it weighed: for catch weight that comes from one lot. */
  readonly grams?: number
  /** These lots instead of first expired first out; `reason` is needed where they differ from the reserved ones. */
  readonly choose?: { readonly lots: readonly Choice[]; readonly reason?: string }
}

/** Part of a lot that was picked or left; `grams` as weighed. */
export type TakenPortion = DispatchedPortion & { readonly lotCode: string; readonly markedOn?: LocalDate }

/** Picks: the portions stand ready to leave. Gives what this pick took. Past use-by is refused, consent or not. */
export async function pickReservation(unit: Unit, asked: PickReservation): Promise<readonly TakenPortion[]> {
  const { reservationId, quantity, grams, choose } = asked
  const before = portionsOf((await unit.load(stockAggregate, idOf(asked))).state, reservationId)
  const book = await unit.decide(stockAggregate, idOf(asked), {
    type: 'pick',
    at: unit.at,
    reservationId,
    quantity,
    ...(grams !== undefined && { grams }),
    ...(choose && { chosen: choose }),
  })
  return heldBy(book, reservationId).portions.flatMap((portion) => {
    const known = before.find((each) => isSamePlace(each, portion))
    return taken(portion, portion.picked - (known?.picked ?? 0), known?.grams)
  })
}

/** Puts picked goods back in their places; they stay reserved. Without `portions`, all that is picked. */
export async function unpickReservation(
  unit: Unit,
  asked: OfReservation & { readonly portions?: readonly PickedPart[] },
): Promise<Held> {
  const { reservationId, portions } = asked
  const book = await unit.decide(stockAggregate, idOf(asked), {
    type: 'unpick',
    at: unit.at,
    reservationId,
    ...(portions && { portions }),
  })
  return heldBy(book, reservationId)
}

/**
 * What was picked leaves the stock, and its portions end as committed. Without `portions`, all that is picked. Gives
 * what left.
 */
export async function dispatchPicked(
  unit: Unit,
  asked: OfReservation & { readonly portions?: readonly PickedPart[] },
): Promise<readonly TakenPortion[]> {
  const { reservationId, portions } = asked
  const { state: before } = await unit.load(stockAggregate, idOf(asked))
  const after = await unit.decide(stockAggregate, idOf(asked), {
    type: 'dispatch',
    at: unit.at,
    reservationId,
    ...(portions && { portions }),
  })
  const kept = portionsOf(after, reservationId)
  return heldBy(before, reservationId).portions.flatMap((portion) => {
    const left = kept.find((each) => isSamePlace(each, portion))
    return taken(portion, portion.quantity - (left?.quantity ?? 0), left?.grams)
  })
}

export type ReturnRefused = OfBook & {
  readonly lotId: string
  readonly siteId: string
  readonly quantity: number
  readonly grams?: number
  /** The shipment or receipt it comes from. */
  readonly reference: string
  readonly reason: string
}

/** Goods the buyer refused come back: on hand again, blocked until somebody has looked at them. */
export async function returnRefused(unit: Unit, asked: ReturnRefused): Promise<void> {
  const { ownerId, productId, lotId, siteId, quantity, grams, reference, reason } = asked
  const lot = await lotOf(unit, lotId)
  if (lot.ownerId !== ownerId || lot.productId !== productId) throw new Rejected(unknownLot)
  await unit.decide(stockAggregate, stockBookId(ownerId, productId), {
    type: 'return',
    at: unit.at,
    ownerId,
    productId,
    lot: factsOfLot(lotId, lot),
    siteId,
    quantity,
    ...(grams !== undefined && { grams }),
    reference,
    reason,
  })
}

/** `reference`: the receipt that tells of it. */
export type OverDelivered = OfBook & DispatchedPortion & { readonly reference: string }

/**
 * Goods that left beyond what was dispatched leave the book too, as a count would have found: what is available first,
 * then what is blocked by its lot, set aside or quarantined, never what is picked, and no more than is there.
 */
export async function bookOverDelivery(unit: Unit, { ownerId, productId, ...over }: OverDelivered): Promise<void> {
  await unit.decide(stockAggregate, stockBookId(ownerId, productId), { type: 'over-deliver', at: unit.at, ...over })
}

/** What a reservation holds now; nothing for one that is over or never was. */
export async function reservationHeld(unit: Pick<Unit, 'read'>, asked: OfReservation): Promise<Held> {
  const { state } = await unit.read(stockAggregate, idOf(asked))
  return heldBy(state, asked.reservationId)
}

/** A lot as others in the trade may see it. Throws `Rejected` with `lot/unknown`. */
export async function lotOf(unit: Pick<Unit, 'read'>, lotId: string): Promise<KnownLot> {
  const { state } = await unit.read(lotAggregate, lotId)
  if (state.status === 'absent') throw new Rejected(unknownLot)
  return state
}

const idOf = ({ ownerId, productId }: OfBook): string => stockBookId(ownerId, productId)

const isSamePlace = (a: Portion, b: Portion): boolean => a.lotId === b.lotId && a.siteId === b.siteId

/** So much of a portion, its weight without `otherGrams`; nothing where it is none. */
function taken(portion: HeldPortion, quantity: number, otherGrams = 0): TakenPortion[] {
  if (quantity === 0) return []
  const { picked: _picked, grams, ...rest } = portion
  return [{ ...rest, quantity, ...(grams !== undefined && { grams: grams - otherGrams }) }]
}

const portionsOf = (book: StockBook, id: string): readonly Portion[] => reservationIn(book, id)?.portions ?? []

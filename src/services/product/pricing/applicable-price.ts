/** Which price a buyer pays: its own list before its group's before the public one, and the lowest of those. */
import { compareDecimals, fromUnscaled, type Decimal } from '../../../kernel/decimal.ts'
import { checkOrderSteps } from '../../../kernel/quantity.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import type { Incoterm } from './incoterm.ts'
import type { Break, Price } from './price.ts'
import { isValidOn, type KnownPriceList } from './price-list.ts'
import type { SoldBy } from '../catalogue/product-details.ts'

/** How a list came to be the buyer's: the nearer wins. */
export type PriceRank = 'customer' | 'group' | 'public'

export type Candidate = {
  readonly rank: PriceRank
  readonly priceListId: string
  readonly list: KnownPriceList
  readonly price: Extract<Price, { status: 'set' }>
  /** Of the price's own stream. */
  readonly version: number
}

export type PriceWish = {
  /** In base units; without it, the list's minimum. */
  readonly quantity?: number
  /** YYYY-MM-DD. */
  readonly day: string
  readonly currency?: string
  readonly incoterm?: Incoterm
}

/** What one buyer pays for one product at a quantity. */
export type AppliedPrice = {
  /** For one piece, or for one kilogram or litre of what is sold so. */
  readonly unitPrice: Decimal
  /** ISO 4217. */
  readonly currency: string
  readonly incoterm: Incoterm
  readonly place: string
  readonly priceListId: string
  /** The version of the price that applied. */
  readonly priceListVersion: number
  readonly rank: PriceRank
  /** In base units, as are all quantities here. */
  readonly minimumQuantity: number
  readonly increment: number
  readonly leadTimeDays?: number
  /** From which quantity this unit price holds. */
  readonly fromQuantity: number
}

const ranks: readonly PriceRank[] = ['customer', 'group', 'public']

/**
 * The price that applies, if any. Currencies are never compared: without one asked for, the newest list's is taken.
 * A list whose minimum is above the quantity gives way to one that would sell it, of the same rank.
 */
export function applicablePrice(candidates: readonly Candidate[], wish: PriceWish): AppliedPrice | undefined {
  for (const rank of ranks) {
    const offers = candidates
      .filter((candidate) => candidate.rank === rank && isValidOn(candidate.list, wish.day))
      .flatMap((candidate) => offersOf(candidate, wish))
    const best = bestOf(offers, wish.quantity)
    if (best) return best
  }
  return undefined
}

/** Why a quantity cannot be ordered at a price, with the nearest that can; undefined when it can. */
export function stepViolation(price: AppliedPrice, quantity: number): Rejection | undefined {
  const { minimumQuantity: minimum, increment } = price
  const checked = checkOrderSteps({ amount: quantity, unit: 'piece' }, { minimum, increment })
  return checked.ok ? undefined : checked.rejection
}

/** By what a unit price is multiplied: pieces, or kilograms or litres of so many grams or millilitres. */
export const pricedQuantity = (soldBy: SoldBy, quantity: number): Decimal =>
  soldBy === 'kilogram' || soldBy === 'litre' ? fromUnscaled(BigInt(quantity), 3) : fromUnscaled(BigInt(quantity), 0)

function offersOf({ list, price, priceListId, version, rank }: Candidate, wish: PriceWish): AppliedPrice[] {
  if (wish.currency !== undefined && wish.currency !== list.currency) return []
  const quantity = wish.quantity ?? price.minimumQuantity
  const { incoterm, place } = list
  return [{ incoterm, place, breaks: price.breaks }, ...(price.variants ?? [])]
    .filter((offer) => (wish.incoterm === undefined ? offer.incoterm === incoterm : offer.incoterm === wish.incoterm))
    .flatMap((offer) => {
      const applied = breakFor(offer.breaks, quantity)
      if (!applied) return []
      const { minimumQuantity, increment, leadTimeDays } = price
      return [
        {
          unitPrice: applied.unitPrice,
          currency: list.currency,
          incoterm: offer.incoterm,
          place: offer.place,
          priceListId,
          priceListVersion: version,
          rank,
          minimumQuantity,
          increment,
          ...(leadTimeDays !== undefined && { leadTimeDays }),
          fromQuantity: applied.from,
        },
      ]
    })
}

/** The last break that the quantity reaches; below the first, the first. */
const breakFor = (breaks: readonly Break[], quantity: number): Break | undefined =>
  breaks.findLast(({ from }) => from <= quantity) ?? breaks[0]

function bestOf(offers: readonly AppliedPrice[], quantity: number | undefined): AppliedPrice | undefined {
  const sellable = offers.filter(({ minimumQuantity }) => quantity === undefined || minimumQuantity <= quantity)
  const considered = sellable.length > 0 ? sellable : offers
  // Ids sort by age.
  const newest = considered.reduce<AppliedPrice | undefined>(
    (latest, offer) => (latest && latest.priceListId >= offer.priceListId ? latest : offer),
    undefined,
  )
  return considered
    .filter(({ currency }) => currency === newest?.currency)
    .toSorted((a, b) => compareDecimals(a.unitPrice, b.unitPrice) || (a.priceListId < b.priceListId ? -1 : 1))[0]
}

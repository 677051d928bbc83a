/** What a stock book refuses, and the checks that are the same for all its commands. */
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { lotsMax, quantityMax, reservationsMax, sitesOfLotMax, type PositionPart } from './stock-state.ts'

export const isQuantity = (quantity: number): boolean =>
  Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= quantityMax

export const badQuantity = (pointer: string): Rejection =>
  invalidField('stock/quantity', pointer, `Give a whole number of base units, 1 to ${quantityMax}.`)

/** A weight belongs to catch weight, and only there; a piece weighs a gram at the least. */
export function checkWeight(catchWeight: boolean, quantity: number, grams: number | undefined): Rejection | undefined {
  if (!catchWeight) return grams === undefined ? undefined : weightUnexpected
  if (grams === undefined) return weightMissing
  return isQuantity(grams) && grams >= quantity ? undefined : weightImplausible
}

/** As `checkWeight`, where the weight may be left to the average of what is on hand. */
export const checkOptionalWeight = (
  catchWeight: boolean,
  quantity: number,
  grams: number | undefined,
): Rejection | undefined => (catchWeight && grams === undefined ? undefined : checkWeight(catchWeight, quantity, grams))

const weightUnexpected = invalidField(
  'stock/weight-unexpected',
  '/grams',
  'Only catch weight is weighed beside its count: what is sold by weight is counted in grams.',
)
export const weightMissing = invalidField('stock/weight-missing', '/grams', 'Catch weight needs its weight in grams.')
const weightImplausible = invalidField(
  'stock/weight-implausible',
  '/grams',
  'The weight is a whole number of grams, one a piece at the least.',
)
export const weighEachLot: Rejection = invalidField(
  'stock/weigh-each-lot',
  '/grams',
  'This comes from several lots or sites: choose the lots and give the weight of each.',
)

/** Word for word what an unknown product gets: whether another's product exists is not said. */
export const unknownStockProduct: Rejection = {
  kind: 'not-found',
  code: 'product/unknown',
  detail: 'There is no such product, or it is not shown to you.',
}
export const reasonMismatch: Rejection = invalidField(
  'stock/reason-mismatch',
  '/reason',
  'This reason does not go with this change.',
)
export const lotNotStocked: Rejection = {
  kind: 'conflict',
  code: 'stock/lot-not-on-hand',
  detail: 'Nothing of this lot is on hand.',
}
export const insufficient = (part: PositionPart, standing: number, wanted: number): Rejection => ({
  kind: 'conflict',
  code: 'stock/insufficient',
  detail: `Only ${standing} of it ${standing === 1 ? 'is' : 'are'} ${part} there; ${wanted} cannot be taken.`,
  facts: { [part]: standing, requested: wanted },
})
export const sameSite: Rejection = invalidField('stock/same-site', '/toSiteId', 'The goods are at this site already.')
export const tooManyLots: Rejection = {
  kind: 'conflict',
  code: 'stock/too-many-lots',
  detail: `A product has at most ${lotsMax} lots on hand, each at no more than ${sitesOfLotMax} sites.`,
}
export const tooManyReservations: Rejection = {
  kind: 'conflict',
  code: 'stock/too-many-reservations',
  detail: `A product has at most ${reservationsMax} reservations at a time.`,
}

export const unknownReservation: Rejection = {
  kind: 'conflict',
  code: 'stock/reservation-over',
  detail: 'This reservation is over, or it never was.',
}
export const reservationTaken: Rejection = {
  kind: 'conflict',
  code: 'stock/reservation-taken',
  detail: 'This reservation belongs to another delivery.',
}
export const alreadyPicked = (picked: number): Rejection => ({
  kind: 'conflict',
  code: 'stock/already-picked',
  detail: `${picked} are picked already: put them back first, or want no less.`,
  facts: { picked },
})
export const releaseExceeds = (releasable: number): Rejection => ({
  kind: 'conflict',
  code: 'stock/release-exceeds',
  detail: `Only ${releasable} of this reservation can still be released; the rest is picked.`,
  facts: { releasable },
})
export const pickExceeds = (pickable: number): Rejection => ({
  kind: 'conflict',
  code: 'stock/pick-exceeds',
  detail: `Only ${pickable} of this delivery can still be picked.`,
  facts: { pickable },
})
export const chosenMismatch: Rejection = invalidField(
  'stock/chosen-mismatch',
  '/quantity',
  'The chosen lots do not add up to the quantity.',
)
export const reasonMissing: Rejection = invalidField(
  'stock/reason-missing',
  '/reason',
  'Say why other lots are taken than those that expire first.',
)
export const unfit = (lotId: string): Rejection => ({
  kind: 'conflict',
  code: 'stock/lot-unfit',
  detail: 'This lot may not serve this delivery: it is blocked, past its date, or does not keep long enough.',
  facts: { lotId },
})
export const notPicked = (picked: number): Rejection => ({
  kind: 'conflict',
  code: 'stock/not-picked',
  detail: `Only what is picked can leave or be put back; here that is ${picked}.`,
  facts: { picked },
})

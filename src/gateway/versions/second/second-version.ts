/** What /v2 is: what of /v1 it shows and takes otherwise, and until when /v1 goes on with that. Everything else is in both the same. */
import type { Route } from '../../route.ts'
import type { Json } from '../shapes/json-paths.ts'
import type { ShownChange, TakenChange } from '../shapes/shape-changes.ts'
import {
  changeTaken,
  claimLine,
  confirmTaken,
  orderChangeShown,
  orderShown,
  orderSummaryShown,
} from './order-changes.ts'
import { basketShown, priceShown, similarShown, summaryShown } from './price-changes.ts'
import {
  awardShown,
  awardTaken,
  comparisonShown,
  invoiceShown,
  quoteShown,
  quoteTaken,
  quoteVersionShown,
} from './sourcing-changes.ts'

/** What the description of /v2 calls itself. */
export const secondVersionNumber = '2.0.0'

/** Of the routes of /v1 that /v2 has otherwise: since when they are not to be begun with, and from when they are gone. */
export const firstVersionDates = {
  deprecated: '2026-12-01T00:00:00.000Z',
  sunset: '2028-12-01T00:00:00.000Z',
} as const

/** What the same record is shown as, wherever it is answered: by the title of its schema. */
const shownByTitle: Readonly<Record<string, ShownChange>> = {
  Order: orderShown,
  OrderSummary: orderSummaryShown,
  OrderChange: orderChangeShown,
  Claim: claimLine,
  Quote: quoteShown,
  QuoteVersion: quoteVersionShown,
  Comparison: comparisonShown,
  Award: awardShown,
  Invoice: invoiceShown,
  PriceForQuantity: priceShown,
  PricesForBasket: basketShown,
  ProductSummary: summaryShown,
}

const shownByOperation: Readonly<Record<string, ShownChange>> = { listSimilarProducts: similarShown }

const takenByOperation: Readonly<Record<string, TakenChange>> = {
  confirmOrder: confirmTaken,
  proposeChange: changeTaken,
  submitClaim: claimLine,
  submitQuote: quoteTaken,
  reviseQuote: quoteTaken,
  proposeAward: awardTaken,
}

export type RouteChange = {
  readonly shown?: ShownChange
  /** Of the body. */
  readonly taken?: TakenChange
  readonly query?: TakenChange
}

/** Gives how a route is otherwise; undefined where it is not. */
export type ChangeOf = (route: Pick<Route, 'operationId' | 'reply'>) => RouteChange | undefined

export const secondVersionChange: ChangeOf = ({ operationId, reply }) => {
  const title = (reply as Json | undefined)?.['title']
  const shown = shownByOperation[operationId] ?? (typeof title === 'string' ? shownByTitle[title] : undefined)
  const taken = takenByOperation[operationId]
  return shown || taken ? { ...(shown && { shown }), ...(taken && { taken }) } : undefined
}

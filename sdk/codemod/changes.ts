/** What of the client's types is otherwise in /v2, by the path from the type's name: what the codemod looks for. */

export type Change =
  /** A member under another name. */
  | { readonly kind: 'renamed'; readonly to: string }
  /** Was a text, is an object with the text as its `value`. */
  | { readonly kind: 'priced' }
  /** Stands in `unitPrice` now. */
  | { readonly kind: 'moved'; readonly to: 'currency' | 'per' }
  /** Sent as a text, to be sent as an object that says its currency. */
  | { readonly kind: 'sent' }
  /** Said once for all prices, and by each of them now. */
  | { readonly kind: 'dropped' }

const priced = { kind: 'priced' } as const
const sent = { kind: 'sent' } as const
const dropped = { kind: 'dropped' } as const
const renamed = (to: string): Change => ({ kind: 'renamed', to })

const ofPrice = (type: string): Readonly<Record<string, Change>> => ({
  [`${type}.unitPrice`]: priced,
  [`${type}.currency`]: { kind: 'moved', to: 'currency' },
  [`${type}.pricedPer`]: { kind: 'moved', to: 'per' },
})

const ofQuote = (operation: string): Readonly<Record<string, Change>> => ({
  [`Operations.${operation}.body.currency`]: dropped,
  [`Operations.${operation}.body.lines.line`]: renamed('lineId'),
  [`Operations.${operation}.body.lines.unitPrice`]: sent,
  [`Operations.${operation}.body.lines.breaks.unitPrice`]: sent,
})

const ofTerms = (side: 'before' | 'after'): Readonly<Record<string, Change>> => ({
  [`OrderChange.${side}.deliveries.unitPrice`]: priced,
  [`OrderChange.${side}.deliveries.pricedPer`]: { kind: 'moved', to: 'per' },
})

/** As `Order.lines.unitPrice`; lists have no part of their own in a path. */
export const changes: Readonly<Record<string, Change>> = {
  ...ofPrice('AppliedPrice'),
  ...ofPrice('BasketPrice'),
  ...ofPrice('PriceForQuantity'),
  'Order.lines.unitPrice': priced,
  'Order.lines.deliveries.unitPrice': priced,
  'Order.lines.priceSource.line': renamed('lineId'),
  'Order.deviation.changes.unitPrice': priced,
  'ProposedOrderChange.deliveries.unitPrice': priced,
  'ProposedOrderChange.added.unitPrice': priced,
  ...ofTerms('before'),
  ...ofTerms('after'),
  'OrderSummary.lines': renamed('lineCount'),
  'Claim.line': renamed('receiptLine'),
  'Operations.submitClaim.body.line': renamed('receiptLine'),
  'Operations.confirmOrder.body.deliveries.unitPrice': sent,
  'Operations.proposeChange.body.deliveries.unitPrice': sent,
  'Operations.proposeChange.body.lines.unitPrice': sent,
  'Operations.proposeChange.body.added.unitPrice': sent,
  'Quote.lines.line': renamed('lineId'),
  'Quote.lines.breaks.unitPrice': priced,
  'Quote.lines.accepted.unitPrice': priced,
  'QuoteVersion.lines.line': renamed('lineId'),
  'QuoteVersion.lines.breaks.unitPrice': priced,
  'Comparison.lines.line': renamed('lineId'),
  'Comparison.lines.quotes.quoted.unitPrice': priced,
  'Award.lines.line': renamed('lineId'),
  'Award.lines.unitPrice': priced,
  'Operations.proposeAward.body.lines.line': renamed('lineId'),
  'Invoice.lines.unitPrice': priced,
  ...ofQuote('submitQuote'),
  ...ofQuote('reviseQuote'),
}

export const packageName = '@foodxchange/client'
export const nextPackage = '@foodxchange/client/v2'

/** Orders, their changes and claims in /v2: a price says what it is in and for; a line is called one thing, and a count another. */
import { priced, renamed, shownInTurn, statedPrice, takenInTurn, type PriceTerms } from '../shapes/shape-changes.ts'
import { isObject, type Json } from '../shapes/json-paths.ts'

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Of what names a line, or a delivery of one: `3.1` is of line 3. */
function termsOfDelivery({ lineId, deliveryId }: Json, [order]: readonly Json[]): PriceTerms {
  const named = lineId ?? (typeof deliveryId === 'string' ? deliveryId.split('.', 1)[0] : undefined)
  const line = listOf(order?.['lines']).find(({ id }) => id === named)
  return { currency: order?.['currency'], per: line?.['pricedPer'] }
}

export const orderShown = shownInTurn(
  priced('lines[]', (line, [order]) => ({ currency: order?.['currency'], per: line['pricedPer'] })),
  priced('lines[].deliveries[]', (_delivery, [order, line]) => ({
    currency: order?.['currency'],
    per: line?.['pricedPer'],
  })),
  priced('deviation.changes[]', termsOfDelivery),
  priced('change.deliveries[]', termsOfDelivery),
  priced('change.added[]', termsOfDelivery),
  renamed('lines[].priceSource', 'line', 'lineId'),
)

/** `lines` were a list in an order and a number in a list of orders. */
export const orderSummaryShown = renamed('', 'lines', 'lineCount')

const termsOfChanged = ({ pricedPer }: Json, [, side]: readonly Json[]): PriceTerms => ({
  currency: isObject(side?.['total']) ? side['total']['currency'] : undefined,
  per: pricedPer,
})

export const orderChangeShown = shownInTurn(
  priced('before.deliveries[]', termsOfChanged, { absorbed: ['pricedPer'] }),
  priced('after.deliveries[]', termsOfChanged, { absorbed: ['pricedPer'] }),
)

export const confirmTaken = statedPrice('deliveries[]')

export const changeTaken = takenInTurn(statedPrice('deliveries[]'), statedPrice('lines[]'), statedPrice('added[]'))

/** Of a receipt, whose lines have no ids: it is counted. */
export const claimLine = renamed('', 'line', 'receiptLine')

/** What an RFQ must be to be kept: exact values from texts, and nothing that contradicts itself. */
import { parseCurrency } from '../../../kernel/currency.ts'
import { parseDecimal, scaleOf, signOf, type Decimal } from '../../../kernel/decimal.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseInstant, parseLocalDate } from '../../../kernel/time.ts'
import {
  criteria,
  unitPricePlacesMax,
  type GivenRfqDetails,
  type RequestedDelivery,
  type RfqDetails,
  type RfqLine,
} from './rfq-details.ts'

/** The details with exact values. Refuses by field: numbers, days and currencies that are none, weights, shares. */
export function checkedRfqDetails(given: GivenRfqDetails, buyerId: string): Result<RfqDetails> {
  const currency = parseCurrency(given.currency)
  if (!currency.ok) return reject(atField('/currency', currency.rejection))
  const deadline = parseInstant(given.deadline)
  if (!deadline.ok) return reject(atField('/deadline', deadline.rejection))
  const lines = checkedLines(given.lines)
  if (!lines.ok) return lines
  const deliveries = checkedDeliveries(given.deliveries)
  if (!deliveries.ok) return deliveries
  const weight = criteria.reduce((sum, criterion) => sum + given.weights[criterion], 0)
  if (weight !== 100) return reject(invalidField('rfq/weights', '/weights', `Weights sum to 100; these to ${weight}.`))
  const { visibility } = given
  if (visibility.kind === 'invited') {
    const { supplierIds } = visibility
    const self = supplierIds.indexOf(buyerId)
    if (self >= 0) return reject(notInvited(self, 'An organisation does not invite itself.'))
    const twice = supplierIds.findIndex((id, index) => supplierIds.indexOf(id) < index)
    if (twice >= 0) return reject(notInvited(twice, 'This supplier is invited twice.'))
  }
  return accept({
    ...given,
    lines: lines.value,
    deliveries: deliveries.value,
    currency: currency.value,
    deadline: deadline.value,
  })
}

export const notInvited = (index: number, detail: string): Rejection =>
  invalidField('rfq/supplier-cannot-be-invited', `/visibility/supplierIds/${index}`, detail)

/** The same rejection, at a field. */
export const atField = (pointer: string, rejection: Rejection): Rejection => ({
  ...rejection,
  errors: [{ pointer, detail: rejection.detail }],
})

/** A price for one unit: 0 or more, at most 6 decimals. */
export function checkedUnitPrice(text: string, pointer: string): Result<Decimal> {
  const parsed = parseDecimal(text)
  if (!parsed.ok) return reject(atField(pointer, parsed.rejection))
  if (signOf(parsed.value) < 0 || scaleOf(parsed.value) > unitPricePlacesMax)
    return reject(invalidField('rfq/unit-price', pointer, 'A unit price is 0 or more, with at most 6 decimals.'))
  return parsed
}

function checkedLines(given: GivenRfqDetails['lines']): Result<readonly RfqLine[]> {
  const lines: RfqLine[] = []
  for (const [index, { targetPrice, ...line }] of given.entries()) {
    if (targetPrice === undefined) {
      lines.push(line)
      continue
    }
    const price = checkedUnitPrice(targetPrice, `/lines/${index}/targetPrice`)
    if (!price.ok) return price
    lines.push({ ...line, targetPrice: price.value })
  }
  return accept(lines)
}

function checkedDeliveries(given: GivenRfqDetails['deliveries']): Result<readonly RequestedDelivery[]> {
  const deliveries: RequestedDelivery[] = []
  for (const [index, { date, share = 1 }] of given.entries()) {
    const day = parseLocalDate(date)
    if (!day.ok) return reject(atField(`/deliveries/${index}/date`, day.rejection))
    const before = deliveries.at(-1)
    if (before && day.value <= before.date)
      return reject(invalidField('rfq/deliveries', `/deliveries/${index}/date`, 'Deliveries stand in order of day.'))
    deliveries.push({ date: day.value, share })
  }
  return accept(deliveries)
}

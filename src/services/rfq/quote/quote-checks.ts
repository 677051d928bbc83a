/** What a quote must be to be kept: exact values from texts, each line of the RFQ at most once, one currency. */
import { parseCurrency, type CurrencyCode } from '../../../kernel/currency.ts'
import { invalidField } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseInstant } from '../../../kernel/time.ts'
import { netOf } from './quote-price.ts'
import type { Break, Charge, GivenQuote, QuoteContent, QuoteLine } from './quote-details.ts'
import { atField, checkedUnitPrice } from '../request/rfq-checks.ts'

/** The content with exact values. Refuses by field; `at` is when it is given. */
export function checkedQuote(given: GivenQuote, at: string): Result<QuoteContent> {
  const currency = parseCurrency(given.currency)
  if (!currency.ok) return reject(atField('/currency', currency.rejection))
  const validUntil = parseInstant(given.validUntil)
  if (!validUntil.ok) return reject(atField('/validUntil', validUntil.rejection))
  if (validUntil.value <= at)
    return reject(invalidField('quote/not-valid', '/validUntil', 'A quote holds until some later moment.'))
  const lines = checkedLines(given.lines, currency.value)
  if (!lines.ok) return lines
  const charges = checkedCharges(given.charges, currency.value)
  if (!charges.ok) return charges
  return accept({
    ...given,
    currency: currency.value,
    validUntil: validUntil.value,
    lines: lines.value,
    charges: charges.value,
  })
}

function checkedLines(given: GivenQuote['lines'], currency: CurrencyCode): Result<readonly QuoteLine[]> {
  const lines: QuoteLine[] = []
  for (const [index, line] of given.entries()) {
    const pointer = `/lines/${index}`
    if (lines.some((other) => other.line === line.line))
      return reject(invalidField('quote/line-twice', `${pointer}/line`, 'Each line of the RFQ is answered once.'))
    const breaks = checkedBreaks(line.breaks, `${pointer}/breaks`)
    if (!breaks.ok) return breaks
    if (breaks.value[0]!.from > line.quantity)
      return reject(invalidField('quote/breaks', `${pointer}/breaks/0/from`, 'More than the quantity that is offered.'))
    // The most that each price could be awarded for: what no order could say is no offer.
    for (const [nth, { unitPrice }] of breaks.value.entries()) {
      const quantity = Math.min(line.quantity, (breaks.value[nth + 1]?.from ?? Infinity) - 1)
      const net = netOf(line.product, { unitPrice, quantity }, currency)
      if (!net.ok) return reject(atField(pointer, net.rejection))
    }
    lines.push({ ...line, breaks: breaks.value })
  }
  return accept(lines)
}

function checkedBreaks(given: GivenQuote['lines'][number]['breaks'], pointer: string): Result<readonly Break[]> {
  const breaks: Break[] = []
  for (const [index, { from, unitPrice }] of given.entries()) {
    const price = checkedUnitPrice(unitPrice, `${pointer}/${index}/unitPrice`)
    if (!price.ok) return price
    const before = breaks.at(-1)
    if (before && from <= before.from)
      return reject(invalidField('quote/breaks', `${pointer}/${index}/from`, 'Breaks stand in rising order.'))
    breaks.push({ from, unitPrice: price.value })
  }
  return accept(breaks)
}

function checkedCharges(given: GivenQuote['charges'], currency: QuoteContent['currency']): Result<readonly Charge[]> {
  const charges: Charge[] = []
  for (const [index, { amount, ...charge }] of given.entries()) {
    if (amount.currency !== currency)
      return reject(
        invalidField('quote/charge-currency', `/charges/${index}/amount/currency`, `This quote is in ${currency}.`),
      )
    charges.push({ ...charge, amount: { amount: amount.amount, currency } })
  }
  return accept(charges)
}

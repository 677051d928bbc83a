/** Reads a price and finds its currency, in whichever of four places it is written. */
import { parseCurrency } from '../../../kernel/currency.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { signOf } from '../../../kernel/decimal.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import { writtenDecimal } from './written-decimal.ts'
import type { RowReading } from './row-reading.ts'

export type RowPrice = { readonly unitPrice: Decimal; readonly currency: CurrencyCode }

const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', zł: 'PLN' }

/** A price needs a currency: its own sign, a column, the header's unit or a constant of the mapping. */
export const rowPrice = (reading: RowReading): RowPrice | undefined => {
  const found = reading.value('price')
  if (found === undefined) return undefined
  const text = typeof found.value === 'string' ? found.value.trim() : found.value
  const sign = typeof text === 'string' ? /^(€|\$|£|[A-Z]{3})|(€|\$|£|zł|[A-Z]{3})$/.exec(text)?.[0] : undefined
  const amount = typeof text === 'string' && sign !== undefined ? text.replace(sign, '').trim() : text
  const given = reading.text('currency', 40)?.toUpperCase() ?? found.unit?.toUpperCase()
  const currency = parseCurrency(given ?? (sign === undefined ? '' : (SIGNS[sign] ?? sign)))
  const unitPrice = writtenDecimal(amount, found.pointer, reading.row.decimalComma)
  if (!unitPrice.ok) reading.refuse(unitPrice.rejection.code, found.pointer, `price: ${unitPrice.rejection.detail}`)
  else if (signOf(unitPrice.value) <= 0)
    reading.refuse('import/price-not-positive', found.pointer, 'A price is above zero.')
  else if (!currency.ok) {
    const at = reading.value('currency')?.pointer ?? found.pointer
    reading.refuse(currency.rejection.code, at, `The price has no known currency. ${currency.rejection.detail}`)
  } else return { unitPrice: unitPrice.value, currency: currency.value }
  return undefined
}

/** Currencies that come as text in a request. */
import { parseCurrency, type CurrencyCode } from './currency.ts'
import { invalidField, Rejected } from './rejection.ts'

/** A currency of ISO 4217 that money can be in. Throws `Rejected` with the field's JSON pointer. */
export function currencyAt(text: string, pointer: string): CurrencyCode {
  const currency = parseCurrency(text)
  if (currency.ok) return currency.value
  throw new Rejected(invalidField(currency.rejection.code, pointer, currency.rejection.detail))
}

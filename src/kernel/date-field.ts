/** Days that come as text in a request. */
import { invalidField, Rejected } from './rejection.ts'
import { parseLocalDate, type LocalDate } from './time.ts'

/** A day 'YYYY-MM-DD' that exists. Throws `Rejected` with the field's JSON pointer. */
export function dateAt(text: string, pointer: string): LocalDate {
  const day = parseLocalDate(text)
  if (day.ok) return day.value
  throw new Rejected(invalidField(day.rejection.code, pointer, day.rejection.detail))
}

/** Reads how a product is to be kept, and which date stands on it. */
import type { DateMark, ProductDetails } from '../catalogue/product-details.ts'
import { writtenDecimal } from './written-decimal.ts'
import type { RowReading } from './row-reading.ts'

export const storageTemperature = (reading: RowReading): Pick<ProductDetails, 'storageTemperature'> => {
  const [min, max] = (['storageMinCelsius', 'storageMaxCelsius'] as const).map((field) => {
    const found = reading.value(field)
    if (found === undefined) return undefined
    const text =
      typeof found.value === 'string' ? found.value.replace(/\s*°?\s*C?$/i, '').replace('−', '-') : found.value
    const parsed = writtenDecimal(text, found.pointer, reading.row.decimalComma)
    if (!parsed.ok) reading.refuse(parsed.rejection.code, found.pointer, `${field}: ${parsed.rejection.detail}`)
    else if (Math.abs(Number(parsed.value)) > 100)
      reading.refuse('import/impossible-temperature', found.pointer, `${field} lies beyond 100 °C.`)
    else return Number(parsed.value)
    return undefined
  })
  return min === undefined || max === undefined ? {} : { storageTemperature: { minCelsius: min, maxCelsius: max } }
}

const DATE_MARKS: Readonly<Record<string, DateMark>> = {
  'use by': 'use-by',
  'use-by': 'use-by',
  dlc: 'use-by',
  'best before': 'best-before',
  'best-before': 'best-before',
  bbe: 'best-before',
  ddm: 'best-before',
  mhd: 'best-before',
  none: 'none',
}

export const dateMark = (reading: RowReading): DateMark => {
  // In other columns the word says that nothing is known; here it says that the goods carry no date.
  const written = reading.row.fields.get('dateMark')?.value
  if (typeof written === 'string' && written.trim().toLowerCase() === 'none') return 'none'
  const text = reading.text('dateMark', 100)
  // As where a product is drafted by hand: of "none" its lots could not say when they expire.
  if (text === undefined) return 'best-before'
  const mark = DATE_MARKS[text.toLowerCase()]
  if (mark === undefined) {
    reading.refuse(
      'import/unknown-date-mark',
      reading.value('dateMark')?.pointer ?? '',
      'The date mark is use-by, best-before or none.',
    )
  }
  return mark ?? 'none'
}

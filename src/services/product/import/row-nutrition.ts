/** Reads nutrition values per 100 g; what cannot be true is left out with a notice, since the product is still one. */
import { decimalToNumber } from '../../../kernel/decimal.ts'
import { nutrients, type Nutrient, type Nutrition } from '../catalogue/product-details.ts'
import type { ProductField } from './product-fields.ts'
import type { MappedValue } from './map-row.ts'
import { writtenDecimal } from './written-decimal.ts'
import type { RowReading } from './row-reading.ts'

/** Pure fat has 3,700 kJ (900 kcal) in 100 g; nothing edible has more. */
const maxOf = (nutrient: Nutrient): number => (nutrient === 'energyKj' ? 3800 : nutrient === 'energyKcal' ? 910 : 100)

/** Regulation (EU) No 1169/2011, Annex I: salt = sodium × 2.5. */
const SALT_PER_SODIUM = 2.5

/**
 * Digits behind the point that are kept: ten micrograms. What stands further back is the noise of binary fractions
 * (`6.9000000953674`), which files from other programs are full of.
 */
const FRACTION_DIGITS = 5

/**
 * A value that is no number at all is refused: the columns are mixed up. A value out of physical range (in the real
 * catalogues 1 row in 700: grams written as milligrams) is left out with a notice, as are `traces`, `< 0.5`, and an
 * energy of `1.375`, which may be thousands. In grams such a number is none: there are no 1,375 g in 100 g.
 */
export const rowNutrition = (reading: RowReading): Nutrition | undefined => {
  const nutrition: Partial<Record<Nutrient, number>> = {}
  for (const nutrient of nutrients) {
    const amount = amountOf(reading, `nutrition.${nutrient}` as ProductField, maxOf(nutrient))
    if (amount !== undefined) nutrition[nutrient] = amount
  }
  if (nutrition.salt === undefined) {
    const sodium = amountOf(reading, 'nutrition.sodium', 100 / SALT_PER_SODIUM)
    if (sodium !== undefined) nutrition.salt = Number((sodium * SALT_PER_SODIUM).toFixed(5))
  }
  return Object.keys(nutrition).length === 0 ? undefined : nutrition
}

const amountOf = (reading: RowReading, field: ProductField, max: number): number | undefined => {
  const found = reading.value(field)
  if (found === undefined) return undefined
  const { pointer } = found
  const milligrams = found.unit === 'mg' || (typeof found.value === 'string' && /\d ?mg$/i.test(found.value))
  const text =
    typeof found.value === 'string' ? found.value.trim().replace(/ ?(?:m?gr?|kj|kcal)\.?$/i, '') : found.value
  if (typeof text === 'string' && /^(?:<|≤|~|tr$|trace|traz|trac|spur|sporen|ślad)/i.test(text)) {
    reading.note(pointer, `"${text.slice(0, 40)}" is no exact amount and was left out.`)
    return undefined
  }
  const parsed = writtenDecimal(withoutNoise(text, max), pointer, reading.row.decimalComma)
  if (!parsed.ok) {
    const detail = `${field}: ${parsed.rejection.detail}`
    if (parsed.rejection.code === 'import/ambiguous-number') reading.note(pointer, `${detail} It was left out.`)
    else reading.refuse(parsed.rejection.code, pointer, detail)
    return undefined
  }
  const amount = Number((decimalToNumber(parsed.value) / (milligrams ? 1000 : 1)).toFixed(FRACTION_DIGITS))
  if (amount >= 0 && amount <= max) return amount
  reading.note(pointer, outOfRange(field, found, max))
  return undefined
}

const withoutNoise = (value: unknown, max: number): unknown => {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toFixed(FRACTION_DIGITS)) : value
  if (typeof value !== 'string') return value
  // Programs write very small numbers so; no digit is lost by it, unlike with large ones.
  if (/^\d(?:\.\d+)?e-\d{1,2}$/i.test(value)) return Number(Number(value).toFixed(FRACTION_DIGITS))
  const inGrams = max <= 100 && /^-?\d+[.,]\d+$/.test(value)
  return inGrams ? Number(Number(value.replace(',', '.')).toFixed(FRACTION_DIGITS)) : value
}

const outOfRange = (field: ProductField, found: MappedValue, max: number): string =>
  `${field} of ${String(found.value).slice(0, 40)} per 100 g cannot be true (0 to ${max}) and was left out.`

/** Reads weights and volumes as labels write them, and how goods are packed. */
import { compareDecimals, decimal, decimalToNumber, multiplyDecimals } from '../../../kernel/decimal.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Measures, PackagingLine } from '../catalogue/product-details.ts'
import type { ProductField } from './product-fields.ts'
import { writtenDecimal } from './written-decimal.ts'
import { plainText } from './plain-text.ts'
import type { RowReading } from './row-reading.ts'

type Unit = { readonly factor: Decimal; readonly of: 'gram' | 'millilitre' }

/** Factors are exact: international avoirdupois and US fluid ounces. */
const UNITS: readonly (readonly [words: string, factor: string, of: Unit['of']])[] = [
  ['mg', '0.001', 'gram'],
  ['g gr grs gram grams gramm gramme grammes grammi gramos', '1', 'gram'],
  ['kg kgs kilo kilos kilogram', '1000', 'gram'],
  ['lb lbs', '453.59237', 'gram'],
  ['oz', '28.349523125', 'gram'],
  ['ml millilitre', '1', 'millilitre'],
  ['cl', '10', 'millilitre'],
  ['dl', '100', 'millilitre'],
  ['l lt ltr litre litres liter litro litri litros', '1000', 'millilitre'],
  ['floz', '29.5735295625', 'millilitre'],
]
const units = new Map(
  UNITS.flatMap(([words, factor, of]) =>
    words.split(' ').map((word) => [word, { factor: decimal(factor), of }] as const),
  ),
)

/** Heavier than a road tanker is a slip of the pen. */
const GRAMS_MAX = decimal('40000000')
const COUNT_MAX = 1_000_000

type Amount = { readonly amount: number; readonly of: Unit['of'] }

export const unitMeasures = (reading: RowReading): Measures | undefined => {
  const net = amountOf(reading, 'netWeight')
  const drained = amountOf(reading, 'drainedWeight')
  const gross = amountOf(reading, 'grossWeight')
  const volume = amountOf(reading, 'volume') ?? (net?.of === 'millilitre' ? net : undefined)
  const measures: Measures = {
    ...(net?.of === 'gram' ? { netWeightGrams: net.amount } : {}),
    ...(drained?.of === 'gram' ? { drainedWeightGrams: drained.amount } : {}),
    ...(gross?.of === 'gram' ? { grossWeightGrams: gross.amount } : {}),
    ...(volume?.of === 'millilitre' ? { volumeCubicCentimetres: volume.amount } : {}),
  }
  return Object.keys(measures).length === 0 ? undefined : measures
}

/** Cases and pallets, from counts; a pallet is only known in cases. */
export const packagingLines = (reading: RowReading): readonly PackagingLine[] | undefined => {
  const perCase = wholeNumber(reading, 'caseCount', COUNT_MAX)
  if (perCase === undefined) return undefined
  const lines: PackagingLine[] = [{ level: 'case', contains: perCase, of: 'base' }]
  const perPallet = wholeNumber(reading, 'casesPerPallet', COUNT_MAX)
  if (perPallet !== undefined) lines.push({ level: 'pallet', contains: perPallet, of: 'case' })
  return lines
}

/** A whole number from 1 to `max`; others are refused. */
export const wholeNumber = (reading: RowReading, field: ProductField, max: number): number | undefined => {
  const found = reading.value(field)
  if (found === undefined) return undefined
  const text = typeof found.value === 'number' ? String(found.value) : plainText(found.value)
  const count = text !== undefined && /^\d{1,9}(?:[.,]0+)?$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  if (count >= 1 && count <= max) return count
  reading.refuse(
    'import/not-a-count',
    found.pointer,
    `The ${field} is a whole number from 1 to ${max}, not "${String(text).slice(0, 40)}".`,
  )
  return undefined
}

/**
 * `186 g`, `1,5 kg`, `6 x 330 ml`, `750ml e`, `500 g (2 x 250 g)`, or a bare number where the header names the unit.
 * What is no amount (`6 eggs`) says something else than a weight and is left out with a notice, not refused.
 */
const amountOf = (reading: RowReading, field: ProductField): Amount | undefined => {
  const found = reading.value(field)
  if (found === undefined) return undefined
  const text = plainText(found.value)?.toLowerCase() ?? ''
  const match =
    /^(?:(\d{1,4}) ?[x×*] ?)?(-?\d[\d.,]*) ?(fl\.? ?oz|[a-z]*)\.?(?: ?(?:[x×] ?(\d{1,4}))?(?: ?[e℮])?)?(?:,? ?\(.*\)|, .*)?$/u.exec(
      text,
    )
  const unit = units.get((match?.[3]?.replace(/[ .]/g, '') || found.unit) ?? '')
  const each = match === null ? undefined : writtenDecimal(match[2], found.pointer, reading.row.decimalComma)
  if (each?.ok !== true || unit === undefined) {
    const wanted = match !== null && unit === undefined ? ' It names no unit.' : ''
    reading.note(found.pointer, `"${text.slice(0, 60)}" was not understood as ${field} and left out.${wanted}`)
    return undefined
  }
  const total = multiplyDecimals(multiplyDecimals(each.value, decimal(match?.[1] ?? match?.[4] ?? '1')), unit.factor)
  if (compareDecimals(total, decimal('0')) <= 0 || compareDecimals(total, GRAMS_MAX) > 0) {
    reading.refuse('import/impossible-weight', found.pointer, `The ${field} "${text.slice(0, 60)}" cannot be true.`)
    return undefined
  }
  return { amount: Math.max(Math.round(decimalToNumber(total)), 1), of: unit.of }
}

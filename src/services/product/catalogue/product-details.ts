/** What a supplier says of a product, and the rules by which it is taken: nothing here depends on who asks or when. */
import { parseCountry } from '../../../kernel/country.ts'
import { parseGtin } from '../../../kernel/gs1/gtin.ts'
import { packaging, type PackagingLevel, type PackagingStep } from '../../../kernel/packaging.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

export const soldByUnits = ['piece', 'kilogram', 'litre', 'catch-weight'] as const
export type SoldBy = (typeof soldByUnits)[number]
export const dateMarks = ['use-by', 'best-before', 'none'] as const
export type DateMark = (typeof dateMarks)[number]

/** Per 100 g (or 100 ml, for what is sold by the litre): energy in kJ and kcal, the others in grams. */
export const nutrients = [
  'energyKj',
  'energyKcal',
  'fat',
  'saturatedFat',
  'carbohydrate',
  'sugars',
  'fibre',
  'protein',
  'salt',
] as const
export type Nutrient = (typeof nutrients)[number]
export type Nutrition = Readonly<Partial<Record<Nutrient, number>>>

/** Some 55 years: more than any goods keep. */
export const shelfLifeDaysMax = 20_000

/** A text in several languages (`en`, `pt-BR`); at most 24. */
export type LocalTexts = Readonly<Record<string, string>>

/** Weights in grams, volumes in cubic centimetres, of one base unit or one package. */
export type Measures = {
  readonly netWeightGrams?: number
  readonly drainedWeightGrams?: number
  readonly grossWeightGrams?: number
  readonly volumeCubicCentimetres?: number
}

export type PackagingLine = PackagingStep & Measures

export type ProductDetails = {
  readonly name: LocalTexts
  readonly description?: LocalTexts
  readonly brand?: string
  readonly brandOwner?: string
  /** An id of the category tree. */
  readonly category?: string
  /** ISO 3166-1 alpha-2. */
  readonly countryOfOrigin?: string
  /** Harmonized System, 4 to 10 digits. */
  readonly hsCode?: string
  readonly ingredients?: string
  readonly nutrition?: Nutrition
  readonly storageTemperature?: { readonly minCelsius: number; readonly maxCelsius: number }
  /** From production. */
  readonly shelfLifeDays?: number
  readonly dateMark: DateMark
  readonly soldBy: SoldBy
  /** Prices count the drained weight. */
  readonly drained?: boolean
  readonly unit?: Measures
  readonly packaging?: readonly PackagingLine[]
  /** GTIN-14 by packaging level. */
  readonly gtins?: Readonly<Partial<Record<PackagingLevel, string>>>
  /** Ids of the supplier's own sites that make it; a certificate of a site covers it only if all of them are covered. */
  readonly productionSites?: readonly string[]
}

/** Public, or made for one brand owner and seen by it and the maker only. */
export type Visibility = { readonly kind: 'public' } | { readonly kind: 'private-label'; readonly brandOwnerId: string }

/** Takes details as given, with GTINs filled up to 14 digits. Refuses the first thing that cannot be true, by its field. */
export function checkDetails(given: ProductDetails): Result<ProductDetails> {
  const problem =
    checkOrigin(given) ?? checkKeeping(given) ?? checkNutrition(given.nutrition ?? {}) ?? checkMeasures(given)
  if (problem) return reject(problem)
  const levels = packaging(given.packaging ?? [])
  if (!levels.ok)
    return reject({ ...levels.rejection, errors: [{ pointer: '/packaging', detail: levels.rejection.detail }] })
  const gtins: Partial<Record<PackagingLevel, string>> = {}
  for (const [level, text] of Object.entries(given.gtins ?? {}) as [PackagingLevel, string][]) {
    const pointer = `/gtins/${level}`
    if (!levels.value.has(level))
      return reject(invalidField('product/gtin-level', pointer, `There is no packaging level "${level}".`))
    const gtin = parseGtin(text)
    if (!gtin.ok) return reject({ ...gtin.rejection, errors: [{ pointer, detail: gtin.rejection.detail }] })
    gtins[level] = gtin.value
  }
  if (new Set(Object.values(gtins)).size !== Object.keys(gtins).length)
    return reject(invalidField('product/gtin-twice', '/gtins', 'Each packaging level has a GTIN of its own.'))
  const { gtins: _asGiven, ...rest } = given
  return accept(Object.keys(gtins).length > 0 ? { ...rest, gtins } : rest)
}

function checkOrigin({ countryOfOrigin, hsCode, name }: ProductDetails): Rejection | undefined {
  if (Object.values(name).every((text) => text.trim() === ''))
    return invalidField('product/name-missing', '/name', 'A product has a name in at least one language.')
  if (countryOfOrigin !== undefined) {
    const country = parseCountry(countryOfOrigin)
    if (!country.ok)
      return { ...country.rejection, errors: [{ pointer: '/countryOfOrigin', detail: country.rejection.detail }] }
  }
  if (hsCode !== undefined && !/^\d{4}(\d{2}){0,3}$/.test(hsCode))
    return invalidField('product/hs-code', '/hsCode', 'An HS code has 4, 6, 8 or 10 digits, without dots.')
  return undefined
}

function checkKeeping({ storageTemperature: range }: ProductDetails): Rejection | undefined {
  if (range && range.minCelsius > range.maxCelsius)
    return invalidField(
      'product/temperature-range',
      '/storageTemperature',
      'The lowest temperature is above the highest.',
    )
  return undefined
}

/** Energy of pure fat is 3,700 kJ (900 kcal); nothing edible has more. */
const nutrientMax = (nutrient: Nutrient): number =>
  nutrient === 'energyKj' ? 3_800 : nutrient === 'energyKcal' ? 910 : 100

function checkNutrition(nutrition: Nutrition): Rejection | undefined {
  for (const [nutrient, amount] of Object.entries(nutrition) as [Nutrient, number][])
    if (!(amount >= 0 && amount <= nutrientMax(nutrient)))
      return invalidField(
        'product/nutrition',
        `/nutrition/${nutrient}`,
        `In 100 g there are 0 to ${nutrientMax(nutrient)}.`,
      )
  return undefined
}

function checkMeasures({ unit, packaging: lines, soldBy, drained }: ProductDetails): Rejection | undefined {
  const all: [string, Measures][] = [
    ['/unit', unit ?? {}],
    ...(lines ?? []).map((line, index): [string, Measures] => [`/packaging/${index}`, line]),
  ]
  for (const [pointer, { netWeightGrams: net, grossWeightGrams: gross, drainedWeightGrams: dry }] of all) {
    if (net !== undefined && gross !== undefined && gross < net)
      return invalidField('product/weights', `${pointer}/grossWeightGrams`, 'The gross weight is below the net weight.')
    if (net !== undefined && dry !== undefined && dry > net)
      return invalidField(
        'product/weights',
        `${pointer}/drainedWeightGrams`,
        'The drained weight is above the net weight.',
      )
  }
  if (drained && soldBy !== 'kilogram')
    return invalidField('product/drained', '/drained', 'Only what is sold by the kilogram is priced by drained weight.')
  return undefined
}

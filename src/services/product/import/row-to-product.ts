/** Makes a product draft of one mapped row, or says everything that is wrong with it, field by field. */
import type { Gtin14 } from '../../../kernel/gs1/gtin.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import type { AllergenProposal } from '../allergens/allergens.ts'
import { checkDetails, shelfLifeDaysMax } from '../catalogue/product-details.ts'
import type { LocalTexts, ProductDetails } from '../catalogue/product-details.ts'
import type { MappedRow } from './map-row.ts'
import { mergedProposals } from './merge-proposals.ts'
import { rowCodes } from './row-codes.ts'
import type { RowCodes } from './row-codes.ts'
import { wholeNumber, packagingLines, unitMeasures } from './row-measures.ts'
import { rowNutrition } from './row-nutrition.ts'
import { dateMark, storageTemperature } from './row-keeping.ts'
import { rowPrice } from './row-price.ts'
import type { RowPrice } from './row-price.ts'
import { RowReading } from './row-reading.ts'
import type { RowNeeds, RowNotice } from './row-reading.ts'

export type ProductDraft = {
  readonly sku: string
  readonly details: ProductDetails
  readonly proposals: readonly AllergenProposal[]
  readonly price?: RowPrice
}

export type ReadRow = { readonly draft: ProductDraft; readonly notices: readonly RowNotice[] }

const NAME_LENGTH_MAX = 300
const TEXT_LENGTH_MAX = 20_000
const LANGUAGES_MAX = 24

/**
 * Refused is only what cannot be a product or would be a wrong one: no name, no code, a code with a wrong check
 * digit, numbers that are none. What is doubtful beside that is left out with a notice. Pointers point into the
 * row; where two fields contradict each other (a gross weight below the net weight), into the product's details.
 */
export const rowToProduct = (row: MappedRow, needs: RowNeeds): Result<ReadRow, Rejection> => {
  const reading = new RowReading(row, needs)
  const codes = rowCodes(reading)
  const details = readDetails(reading, codes)
  const price = rowPrice(reading)
  const proposals = mergedProposals(reading, details.ingredients)
  const rejection = reading.rejection()
  if (rejection !== undefined || codes.sku === undefined) return reject(rejection ?? NO_CODE)
  const checked = checkDetails(details)
  if (!checked.ok) return checked
  const draft = { sku: codes.sku, details: checked.value, proposals, ...(price === undefined ? {} : { price }) }
  return accept({ draft, notices: reading.notices })
}

const NO_CODE: Rejection = { kind: 'invalid', code: 'import/no-code', detail: 'The row has neither a SKU nor a GTIN.' }

const readDetails = (reading: RowReading, codes: RowCodes): ProductDetails => {
  const description = readTexts(reading, 'description', TEXT_LENGTH_MAX)
  const brand = reading.text('brand', NAME_LENGTH_MAX)
  const brandOwner = reading.text('brandOwner', NAME_LENGTH_MAX)
  const ingredients = reading.text('ingredients', TEXT_LENGTH_MAX)
  const shelfLifeDays = wholeNumber(reading, 'shelfLifeDays', shelfLifeDaysMax)
  const unit = unitMeasures(reading)
  const packaging = packagingLines(reading)
  const nutrition = rowNutrition(reading)
  const gtins = readGtins(reading, codes, packaging !== undefined)
  const optional = {
    ...(Object.keys(description).length > 0 && { description }),
    ...(brand !== undefined && { brand }),
    ...(brandOwner !== undefined && { brandOwner }),
    ...(ingredients !== undefined && { ingredients }),
    ...(shelfLifeDays !== undefined && { shelfLifeDays }),
    ...(unit !== undefined && { unit }),
    ...(packaging !== undefined && { packaging }),
    ...(nutrition !== undefined && { nutrition }),
    ...(gtins !== undefined && { gtins }),
  }
  return {
    name: readName(reading),
    ...optional,
    ...readClass(reading),
    ...storageTemperature(reading),
    dateMark: dateMark(reading),
    soldBy: 'piece',
  }
}

const readName = (reading: RowReading): LocalTexts => {
  const names = readTexts(reading, 'name', NAME_LENGTH_MAX)
  const named = Object.values(names).some((name) => /[\p{L}\p{N}\p{S}]/u.test(name))
  if (!named && !reading.errors.some(({ detail }) => detail.startsWith('The name'))) {
    const pointer = reading.row.fields.get('name')?.pointer ?? ''
    reading.refuse('import/no-name', pointer, 'The row has no name.')
  }
  return names
}

/** `name` in the language of the import, `name.fr` in its own. */
const readTexts = (reading: RowReading, base: 'name' | 'description', max: number): LocalTexts => {
  const texts: Record<string, string> = {}
  const plain = reading.text(base, max)
  if (plain !== undefined) texts[reading.needs.language] = plain
  for (const field of reading.row.fields.keys()) {
    if (!field.startsWith(`${base}.`) || Object.keys(texts).length >= LANGUAGES_MAX) continue
    const text = reading.text(field, max)
    if (text !== undefined) texts[field.slice(base.length + 1)] = text
  }
  return texts
}

const readGtins = (reading: RowReading, { gtin, caseGtin }: RowCodes, hasCases: boolean) => {
  const gtins: { base?: Gtin14; case?: Gtin14 } = gtin === undefined ? {} : { base: gtin }
  if (caseGtin !== undefined && hasCases && caseGtin !== gtin) gtins.case = caseGtin
  else if (caseGtin !== undefined) {
    const pointer = reading.row.fields.get('caseGtin')?.pointer ?? ''
    const reason = hasCases
      ? 'is the GTIN of the unit too'
      : 'belongs to a case, but how many units it holds is not said'
    reading.note(pointer, `${caseGtin} ${reason}; it was left out.`)
  }
  return Object.keys(gtins).length === 0 ? undefined : gtins
}

/** Category, country and customs code: a supplier's words for them that nobody knows are left out, and said so. */
const readClass = (reading: RowReading) => {
  const found: { category?: string; countryOfOrigin?: string; hsCode?: string } = {}
  const { needs } = reading
  const category = reading.text('category', TEXT_LENGTH_MAX)
  const categoryId = category === undefined ? undefined : needs.categoryOf(category)
  if (categoryId !== undefined) found.category = categoryId
  else if (category !== undefined) noteUnknown(reading, 'category', category)
  const country = reading.text('countryOfOrigin', NAME_LENGTH_MAX)
  const code = country === undefined ? undefined : needs.countryOf(country)
  if (code !== undefined) found.countryOfOrigin = code
  else if (country !== undefined) noteUnknown(reading, 'countryOfOrigin', country)
  const hsCode = reading.text('hsCode', 40)?.replace(/[. ]/g, '')
  if (hsCode !== undefined && /^\d{4}(?:\d{2}){0,3}$/.test(hsCode)) found.hsCode = hsCode
  else if (hsCode !== undefined) noteUnknown(reading, 'hsCode', hsCode)
  return found
}

const noteUnknown = (reading: RowReading, field: 'category' | 'countryOfOrigin' | 'hsCode', text: string): void =>
  reading.note(
    reading.value(field)?.pointer ?? '',
    `The ${field} "${text.slice(0, 80)}" is not known and was left out.`,
  )

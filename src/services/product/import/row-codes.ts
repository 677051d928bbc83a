/** Decides which of a row's codes are GTINs and which are the supplier's own. */
import { checkDigit } from '../../../kernel/gs1/gs1-check-digit.ts'
import { parseGtin } from '../../../kernel/gs1/gtin.ts'
import type { Gtin14 } from '../../../kernel/gs1/gtin.ts'
import type { ProductField } from './product-fields.ts'
import type { RowReading } from './row-reading.ts'

const SKU_LENGTH_MAX = 100

export type RowCodes = { readonly sku: string | undefined; readonly gtin?: Gtin14; readonly caseGtin?: Gtin14 }

/**
 * A GTIN with a right check digit is kept as 14 digits, and is the SKU where there is none. Codes of other lengths
 * and numbers for restricted circulation become the SKU where there is none. Refused: a wrong check digit, naming
 * the right one; a code that a spreadsheet turned into a number; a row without any code.
 */
export const rowCodes = (reading: RowReading): RowCodes => {
  const unit = gtinOf(reading, 'gtin')
  const box = gtinOf(reading, 'caseGtin')
  const sku = reading.text('sku', SKU_LENGTH_MAX) ?? unit?.gtin ?? unit?.ownCode
  if (unit?.ownCode !== undefined && sku !== unit.ownCode) {
    reading.note(unit.pointer, `${unit.ownCode} is no GTIN and was left out; the SKU is ${sku}.`)
  }
  if (sku === undefined && reading.errors.length === 0) {
    reading.refuse(
      'import/no-code',
      '',
      'The row has neither a SKU nor a GTIN, so the product could not be found again.',
    )
  }
  return {
    sku,
    ...(unit?.gtin === undefined ? {} : { gtin: unit.gtin }),
    ...(box?.gtin === undefined ? {} : { caseGtin: box.gtin }),
  }
}

type ReadCode = { readonly pointer: string; readonly gtin?: Gtin14; readonly ownCode?: string }

const gtinOf = (reading: RowReading, field: ProductField): ReadCode | undefined => {
  const found = reading.value(field)
  const text = reading.text(field, SKU_LENGTH_MAX)
  if (found === undefined || text === undefined) return undefined
  const { pointer } = found
  // Blanks between digits as printed under the bars, and the apostrophe by which spreadsheets force text.
  const bare = text.replace(/^'/, '')
  const code = /^[\d ]+$/.test(bare) ? bare.replaceAll(' ', '') : bare
  const parsed = parseGtin(code)
  if (parsed.ok) return { pointer, gtin: parsed.value }
  switch (parsed.rejection.code) {
    case 'gs1/not-a-gtin':
      if (lostAZero(code)) reading.note(pointer, `${code} would be a GTIN with a zero in front; spreadsheets drop it.`)
      return { pointer, ownCode: code }
    case 'gs1/restricted-number':
      return { pointer, ownCode: code }
    case 'gs1/wrong-check-digit':
      reading.refuse(parsed.rejection.code, pointer, parsed.rejection.detail)
      return undefined
    case 'gs1/mangled-by-spreadsheet':
      reading.refuse(parsed.rejection.code, pointer, mangledDetail(code))
      return undefined
  }
}

const lostAZero = (code: string): boolean => /^\d{11}$/.test(code) && checkDigit(code.slice(0, -1)) === code.slice(-1)

const mangledDetail = (code: string): string =>
  `"${code}" is a barcode that a spreadsheet turned into a number, its last digits are lost: format the column as ` +
  'text (in Excel: Data, From Text/CSV, column type Text) before pasting the barcodes, then export again as CSV UTF-8.'

/** Reads the numbers people write in tables, strictly: what could be two numbers is refused, not guessed. */
import { invalidField } from '../../../kernel/rejection.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import { parseDecimal } from '../../../kernel/decimal.ts'
import type { Decimal } from '../../../kernel/decimal.ts'

const GROUPED = /^-?\d{1,3}(?:([ \u00a0\u202f'’.,])\d{3})(?:\1\d{3})*(?:([.,])\d+)?$/
/** Three digits behind one sign: a thousand in one country, a thousandth in another. */
const AMBIGUOUS = /^-?[1-9]\d{0,2}[.,]\d{3}$/

/**
 * A decimal from a JSON number or a text. `7.5` and `7,5` are both seven and a half; groups of three are taken where
 * a second sign makes them certain (`1,234.50`, `1.234,50`, `1 234,5`, `1,234,567`). `1,234` alone is refused unless
 * the file is known to write decimal commas, and then `1.234` is. Refuses exponents, NaN, hex and all else.
 * @param decimalComma  whether other numbers of the file show that its comma is decimal
 */
export const writtenDecimal = (value: unknown, pointer: string, decimalComma: boolean): Result<Decimal, Rejection> => {
  const text = typeof value === 'number' ? plainNumber(value) : typeof value === 'string' ? value.trim() : undefined
  if (text === undefined) return reject(notANumber(pointer, value))
  const plain = typeof value === 'number' ? text : canonical(text, decimalComma)
  if (plain === 'ambiguous') return reject(ambiguous(pointer, text))
  const parsed = plain === undefined ? undefined : parseDecimal(plain)
  return parsed?.ok === true ? parsed : reject(notANumber(pointer, value))
}

/** Whether a number can only have been written with a decimal comma (`7,5`, `0,125`, `1.234,5`). */
export const showsDecimalComma = (text: string): boolean =>
  /^-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/.test(text.trim()) && !AMBIGUOUS.test(text.trim())

/** JSON numbers keep their digits; very small and large ones come out of JavaScript with an exponent. */
const plainNumber = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined
  const text = String(value)
  return text.includes('e') ? value.toFixed(12) : text
}

const canonical = (text: string, decimalComma: boolean): string | undefined => {
  if (/^-?\d+$/.test(text)) return text
  if (AMBIGUOUS.test(text)) {
    const sign = text.includes(',') ? ',' : '.'
    // A lone point is the decimal point of every program; a lone comma is decimal only by evidence.
    if (sign === '.') return decimalComma ? 'ambiguous' : text
    return decimalComma ? text.replace(',', '.') : 'ambiguous'
  }
  if (/^-?\d+[.,]\d+$/.test(text)) return text.replace(',', '.')
  const grouped = GROUPED.exec(text)
  if (grouped === null || grouped[1] === grouped[2]) return undefined
  const [whole, fraction] = grouped[2] === undefined ? [text, ''] : splitAtLast(text, grouped[2])
  const digits = whole.replace(/[^\d-]/g, '')
  return fraction === '' ? digits : `${digits}.${fraction}`
}

const splitAtLast = (text: string, sign: string): [string, string] => {
  const at = text.lastIndexOf(sign)
  return [text.slice(0, at), text.slice(at + 1)]
}

const shown = (value: unknown): string => String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 40)

const notANumber = (pointer: string, value: unknown): Rejection =>
  invalidField('import/not-a-number', pointer, `"${shown(value)}" is no number; write digits and a decimal point.`)

const ambiguous = (pointer: string, text: string): Rejection => {
  const detail = `"${text}" may be ${text.replace(/[.,]/, '')} or ${text.replace(',', '.')}; write it without a thousands sign.`
  return invalidField('import/ambiguous-number', pointer, detail)
}

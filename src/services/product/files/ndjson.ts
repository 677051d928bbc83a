/** Reads newline-delimited JSON line by line, within bounds, refusing what could harm whoever reads the values later. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { invalidField } from '../../../kernel/rejection.ts'
import { recordSplitter } from './record-splitter.ts'
import { ROW_BYTES_MAX, ROW_COLUMNS_MAX, rowProblem } from './source-row.ts'
import type { SourceRow } from './source-row.ts'
import { decodeRow } from './text-encoding.ts'
import { NOT_UTF8_NOTICE } from './delimited-text.ts'

export const JSON_DEPTH_MAX = 32

export type NdjsonParser = {
  readonly push: (chunk: Uint8Array) => SourceRow[]
  readonly end: () => SourceRow[]
}

/**
 * Cuts bytes into lines and each line into an object. Whatever is wrong with a line is a problem of that row.
 * @param startOffset  where the first chunk stands in the text, for an import that resumes
 * @param startRow     the number of the last row before it
 */
export const ndjsonParser = (options: { readonly startOffset?: number; readonly startRow?: number }): NdjsonParser => {
  const startOffset = options.startOffset ?? 0
  const splitter = recordSplitter({ separator: undefined, bytesMax: ROW_BYTES_MAX, startOffset })
  let row = options.startRow ?? 0
  const rowsOf = (records: ReturnType<typeof splitter.push>): SourceRow[] => {
    const rows: SourceRow[] = []
    for (const record of records) {
      row++
      const { endOffset } = record
      if ('broken' in record) {
        rows.push({ row, endOffset, problem: TOO_LONG })
        continue
      }
      const { text, legacy } = decodeRow(record.bytes)
      if (text.trim() === '') continue
      const values = objectOf(text)
      if ('problem' in values) rows.push({ row, endOffset, problem: values.problem })
      else rows.push({ row, endOffset, values: values.values, notices: legacy ? [NOT_UTF8_NOTICE] : [] })
    }
    return rows
  }
  return { push: (chunk) => rowsOf(splitter.push(chunk)), end: () => rowsOf(splitter.end()) }
}

const TOO_LONG = rowProblem('import/row-too-long', `The line is longer than ${ROW_BYTES_MAX} bytes.`)

const TOO_MANY_FIELDS = rowProblem('import/too-many-columns', `The object has more than ${ROW_COLUMNS_MAX} fields.`)

const objectOf = (text: string): { values: Record<string, unknown> } | { problem: Rejection } => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON'
    return { problem: rowProblem('import/not-json', `The line is not one JSON object: ${reason.slice(0, 200)}.`) }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: rowProblem('import/not-an-object', 'The line is JSON but not an object such as {"sku": "A-1"}.') }
  }
  if (Object.keys(value).length > ROW_COLUMNS_MAX) return { problem: TOO_MANY_FIELDS }
  const problem = isHarmless(value, 1) ? undefined : harmIn(value, '', 1)
  return problem === undefined ? { values: value as Record<string, unknown> } : { problem }
}

/** Depth, `__proto__`, lone surrogates, and numbers that JSON.parse could not keep exactly. */
const isHarmless = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return isExact(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth > JSON_DEPTH_MAX) return false
  if (Array.isArray(value)) return value.every((item) => isHarmless(item, depth + 1))
  for (const key of Object.keys(value)) {
    if (key === '__proto__' || !key.isWellFormed()) return false
    if (!isHarmless((value as Record<string, unknown>)[key], depth + 1)) return false
  }
  return true
}

/** Names the harm that `isHarmless` has found; apart from it, because pointers cost and harm is rare. */
const harmIn = (value: unknown, pointer: string, depth: number): Rejection | undefined => {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : brokenText(pointer)
  if (typeof value === 'number') return isExact(value) ? undefined : inexact(pointer)
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > JSON_DEPTH_MAX) return tooDeep(pointer)
  for (const key of Object.keys(value)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (key === '__proto__') return invalidField('import/forbidden-key', at, 'No field may be named __proto__.')
    if (!key.isWellFormed()) return brokenText(pointer)
    const harm = harmIn((value as Record<string, unknown>)[key], at, depth + 1)
    if (harm !== undefined) return harm
  }
  return undefined
}

const isExact = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))

const brokenText = (pointer: string): Rejection =>
  invalidField('import/broken-text', pointer, 'The text holds half of a surrogate pair, which is no character.')

const inexact = (pointer: string): Rejection =>
  invalidField('import/number-too-large', pointer, 'The number is beyond 2^53 and would not be kept exactly; quote it.')

const tooDeep = (pointer: string): Rejection =>
  invalidField('import/too-deep', pointer.slice(0, 200), `Values nest deeper than ${JSON_DEPTH_MAX} levels.`)

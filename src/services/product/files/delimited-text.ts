/** Reads CSV and TSV as suppliers really write them: RFC 4180, and what spreadsheets and hands make of it. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { recordSplitter } from './record-splitter.ts'
import { ROW_BYTES_MAX, ROW_COLUMNS_MAX, rowProblem } from './source-row.ts'
import type { RowPosition } from './source-row.ts'
import { decodeRow } from './text-encoding.ts'

export type Separator = ',' | ';' | '\t' | '|'

export type DelimitedRow = RowPosition &
  ({ readonly cells: readonly string[]; readonly notices: readonly string[] } | { readonly problem: Rejection })

export type DelimitedParser = {
  readonly push: (chunk: Uint8Array) => DelimitedRow[]
  readonly end: () => DelimitedRow[]
}

/** Commas last: they also stand in names, so at equal evenness any other sign is the likelier separator. */
const SEPARATORS: readonly Separator[] = ['\t', ';', '|', ',']
const HEAD_LINES_MAX = 20
export const NOT_UTF8_NOTICE = 'The row is not UTF-8 and was read as Windows-1252; export the file as UTF-8 to be sure.'

/**
 * The separator that cuts the first lines most evenly. Excel's own first line `sep=;` decides by itself.
 * @param head  the first bytes of the file, without byte order mark, as UTF-8
 */
export const guessSeparator = (head: Uint8Array): Separator => {
  const declared = declaredSeparator(decodeRow(head.subarray(0, 16)).text)
  if (declared !== undefined) return declared
  let best: Separator = ','
  let bestScore = 0
  for (const separator of SEPARATORS) {
    const score = evenness(head, separator)
    if (score > bestScore) {
      best = separator
      bestScore = score
    }
  }
  return best
}

/** `sep=;`, the line by which Excel is told the separator: it is no row of the table. */
const declaredSeparator = (firstLine: string): Separator | undefined => {
  const sign = /^"?sep=([,;\t|])"?(?:[\r\n]|$)/i.exec(firstLine)?.[1]
  return SEPARATORS.find((separator) => separator === sign)
}

const evenness = (head: Uint8Array, separator: Separator): number => {
  const splitter = recordSplitter({ separator: separator.charCodeAt(0), bytesMax: ROW_BYTES_MAX })
  const widths: number[] = []
  for (const record of splitter.push(head).concat(splitter.end())) {
    if (widths.length === HEAD_LINES_MAX) break
    if ('bytes' in record && record.bytes.length > 0) {
      widths.push(splitCells(decodeRow(record.bytes).text, separator, undefined).length)
    }
  }
  const first = widths[0] ?? 1
  if (first < 2) return 0
  const even = widths.filter((width) => width === first).length / widths.length
  // Evenness first; among equally even ones (a decimal comma in every row) more columns win.
  return even * 1000 + Math.min(first, 100)
}

/**
 * Cuts bytes into rows of cells. A row beyond the bounds, or one whose quote never closes, is a problem of that row;
 * the rows after it are read. A quote that stands where none may is kept as a letter, with a notice.
 * @param startOffset  where the first chunk stands in the text, for an import that resumes
 * @param startRow     the number of the last row before it
 */
export const delimitedParser = (options: {
  readonly separator: Separator
  readonly startOffset?: number
  readonly startRow?: number
}): DelimitedParser => {
  const { separator } = options
  const splitter = recordSplitter({
    separator: separator.charCodeAt(0),
    bytesMax: ROW_BYTES_MAX,
    startOffset: options.startOffset ?? 0,
  })
  let row = options.startRow ?? 0
  const rowsOf = (records: ReturnType<typeof splitter.push>): DelimitedRow[] => {
    const rows: DelimitedRow[] = []
    for (const record of records) {
      row++
      const { endOffset } = record
      if ('broken' in record) {
        rows.push({ row, endOffset, problem: record.broken === 'too long' ? TOO_LONG : UNCLOSED_QUOTE })
        continue
      }
      if (record.bytes.length === 0) continue
      const { text, legacy } = decodeRow(record.bytes)
      const notices = legacy ? [NOT_UTF8_NOTICE] : []
      const cells = splitCells(text, separator, notices)
      if (cells.length > ROW_COLUMNS_MAX) rows.push({ row, endOffset, problem: TOO_MANY_COLUMNS })
      else rows.push({ row, endOffset, cells, notices })
    }
    return rows
  }
  return { push: (chunk) => rowsOf(splitter.push(chunk)), end: () => rowsOf(splitter.end()) }
}

const TOO_LONG = rowProblem('import/row-too-long', `The row is longer than ${ROW_BYTES_MAX} bytes.`)
const TOO_MANY_COLUMNS = rowProblem('import/too-many-columns', `The row has more than ${ROW_COLUMNS_MAX} columns.`)
const UNCLOSED_QUOTE = rowProblem(
  'import/unclosed-quote',
  'A quote opens in this row and is not closed properly; write a quote inside a quoted cell twice ("").',
)

const splitCells = (text: string, separator: Separator, notices: string[] | undefined): string[] => {
  // One more than allowed is enough to know that there are too many.
  if (!text.includes('"')) return text.split(separator, ROW_COLUMNS_MAX + 1)
  const cells: string[] = []
  let at = 0
  while (cells.length <= ROW_COLUMNS_MAX) {
    const opening = openingQuote(text, at)
    const { cell, end, stray } = opening === -1 ? plainCell(text, at, separator) : quotedCell(text, opening, separator)
    if (stray) notices?.push(`A quote in column ${cells.length + 1} is not doubled; it was kept as it stands.`)
    cells.push(cell)
    if (end >= text.length) break
    at = end + 1
  }
  return cells
}

type Cell = { readonly cell: string; readonly end: number; readonly stray: boolean }

/** Blanks before an opening quote are not part of the cell: hands type `, "`. */
const openingQuote = (text: string, from: number): number => {
  let at = from
  while (text[at] === ' ') at++
  return text[at] === '"' ? at : -1
}

const endOfCell = (text: string, from: number, separator: Separator): number => {
  const end = text.indexOf(separator, from)
  return end === -1 ? text.length : end
}

const plainCell = (text: string, from: number, separator: Separator): Cell => {
  const end = endOfCell(text, from, separator)
  const cell = text.slice(from, end)
  return { cell, end, stray: cell.includes('"') }
}

const quotedCell = (text: string, opening: number, separator: Separator): Cell => {
  let cell = ''
  let at = opening + 1
  while (true) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return { cell: cell + text.slice(at), end: text.length, stray: true }
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const end = endOfCell(text, quote + 1, separator)
      const tail = text.slice(quote + 1, end)
      const stray = tail.trim() !== ''
      return { cell: stray ? cell + tail : cell, end, stray }
    }
    cell += '"'
    at = quote + 2
  }
}

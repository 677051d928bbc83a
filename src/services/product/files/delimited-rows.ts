/** Gives the cells of a table their column names: the first row's where it is a header, else numbers. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import { delimitedParser, guessSeparator } from './delimited-text.ts'
import type { DelimitedRow } from './delimited-text.ts'
import { rowProblem } from './source-row.ts'
import type { SourceRow } from './source-row.ts'

export type TableParser = {
  /** As they stand in the file, made unique; `column 1` … where there is no header. */
  readonly columns: readonly string[]
  readonly push: (chunk: Uint8Array) => SourceRow[]
  readonly end: () => SourceRow[]
}

/**
 * @param head         the first bytes of the text, enough for the header
 * @param resumeAfter  the last row already dealt with; the next chunk pushed begins at its `endOffset`
 */
export const delimitedRows = (
  head: Uint8Array,
  resumeAfter: { readonly row: number; readonly endOffset: number } | undefined,
): Result<TableParser, Rejection> => {
  const separator = guessSeparator(head)
  const headParser = delimitedParser({ separator })
  const rows = headParser.push(head).concat(headParser.end())
  const top = rows.find((row) => !isDeclaration(row))
  if (top === undefined) return reject(rowProblem('import/empty-file', 'The file holds no rows.'))
  if ('problem' in top) return reject({ ...top.problem, detail: `The first row is unreadable. ${top.problem.detail}` })
  const hasHeader = looksLikeHeader(top.cells)
  const columns = hasHeader ? uniqueNames(top.cells) : top.cells.map((_, index) => `column ${index + 1}`)
  const firstDataRow = hasHeader ? top.row + 1 : top.row
  const named = namedRow(columns, hasHeader ? undefined : firstDataRow)
  const parser = delimitedParser({
    separator,
    startRow: resumeAfter?.row ?? 0,
    startOffset: resumeAfter?.endOffset ?? 0,
  })
  const data = (parsed: readonly DelimitedRow[]): SourceRow[] =>
    parsed.filter((row) => row.row >= firstDataRow && !isBlank(row)).map(named)
  return accept({ columns, push: (chunk) => data(parser.push(chunk)), end: () => data(parser.end()) })
}

/** Excel's `sep=;`, which the separator it names has cut in two. */
const isDeclaration = (row: DelimitedRow): boolean =>
  row.row === 1 && 'cells' in row && row.cells.length === 2 && /^sep=$/i.test(row.cells[0]!) && row.cells[1] === ''

const isBlank = (row: DelimitedRow): boolean => 'cells' in row && row.cells.every((cell) => cell.trim() === '')

/** A header holds words, all of them different; a first row with a barcode or a bare number in it is already data. */
const looksLikeHeader = (cells: readonly string[]): boolean =>
  cells.some((cell) => /\p{L}/u.test(cell)) && !cells.some((cell) => /^[\d\s.,+-]*\d[\d\s.,+-]*$/.test(cell.trim()))

const uniqueNames = (cells: readonly string[]): string[] => {
  const seen = new Map<string, number>()
  return cells.map((cell, index) => {
    const name = cell.trim().replace(/\s+/g, ' ') || `column ${index + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

const NO_HEADER_NOTICE = 'The first row looks like data, so the columns were numbered.'

const namedRow =
  (columns: readonly string[], noHeaderRow: number | undefined) =>
  (row: DelimitedRow): SourceRow => {
    if ('problem' in row) return row
    const { row: number, endOffset, cells } = row
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
      const detail = `The row has ${cells.length} cells but the table ${columns.length} columns; quote cells that hold the separator.`
      return { row: number, endOffset, problem: rowProblem('import/too-many-cells', detail) }
    }
    const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (let index = 0; index < columns.length && index < cells.length; index++) values[columns[index]!] = cells[index]
    const notices = number === noHeaderRow ? [...row.notices, NO_HEADER_NOTICE] : row.notices
    return { row: number, endOffset, values, notices }
  }

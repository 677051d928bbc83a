/** What a catalogue file is made of once read: numbered rows, each with values or with the reason it cannot be read. */
import type { Rejection } from '../../../kernel/rejection.ts'

/** The bounds of one row; a row beyond them is refused, never buffered further. */
export const ROW_BYTES_MAX = 1024 * 1024
export const ROW_COLUMNS_MAX = 1000

export type RowPosition = {
  /** As a spreadsheet or an editor numbers it: the header is row 1, blank lines count, a multi-line cell is one row. */
  readonly row: number
  /** Where the next row starts, in bytes of the text as parsed (after gunzip and UTF-16): an import resumes here. */
  readonly endOffset: number
}

export type SourceRow = RowPosition &
  (
    | {
        readonly values: Readonly<Record<string, unknown>>
        /** What was tolerated while reading the row. */
        readonly notices: readonly string[]
      }
    | { readonly problem: Rejection }
  )

export const rowProblem = (code: `import/${string}`, detail: string): Rejection => ({ kind: 'malformed', code, detail })

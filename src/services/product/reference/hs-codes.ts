/** Reads the table of customs codes of the Harmonized System. */
import { invalidField } from '../../../kernel/rejection.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import { delimitedParser, guessSeparator } from '../files/delimited-text.ts'

export type HsCode = {
  /** 2, 4 or 6 digits: chapter, heading, subheading. */
  readonly code: string
  readonly description: string
  /** The chapter of a heading, the heading of a subheading; undefined for chapters. */
  readonly parent: string | undefined
}

/** What whoever loads the table is to be shown. */
export const HS_CODES_LICENCE =
  'Harmonized System codes as published by datasets/harmonized-system from UN Comtrade under the Public Domain ' +
  'Dedication and License 1.0 (https://opendatacommons.org/licenses/pddl/1-0/).'

/**
 * @param csv  the columns `hscode` and `description`, found by name. Lines that are no code of 2, 4 or 6 digits (such as
 *   `TOTAL`) are left out. Refuses a table without these columns.
 */
export const readHsCodes = (csv: Uint8Array): Result<readonly HsCode[], Rejection> => {
  const parser = delimitedParser({ separator: guessSeparator(csv.subarray(0, 65_536)) })
  const rows = [...parser.push(csv), ...parser.end()].flatMap((row) => ('cells' in row ? [row.cells] : []))
  const header =
    rows[0]?.map((cell) =>
      cell
        .replace(/^\ufeff/, '')
        .trim()
        .toLowerCase(),
    ) ?? []
  const code = header.indexOf('hscode')
  const description = header.indexOf('description')
  if (code === -1 || description === -1) return reject(wrongTable)
  const table = new Map<string, HsCode>()
  for (const cells of rows.slice(1)) {
    const digits = cells[code]?.trim() ?? ''
    const text = cells[description]?.trim() ?? ''
    if (!/^(?:\d{2}){1,3}$/.test(digits) || text === '') continue
    table.set(digits, { code: digits, description: text, parent: digits.length > 2 ? digits.slice(0, -2) : undefined })
  }
  return table.size === 0 ? reject(wrongTable) : accept([...table.values()])
}

const wrongTable = invalidField(
  'reference/not-hs-codes',
  '',
  'This is no table of HS codes: it needs the columns hscode and description, and codes of 2, 4 or 6 digits.',
)

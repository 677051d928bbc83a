/** The report of an import: a line of JSON for each row, written as it happens and cut back where a crash left too much. */
import type { FieldError } from '../../../kernel/rejection.ts'
import type { Spool } from '../../../infrastructure/spool/spool.ts'
import type { RowOutcome } from './import-rows.ts'

export type ReportedRow = RowOutcome & { readonly notices?: readonly FieldError[] }

export type ImportReport = {
  /** Adds lines and gives the report's length in bytes. */
  readonly write: (rows: readonly ReportedRow[]) => Promise<number>
  /** Durable when it resolves. */
  readonly close: () => Promise<void>
}

/** Opens a report to go on at a length that an earlier run had reached; 0 begins anew. */
export async function openImportReport(spool: Spool, name: string, length: number): Promise<ImportReport> {
  const file = await spool.write(name, length)
  let bytes = length
  return {
    async write(rows) {
      if (rows.length === 0) return bytes
      bytes = await file.write(Buffer.from(rows.map((row) => `${JSON.stringify(lineOf(row))}\n`).join('')))
      return bytes
    },
    close: file.close,
  }
}

const lineOf = (reported: ReportedRow): object => {
  const { row, outcome, sku, notices } = reported
  const shared = { row, outcome, ...(sku !== undefined && { sku }) }
  const noted = notices && notices.length > 0 ? { notices } : {}
  if (outcome !== 'refused')
    return { ...shared, productId: reported.productId, published: reported.published, ...noted }
  const { code, detail, errors } = reported.rejection
  return { ...shared, code, detail, ...(errors && { errors }) }
}

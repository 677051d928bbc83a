/** The report of an import: a line of JSON for each row, written as it happens and cut back where a crash left too much. */
import { open, type FileHandle } from 'node:fs/promises'
import type { FieldError } from '../../kernel/rejection.ts'
import type { RowOutcome } from './import-rows.ts'

export type ReportedRow = RowOutcome & { readonly notices?: readonly FieldError[] }

export type ImportReport = {
  /** Adds lines and gives the report's length in bytes. */
  readonly write: (rows: readonly ReportedRow[]) => Promise<number>
  /** Durable when it resolves. */
  readonly close: () => Promise<void>
}

/** Opens a report to go on at a length that an earlier run had reached; 0 begins anew. */
export async function openImportReport(path: string, length: number): Promise<ImportReport> {
  const file = await open(path, length === 0 ? 'w' : 'r+', 0o600)
  let bytes = length
  await file.truncate(length)
  return {
    async write(rows) {
      if (rows.length === 0) return bytes
      const text = Buffer.from(rows.map((row) => `${JSON.stringify(lineOf(row))}\n`).join(''))
      await writeAll(file, text, bytes)
      bytes += text.length
      return bytes
    },
    async close() {
      await file.sync()
      await file.close()
    },
  }
}

async function writeAll(file: FileHandle, text: Buffer, position: number): Promise<void> {
  for (let written = 0; written < text.length;)
    written += (await file.write(text, written, text.length - written, position + written)).bytesWritten
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

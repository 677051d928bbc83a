/** The rows of an import that are written together: read, mapped, in the order of the file, no SKU twice. */
import type { FieldError } from '../../../kernel/rejection.ts'
import type { RowMapper } from './map-row.ts'
import { rowToProduct } from './row-to-product.ts'
import type { RowNeeds } from './row-reading.ts'
import type { SourceRow } from '../files/source-row.ts'
import type { DraftRow, RowOutcome } from './import-rows.ts'

export type Taken =
  | (DraftRow & { readonly notices: readonly FieldError[] })
  | Extract<RowOutcome, { readonly outcome: 'refused' }>

/** Reads one row as a product draft, or says why it is none. */
export function takeRow(mapper: RowMapper, source: SourceRow, needs: RowNeeds): Taken {
  const { row } = source
  if ('problem' in source) return { row, outcome: 'refused', rejection: source.problem }
  const mapped = mapper.map(source.values)
  const read = rowToProduct(mapped, needs)
  if (!read.ok) return { row, outcome: 'refused', rejection: read.rejection }
  const { draft, notices } = read.value
  const tolerated = source.notices.map((detail) => ({ pointer: '', detail }))
  return { row, draft, saysDateMark: mapped.fields.has('dateMark'), notices: [...tolerated, ...notices] }
}

export type Window = {
  readonly drafts: DraftRow[]
  readonly skus: Set<string>
  /** All rows in the order of the file; those still to be written stand as drafts. */
  readonly reported: Taken[]
  row: number
  endOffset: number
}
export const emptyWindow = (): Window => ({ drafts: [], skus: new Set(), reported: [], row: 0, endOffset: 0 })

export function addRow(window: Window, { row, endOffset }: SourceRow, taken: Taken): void {
  window.reported.push(taken)
  window.row = row
  window.endOffset = endOffset
  if (!('draft' in taken)) return
  window.drafts.push(taken)
  window.skus.add(taken.draft.sku)
}

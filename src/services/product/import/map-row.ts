/** Picks the product fields out of a row, as the mapping says, and takes note of columns that appear late. */
import { withLateColumn } from './column-mapping.ts'
import type { ColumnMapping, MappedColumn } from './column-mapping.ts'
import type { ProductField } from './product-fields.ts'
import { leavesOf } from './row-leaves.ts'

/** A value and where it stood; `unit` is what the header says. */
export type MappedValue = { readonly pointer: string; readonly value: unknown; readonly unit?: string }

export type MappedRow = {
  readonly fields: ReadonlyMap<ProductField, MappedValue>
  readonly decimalComma: boolean
}

/** Beyond so many different columns, new ones are ignored: a key per row is data, not a column. */
const COLUMNS_MAX = 2000

export type RowMapper = {
  readonly map: (values: Readonly<Record<string, unknown>>) => MappedRow
  /** The mapping so far, with the columns that appeared after the samples. */
  readonly mapping: () => ColumnMapping
}

export const rowMapper = (initial: ColumnMapping): RowMapper => {
  let mapping = initial
  const bySource = new Map<string, MappedColumn>(initial.columns.map((column) => [column.source, column]))
  const columnOf = (pointer: string, value: unknown): MappedColumn | undefined => {
    const known = bySource.get(pointer)
    if (known !== undefined || bySource.size >= COLUMNS_MAX) return known
    mapping = withLateColumn(mapping, pointer, value)
    const column = mapping.columns.at(-1)!
    bySource.set(pointer, column)
    return column
  }
  const constants = Object.entries(initial.constants) as [ProductField, string][]
  return {
    map: (values) => {
      const fields = new Map<ProductField, MappedValue>()
      for (const [pointer, value] of leavesOf(values)) {
        const column = columnOf(pointer, value)
        if (column === undefined || column.target === null) continue
        fields.set(
          column.target,
          column.unit === undefined ? { pointer, value } : { pointer, value, unit: column.unit },
        )
      }
      for (const [field, value] of constants) fields.set(field, { pointer: '', value })
      return { fields, decimalComma: mapping.decimalComma }
    },
    mapping: () => mapping,
  }
}

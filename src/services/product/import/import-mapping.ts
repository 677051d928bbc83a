/** How the file of an import is to be read: what it is told at the upload, what its first rows show. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Json } from '../../../infrastructure/jobs/jobs.ts'
import type { Actor } from '../../../infrastructure/store/commit-log.ts'
import { guessMapping, SAMPLE_ROWS_MAX, type ColumnMapping, type MappingOverride } from './column-mapping.ts'
import { readRows, type ReadRowsOptions } from '../files/read-rows.ts'

export type ImportPayload = {
  /** The file's name in the spool. */
  readonly upload: string
  readonly supplierId: string
  readonly actor: Actor
  readonly publish: boolean
  /** Of names and descriptions that do not say theirs. */
  readonly language: string
  readonly contentType?: string
  readonly fileName?: string
  readonly mapping?: MappingOverride
  /** Where prices go. */
  readonly priceListId?: string
  /** Of the file and how it shall be read: tells a repeated upload from another one under the same key. */
  readonly fingerprint?: string
}

/** Columns of the mapping that a job's result shows. */
const columnsShownMax = 200
const unpackBounds = { unpackedBytesMax: 8_589_934_592, unpackRatioMax: 200 }

/** How its rows are read. */
export const readOptions = ({ contentType, fileName }: ImportPayload): ReadRowsOptions => ({
  ...(contentType !== undefined && { contentType }),
  ...(fileName !== undefined && { fileName }),
  ...unpackBounds,
})

/** Looks at the first rows before it takes any: the same rows, and so the same mapping, in every run. */
export async function mappingOf(bytes: AsyncIterable<Uint8Array>, wanted: ImportPayload): Promise<ColumnMapping> {
  const rows: Readonly<Record<string, unknown>>[] = []
  for await (const row of readRows(bytes, readOptions(wanted))) {
    if ('values' in row) rows.push(row.values)
    if (rows.length === SAMPLE_ROWS_MAX) break
  }
  // The reader of tables gives objects without a prototype, that of NDJSON what JSON.parse gives.
  const table = rows[0] !== undefined && Object.getPrototypeOf(rows[0]) === null
  const mapping = guessMapping({
    rows,
    table,
    prices: wanted.priceListId !== undefined,
    ...(wanted.mapping && { override: wanted.mapping }),
  })
  if (!mapping.ok) throw new Rejected(mapping.rejection)
  return mapping.value
}

/** The mapping as a job's result carries it. */
export const shownMapping = ({ columns, constants }: ColumnMapping): { readonly [key: string]: Json } => ({
  columns: columns.slice(0, columnsShownMax).map(({ source, target, reason }) => ({
    source: source.slice(0, 200),
    target,
    reason: reason.slice(0, 200),
  })),
  constants: constants as Readonly<Record<string, string>>,
})

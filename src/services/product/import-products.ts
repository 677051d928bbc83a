/** The job that imports a catalogue: reads the spooled file row by row, writes products, and can go on after a crash. */
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../kernel/clock.ts'
import type { FieldError } from '../../kernel/rejection.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { JobContext, JobHandler, Json } from '../../infrastructure/jobs/jobs.ts'
import type { Actor } from '../../infrastructure/store/commit-log.ts'
import type { Execute, Intent } from '../../infrastructure/store/execute.ts'
import { guessMapping, SAMPLE_ROWS_MAX, type ColumnMapping, type MappingOverride } from './import/column-mapping.ts'
import { rowMapper, type RowMapper } from './import/map-row.ts'
import { readRows } from './import/read-rows.ts'
import { rowToProduct } from './import/row-to-product.ts'
import type { RowNeeds } from './import/row-reading.ts'
import type { SourceRow } from './import/source-row.ts'
import { openImportReport, type ImportReport, type ReportedRow } from './import-report-writer.ts'
import { importRows, rowsPerCommit, type DraftRow, type RowOutcome } from './import-rows.ts'
import type { Reference } from './load-reference.ts'
import { removeOldUploads } from './receive-upload.ts'

export const importKind = 'product-import'

export type ImportPayload = {
  /** The spooled file's name in the folder. */
  readonly upload: string
  readonly supplierId: string
  readonly actor: Actor
  readonly publish: boolean
  /** Of names and descriptions that do not say theirs. */
  readonly language: string
  readonly contentType?: string
  readonly fileName?: string
  readonly mapping?: MappingOverride
}

export type ImportNeeds = {
  readonly execute: Execute
  readonly clock: Clock
  readonly reference: Reference
  /** Where uploads and reports lie. */
  readonly importFolder: string
}

export type ImportCounts = {
  rows: number
  created: number
  updated: number
  unchanged: number
  refused: number
  published: number
}
type Checkpoint = ImportCounts & { readonly row: number; readonly endOffset: number; readonly reportBytes: number }

/** Commits under way at once: they share a wait for the disk, and together hold the thread for some milliseconds. */
const commitsAtOnce = 8
const unpackBounds = { unpackedBytesMax: 8_589_934_592, unpackRatioMax: 200 }
/** Columns of the mapping that a job's result shows. */
const columnsShownMax = 200
const commitTimeoutMs = 30_000

export const reportPath = (folder: string, jobId: string): string => `${folder}/${jobId}.report.ndjson`

export const importProducts =
  (needs: ImportNeeds): JobHandler =>
  async (payload, context) => {
    const wanted = payload as unknown as ImportPayload
    const path = `${needs.importFolder}/${wanted.upload}`
    const last = context.lastCheckpoint as Checkpoint | undefined
    await removeOldUploads(needs.importFolder, Date.parse(needs.clock.now()))
    const mapping = await mappingOf(path, wanted)
    const report = await openImportReport(reportPath(needs.importFolder, context.jobId), last?.reportBytes ?? 0)
    try {
      const mapper = rowMapper(mapping)
      const counts = await importFile({ needs, wanted, context, mapper, report, path }, last)
      await rm(path, { force: true })
      return { ...counts, mapping: shownMapping(mapper.mapping()), report: `/v1/jobs/${context.jobId}/report` }
    } finally {
      await report.close()
    }
  }

/** Looks at the first rows before it takes any: the same rows, and so the same mapping, in every run. */
async function mappingOf(path: string, wanted: ImportPayload): Promise<ColumnMapping> {
  const rows: Readonly<Record<string, unknown>>[] = []
  const stream = createReadStream(path)
  for await (const row of readRows(stream, { ...hintsOf(wanted), ...unpackBounds })) {
    if ('values' in row) rows.push(row.values)
    if (rows.length === SAMPLE_ROWS_MAX) break
  }
  // The reader of tables gives objects without a prototype, that of NDJSON what JSON.parse gives.
  const table = rows[0] !== undefined && Object.getPrototypeOf(rows[0]) === null
  const mapping = guessMapping({ rows, table, ...(wanted.mapping && { override: wanted.mapping }) })
  if (!mapping.ok) throw new Rejected(mapping.rejection)
  return mapping.value
}

const hintsOf = ({ contentType, fileName }: ImportPayload) => ({
  ...(contentType !== undefined && { contentType }),
  ...(fileName !== undefined && { fileName }),
})

type Run = {
  readonly needs: ImportNeeds
  readonly wanted: ImportPayload
  readonly context: JobContext
  readonly mapper: RowMapper
  readonly report: ImportReport
  readonly path: string
}

async function importFile(run: Run, last: Checkpoint | undefined): Promise<ImportCounts> {
  const { wanted, context, path, needs } = run
  const counts: ImportCounts = countsOf(last)
  const { size } = await stat(path)
  const stream = createReadStream(path)
  const { reference } = needs
  const rowNeeds: RowNeeds = {
    propose: reference.proposeAllergens,
    categoryOf: reference.categoryOf(),
    countryOf: reference.countryOf(),
    language: wanted.language,
  }
  let window = emptyWindow()
  const flush = async (): Promise<void> => {
    await writeWindow(run, window, counts)
    context.progress(Math.min(stream.bytesRead, size), size)
    window = emptyWindow()
    // Between windows whoever else waits for this thread gets it.
    await nextTurn()
    context.signal.throwIfAborted()
  }
  const resumeAfter = last && { row: last.row, endOffset: last.endOffset }
  for await (const row of readRows(stream, {
    ...hintsOf(wanted),
    ...unpackBounds,
    ...(resumeAfter && { resumeAfter }),
  })) {
    const taken = takeRow(run.mapper, row, rowNeeds)
    // A SKU that comes twice is written in the order of the file.
    if ('draft' in taken && window.skus.has(taken.draft.sku)) await flush()
    addRow(window, row, taken)
    if (window.drafts.length >= rowsPerCommit * commitsAtOnce || window.reported.length >= 1_000) await flush()
  }
  await flush()
  context.progress(size, size)
  return counts
}

type Taken =
  | (DraftRow & { readonly notices: readonly FieldError[] })
  | Extract<RowOutcome, { readonly outcome: 'refused' }>

function takeRow(mapper: RowMapper, source: SourceRow, needs: RowNeeds): Taken {
  const { row } = source
  if ('problem' in source) return { row, outcome: 'refused', rejection: source.problem }
  const mapped = mapper.map(source.values)
  const read = rowToProduct(mapped, needs)
  if (!read.ok) return { row, outcome: 'refused', rejection: read.rejection }
  const { draft, notices } = read.value
  const tolerated = source.notices.map((detail) => ({ pointer: '', detail }))
  return { row, draft, saysDateMark: mapped.fields.has('dateMark'), notices: [...tolerated, ...notices] }
}

type Window = {
  readonly drafts: DraftRow[]
  readonly skus: Set<string>
  /** All rows in the order of the file; those still to be written stand as drafts. */
  readonly reported: Taken[]
  row: number
  endOffset: number
}
const emptyWindow = (): Window => ({ drafts: [], skus: new Set(), reported: [], row: 0, endOffset: 0 })

function addRow(window: Window, { row, endOffset }: SourceRow, taken: Taken): void {
  window.reported.push(taken)
  window.row = row
  window.endOffset = endOffset
  if (!('draft' in taken)) return
  window.drafts.push(taken)
  window.skus.add(taken.draft.sku)
}

async function writeWindow({ needs, wanted, context, report }: Run, window: Window, counts: ImportCounts) {
  if (window.reported.length === 0) return
  const intent: Intent = {
    actor: wanted.actor,
    cause: { kind: 'job', id: context.jobId },
    at: needs.clock.now(),
    timeoutMs: commitTimeoutMs,
  }
  const parts: DraftRow[][] = []
  for (let start = 0; start < window.drafts.length; start += rowsPerCommit)
    parts.push(window.drafts.slice(start, start + rowsPerCommit))
  const written = await Promise.all(parts.map((part) => importRows(needs.execute, intent, wanted, part)))
  const outcomes = new Map(written.flat().map((outcome) => [outcome.row, outcome]))
  const reported = window.reported.map((taken): ReportedRow => {
    if (!('draft' in taken)) return taken
    return { ...outcomes.get(taken.row)!, notices: taken.notices }
  })
  for (const outcome of reported) {
    counts.rows += 1
    counts[outcome.outcome] += 1
    if (outcome.outcome !== 'refused' && outcome.published) counts.published += 1
  }
  const reportBytes = await report.write(reported)
  await context.checkpoint({ ...counts, row: window.row, endOffset: window.endOffset, reportBytes })
}

const countsOf = (last: Checkpoint | undefined): ImportCounts => ({
  rows: last?.rows ?? 0,
  created: last?.created ?? 0,
  updated: last?.updated ?? 0,
  unchanged: last?.unchanged ?? 0,
  refused: last?.refused ?? 0,
  published: last?.published ?? 0,
})

const shownMapping = ({ columns, constants }: ColumnMapping): { readonly [key: string]: Json } => ({
  columns: columns.slice(0, columnsShownMax).map(({ source, target, reason }) => ({
    source: source.slice(0, 200),
    target,
    reason: reason.slice(0, 200),
  })),
  constants: constants as Readonly<Record<string, string>>,
})

/** The job that imports a catalogue: reads the spooled file row by row, writes products, and can go on after a crash. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { JobContext, JobHandler } from '../../../infrastructure/jobs/jobs.ts'
import type { Spool, SpoolReading } from '../../../infrastructure/spool/spool.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { rowMapper, type RowMapper } from './map-row.ts'
import { readRows } from '../files/read-rows.ts'
import type { RowNeeds } from './row-reading.ts'
import { mappingOf, readOptions, shownMapping, type ImportPayload } from './import-mapping.ts'
import { openImportReport, type ImportReport, type ReportedRow } from './import-report-writer.ts'
import { importRows, rowsPerCommit, type DraftRow } from './import-rows.ts'
import { addRow, emptyWindow, takeRow, type Window } from './import-window.ts'
import type { Reference } from '../reference/load-reference.ts'

export const importKind = 'product-import'

export type ImportNeeds = {
  readonly execute: Execute
  readonly clock: Clock
  readonly reference: Reference
  readonly spool: Spool
}

export type ImportCounts = {
  rows: number
  created: number
  updated: number
  unchanged: number
  refused: number
  published: number
}
type Checkpoint = ImportCounts & {
  readonly row: number
  readonly endOffset: number
  readonly reportBytes: number
  /** When the first run began. */
  readonly startedAt: string
}

/** Each checkpoint waits for the disk; so many rows are done again after a crash, and found unchanged. */
const rowsPerCheckpoint = 1_000

/** Commits under way at once: they share a wait for the disk, and together hold the thread for less than a tenth of a second. */
const commitsAtOnce = 8
const commitTimeoutMs = 30_000

/** Uploads go with their jobs; what a crash left behind, and reports, after this. */
const keptMs = 30 * 86_400_000

export const reportName = (jobId: string): string => `${jobId}.report.ndjson`

export const importProducts =
  (needs: ImportNeeds): JobHandler =>
  async (payload, context) => {
    const wanted = payload as unknown as ImportPayload
    const { spool, clock } = needs
    const last = context.lastCheckpoint as Checkpoint | undefined
    await spool.removeOlderThan(Date.parse(clock.now()) - keptMs)
    const mapping = await mappingOf((await opened(spool, wanted)).bytes, wanted)
    const report = await openImportReport(spool, reportName(context.jobId), last?.reportBytes ?? 0)
    try {
      const mapper = rowMapper(mapping)
      const startedAt = last?.startedAt ?? clock.now()
      if (!last) await context.checkpoint({ ...countsOf(last), row: 0, endOffset: 0, reportBytes: 0, startedAt })
      const counts = await importFile({ needs, wanted, context, mapper, report, startedAt }, last)
      await spool.remove(wanted.upload)
      return { ...counts, mapping: shownMapping(mapper.mapping()), report: `/v1/jobs/${context.jobId}/report` }
    } catch (error) {
      // Told to stop, failing in passing, or another's by now, it runs again and needs its file; refused or cancelled, it
      // never does.
      if (error instanceof Rejected && isFinal(error.rejection)) await spool.remove(wanted.upload)
      throw error
    } finally {
      await report.close()
    }
  }

async function opened(spool: Spool, { upload }: ImportPayload): Promise<SpoolReading> {
  const file = await spool.read(upload)
  if (!file) throw new Rejected(fileGone)
  return file
}

const isFinal = ({ kind, code }: Rejection): boolean =>
  kind !== 'unavailable' && kind !== 'too-many' && code !== 'jobs/stopping' && code !== 'jobs/run-over'

type Run = {
  readonly needs: ImportNeeds
  readonly wanted: ImportPayload
  readonly context: JobContext
  readonly mapper: RowMapper
  readonly report: ImportReport
  readonly startedAt: string
}

async function importFile(run: Run, last: Checkpoint | undefined): Promise<ImportCounts> {
  const { wanted, context, needs } = run
  const counts: ImportCounts = countsOf(last)
  const { size, bytes, bytesRead } = await opened(needs.spool, wanted)
  const { reference } = needs
  const rowNeeds: RowNeeds = {
    propose: reference.proposeAllergens,
    categoryOf: reference.categoryOf(),
    countryOf: reference.countryOf(),
    language: wanted.language,
  }
  const writeOut = windowsWriter(run, counts, last)
  let window = emptyWindow()
  const flush = async (): Promise<void> => {
    await writeOut(window)
    window = emptyWindow()
    context.progress(Math.min(bytesRead(), size), size)
    // Between windows whoever else waits for this thread gets it.
    await nextTurn()
    context.signal.throwIfAborted()
  }
  const resumeAfter = last && last.row > 0 && { row: last.row, endOffset: last.endOffset }
  for await (const row of readRows(bytes, { ...readOptions(wanted), ...(resumeAfter && { resumeAfter }) })) {
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

/** Writes windows one after another, with a checkpoint now and then. */
function windowsWriter(run: Run, counts: ImportCounts, last: Checkpoint | undefined) {
  let checkpointed = counts.rows
  return async (window: Window): Promise<void> => {
    // Only rows that an earlier run may have got to before it died were perhaps written already.
    const repeats = last !== undefined && counts.rows < last.rows + rowsPerCheckpoint + window.reported.length
    const reportBytes = await writeWindow(run, window, counts, repeats)
    if (counts.rows - checkpointed < rowsPerCheckpoint) return
    const { row, endOffset } = window
    await run.context.checkpoint({ ...counts, row, endOffset, reportBytes, startedAt: run.startedAt })
    checkpointed = counts.rows
  }
}

async function writeWindow(
  { needs, wanted, context, report, startedAt }: Run,
  window: Window,
  counts: ImportCounts,
  repeats: boolean,
): Promise<number> {
  const { supplierId, publish, priceListId } = wanted
  const target = {
    supplierId,
    publish,
    ...(priceListId !== undefined && { priceListId }),
    ...(repeats && { repeatsSince: startedAt }),
  }
  const intent: Intent = {
    actor: wanted.actor,
    cause: { kind: 'job', id: context.jobId },
    at: needs.clock.now(),
    timeoutMs: commitTimeoutMs,
  }
  const parts: DraftRow[][] = []
  for (let start = 0; start < window.drafts.length; start += rowsPerCommit)
    parts.push(window.drafts.slice(start, start + rowsPerCommit))
  const written = await Promise.all(parts.map((part) => importRows(needs.execute, intent, target, part)))
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
  return report.write(reported)
}

const countsOf = (last: Checkpoint | undefined): ImportCounts => ({
  rows: last?.rows ?? 0,
  created: last?.created ?? 0,
  updated: last?.updated ?? 0,
  unchanged: last?.unchanged ?? 0,
  refused: last?.refused ?? 0,
  published: last?.published ?? 0,
})

const fileGone: Rejection = {
  kind: 'not-found',
  code: 'import/file-gone',
  detail: 'The file of this import is gone. Send it again.',
}

/** Shows how an import read its columns, and what became of its rows. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { openRequest } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import type { Connection } from './connect.ts'
import type { Job } from './follow-job.ts'
import { tellRefusedRows } from './refused-rows.ts'
import { showTable } from './show-table.ts'
import type { Shell } from './shell.ts'

export type Mapping = {
  readonly columns: readonly { readonly source: string; readonly target: string | null; readonly reason: string }[]
}

export type ImportResult = {
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
  readonly published: number
}

/** Columns that feed nothing are many in real files: they are named, not explained. */
export function showMapping({ columns }: Mapping): string {
  const used = columns.filter(({ target }) => target !== null)
  const unused = columns.filter(({ target }) => target === null).map(({ source }) => source)
  return [
    showTable(
      ['column', 'feeds', 'because'],
      used.map(({ source, target, reason }) => [source, target ?? '', reason]),
    ),
    ...(unused.length > 0 ? [`Not used: ${unused.slice(0, 40).join(', ')}${unused.length > 40 ? ' …' : ''}\n`] : []),
  ].join('')
}

export const showCounts = (result: ImportResult): string => {
  const { rows, created, updated, unchanged, refused, published } = result
  const counts = { rows, created, updated, unchanged, refused, published }
  return Object.entries(counts)
    .map(([name, count]) => `${name.padEnd(9)} ${String(count).padStart(9)}\n`)
    .join('')
}

type Wanted = { readonly json: boolean; readonly strict: boolean; readonly report: string | undefined }

/** Says how a job ended and gives the exit code. Throws `CliError` for one that failed or was cancelled. */
export async function concludeImport(shell: Shell, connection: Connection, job: Job, wanted: Wanted): Promise<number> {
  if (wanted.report !== undefined && job.state !== 'queued') await writeReport(connection, job.id, wanted.report, shell)
  if (job.state === 'failed')
    throw new CliError(`The import failed: ${job.error?.detail ?? ''} (${job.error?.code ?? 'unknown'})`)
  if (job.state === 'cancelled') throw new CliError('The import was cancelled. What it had done stays done.')
  // Of a job of this kind that has succeeded, the result is always this.
  const result = job.result as ImportResult
  shell.print(wanted.json ? `${JSON.stringify(job)}\n` : showCounts(result))
  if (result.refused > 0 && !wanted.json) await tellRefusedRows(shell, connection, job.id, result.refused)
  if (result.refused > 0 && wanted.report === undefined)
    shell.tell(`All of them: fx jobs follow ${job.id} --report FILE\n`)
  return wanted.strict && result.refused > 0 ? exitCodes.rowsRefused : exitCodes.done
}

const reportTimeoutMs = 3_600_000

async function writeReport({ options }: Connection, jobId: string, file: string, shell: Shell): Promise<void> {
  const path = `/v1/jobs/${jobId}/report`
  const response = await openRequest(options, {
    method: 'GET',
    path,
    signal: shell.interrupted,
    timeoutMs: reportTimeoutMs,
  })
  // The web's stream and Node's are one at run time; their types differ.
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file, { mode: 0o600 }))
  shell.tell(`The report is in ${file}.\n`)
}

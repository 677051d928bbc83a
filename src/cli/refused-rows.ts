/** Says why the first rows of an import were refused, so that most files are mended without opening a report. */
import { openRequest } from '../../sdk/index.ts'
import type { Connection } from './connect.ts'
import type { Shell } from './shell.ts'

type ReportLine = {
  readonly row: number
  readonly outcome: string
  readonly sku?: string
  readonly code?: string
  readonly detail?: string
}

const shownMax = 5
/** Among millions of rows the first that was refused may be far down. */
const timeoutMs = 10_000

/** @param refused  how many rows were */
export async function tellRefusedRows(
  shell: Shell,
  connection: Connection,
  jobId: string,
  refused: number,
): Promise<void> {
  const wanted = Math.min(refused, shownMax)
  const shown: string[] = []
  try {
    for await (const line of reportLines(shell, connection, jobId)) {
      if (line.outcome === 'refused') shown.push(`  ${reasonOf(line)}\n`)
      if (shown.length === wanted) break
    }
  } catch (error) {
    // Out of time, or out of patience: what was found until then is told.
    if (!(error instanceof DOMException)) throw error
  }
  if (shown.length === 0) return
  shell.tell(shown.length < refused ? `Refused, the first ${shown.length} of ${refused}:\n` : 'Refused:\n')
  shell.tell(shown.join(''))
}

async function* reportLines(shell: Shell, { options }: Connection, jobId: string): AsyncGenerator<ReportLine> {
  const path = `/v1/jobs/${jobId}/report`
  const { body } = await openRequest(options, { method: 'GET', path, signal: shell.interrupted, timeoutMs })
  if (!body) return
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as ReportLine
  }
}

const reasonOf = ({ row, sku, code, detail }: ReportLine): string => {
  const text = `row ${row}${sku === undefined ? '' : `, ${sku}`}: ${detail ?? ''} (${code ?? 'unknown'})`
  // A cell of a stranger's file may hold what a terminal obeys.
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}

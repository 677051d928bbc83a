/** Shows how far something has come: a bar where somebody watches, a plain line now and then where a file does. */
import type { Shell } from './shell.ts'

export type Progress = {
  /** In the progress's unit; without a total there is no share to show. */
  readonly show: (done: number, total?: number) => void
  /** Leaves the last state standing, on a line of its own. */
  readonly end: () => void
}

/** Of what is counted: bytes are shown as megabytes, anything else by its name and with so many a second. */
export type Unit = 'bytes' | 'commits' | 'entries'

const barColumns = 30
const redrawMs = 80
/** Between plain lines. */
const lineMs = 5_000
const lineShare = 0.1

export function createProgress(shell: Shell, label: string, unit: Unit = 'bytes'): Progress {
  const started = shell.now()
  let shownAt = -Infinity
  let shownShare = -Infinity
  let last: string | undefined
  /** What was done before it began: gone on with, work is no faster than it was. */
  let before: number | undefined
  const show = (done: number, total?: number): void => {
    const share = total ? Math.min(done / total, 1) : undefined
    const elapsedMs = shell.now() - started
    before ??= unit === 'bytes' ? 0 : done
    const text = `${label} ${amounts(done, total, unit)}${rate(done - before, elapsedMs, unit)}${remaining(done - before, total && total - done, elapsedMs)}`
    if (shell.watched) {
      last = `${bar(share)} ${text}`.slice(0, Math.max(shell.columns - 1, 20))
      if (elapsedMs - shownAt < redrawMs && share !== 1) return
      shell.retell(last)
    } else {
      last = text
      const far = share !== undefined && share - shownShare >= lineShare
      if (!far && elapsedMs - shownAt < lineMs) return
      shell.tell(`${text}\n`)
      last = undefined
    }
    shownAt = elapsedMs
    shownShare = share ?? shownShare
  }
  return {
    show,
    end() {
      if (last === undefined) return
      if (shell.watched) shell.retell(`${last}\n`)
      else shell.tell(`${last}\n`)
    },
  }
}

const bar = (share: number | undefined): string => {
  const full = Math.round((share ?? 0) * barColumns)
  return `[${'#'.repeat(full)}${'-'.repeat(barColumns - full)}]`
}

const amounts = (done: number, total: number | undefined, unit: Unit): string => {
  const shown = unit === 'bytes' ? megabytes : (count: number): string => `${count.toLocaleString('en')} ${unit}`
  return total ? `${String(Math.floor((done / total) * 100)).padStart(3)} % of ${shown(total)}` : shown(done)
}

const rate = (done: number, elapsedMs: number, unit: Unit): string =>
  unit === 'bytes' || elapsedMs < 1_000 || done === 0
    ? ''
    : `, ${Math.round((done / elapsedMs) * 1_000).toLocaleString('en')}/s`

const remaining = (done: number, left: number | undefined, elapsedMs: number): string =>
  !left || left <= 0 || done / (done + left) < 0.05 || elapsedMs < 2_000
    ? ''
    : `, ${Math.ceil((elapsedMs / done) * (left / 1_000))} s to go`

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

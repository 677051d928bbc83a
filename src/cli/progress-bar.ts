/** Shows how far something has come: a bar where somebody watches, a plain line now and then where a file does. */
import type { Shell } from './shell.ts'

export type Progress = {
  /** In any unit; without a total there is no share to show. */
  readonly show: (done: number, total?: number) => void
  /** Leaves the last state standing, on a line of its own. */
  readonly end: () => void
}

const barColumns = 30
const redrawMs = 80
/** Between plain lines. */
const lineMs = 5_000
const lineShare = 0.1

export function createProgress(shell: Shell, label: string): Progress {
  const started = shell.now()
  let shownAt = -Infinity
  let shownShare = -Infinity
  let last: string | undefined
  const show = (done: number, total?: number): void => {
    const share = total ? Math.min(done / total, 1) : undefined
    const elapsedMs = shell.now() - started
    const text = `${label} ${amounts(done, total)}${remaining(share, elapsedMs)}`
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

const amounts = (done: number, total: number | undefined): string =>
  total ? `${String(Math.floor((done / total) * 100)).padStart(3)} % of ${megabytes(total)}` : megabytes(done)

const remaining = (share: number | undefined, elapsedMs: number): string =>
  share === undefined || share < 0.05 || share >= 1 || elapsedMs < 2_000
    ? ''
    : `, ${Math.ceil(((elapsedMs / share) * (1 - share)) / 1_000)} s to go`

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

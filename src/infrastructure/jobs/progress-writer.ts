/** Keeps a job that reports every row from writing every row. */
import type { JobProgress } from './jobs.ts'

/** Four writes a second: a progress bar looks alive, and the disk does not notice. */
const PAUSE_MS = 250

export type ProgressWriter = {
  readonly report: (progress: JobProgress) => void
  /** Writes what is still unwritten; nothing afterwards. */
  readonly close: () => void
}

/** `write` is called at most once a pause, with the latest, and at once when `done` reaches `total`. */
export function createProgressWriter(
  write: (progress: JobProgress) => void,
  onFailure: (error: unknown) => void,
): ProgressWriter {
  let unwritten: JobProgress | undefined
  let written: JobProgress | undefined
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    timer = undefined
    if (unwritten === undefined) return
    const progress = unwritten
    unwritten = undefined
    written = progress
    timer = setTimeout(flush, PAUSE_MS)
    timer.unref()
    try {
      write(progress)
    } catch (error) {
      onFailure(error)
    }
  }
  return {
    report(progress) {
      const latest = unwritten ?? written
      if (latest?.done === progress.done && latest.total === progress.total) return
      unwritten = progress
      const final = progress.done === progress.total
      if (final) clearTimeout(timer)
      if (final || timer === undefined) flush()
    },
    close() {
      clearTimeout(timer)
      flush()
      clearTimeout(timer)
    },
  }
}

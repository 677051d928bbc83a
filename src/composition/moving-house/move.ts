/** What a move is asked to do, and whom it tells how far it is. */
import type { Config } from '../../config/config.ts'

export type Step = 'reading the source' | 'copying commits' | 'reading the target'

/** Told of commits as they pass; how many there will be is known once the source was read. */
export type Told = (step: Step, commits: number, total?: number) => void

export type Move = {
  /** A folder's path, or a `mongodb://` URL. */
  readonly from: string
  readonly to: string
  readonly config: Config
  /** Reads, counts, hashes and looks at the target; writes nothing there. */
  readonly isDry: boolean
  /** Jobs that have not ended stay behind. */
  readonly abandonJobs: boolean
  readonly signal: AbortSignal
  readonly told: Told
  readonly warn: (text: string) => void
}

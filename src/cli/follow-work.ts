/** Follows work that outlives its request to its end, through restarts of the exchange; going away leaves it running. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import { createProgress, type Unit } from './progress-bar.ts'
import type { Shell } from './shell.ts'

export type Followed<Work> = {
  /** As a person calls it: `job`. */
  readonly name: string
  readonly id: string
  readonly label: string
  readonly unit: Unit
  readonly read: (signal: AbortSignal) => Promise<Work>
  /** How far it is; undefined where it does not say yet. */
  readonly progressOf: (work: Work) => { readonly done: number; readonly total?: number | undefined } | undefined
  /** What to do where the exchange stays away, and after Ctrl-C. */
  readonly whenAway: string
  readonly whenLeft: string
}

const pollMs = 200
/** How long the exchange may be away before following ends; the work goes on after a restart. */
const patienceMs = 60_000

/** Gives the work once it has ended, however. Throws `CliError` on Ctrl-C, and where the exchange stays away. */
export async function followWork<Work extends { readonly state: string }>(
  shell: Shell,
  { name, id, label, unit, read, progressOf, whenAway, whenLeft }: Followed<Work>,
): Promise<Work> {
  const progress = createProgress(shell, label, unit)
  let heardAt = shell.now()
  try {
    for (;;) {
      shell.interrupted.throwIfAborted()
      const work = await unlessAway(read, shell.interrupted)
      if (work) {
        heardAt = shell.now()
        const far = progressOf(work)
        if (far) progress.show(far.done, far.total)
        if (work.state !== 'queued' && work.state !== 'running') return work
      } else if (shell.now() - heardAt > patienceMs)
        throw new CliError(
          `The exchange has not answered for ${patienceMs / 1_000} s.`,
          `The ${name} goes on when it is back.${whenAway}`,
          exitCodes.unreachable,
        )
      await sleep(pollMs, undefined, { signal: shell.interrupted })
    }
  } catch (error) {
    if (!shell.interrupted.aborted) throw error
    throw new CliError(`\nThe ${name} goes on without you: ${id}`, whenLeft, exitCodes.interrupted)
  } finally {
    progress.end()
  }
}

/** Undefined while the exchange is away; refusals are thrown. */
async function unlessAway<Work>(read: Followed<Work>['read'], signal: AbortSignal): Promise<Work | undefined> {
  try {
    return await read(signal)
  } catch (error) {
    if (signal.aborted || (error instanceof ProblemError && error.status < 500)) throw error
    if (error instanceof ProblemError || error instanceof TypeError || error instanceof DOMException) return undefined
    throw error
  }
}

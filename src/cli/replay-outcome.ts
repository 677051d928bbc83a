/** Says how a replay of webhooks ended. */
import { CliError, exitCodes } from './cli-error.ts'
import type { Job } from './follow-job.ts'
import type { Shell } from './shell.ts'

export const replayKind = 'webhook-replay'

type ReplayResult = { readonly replayed: number; readonly goesOnAt?: string }

/** Gives the exit code. Throws `CliError` for one that failed or was cancelled. */
export function concludeReplay(shell: Shell, job: Job, json: boolean): number {
  if (job.state === 'failed')
    throw new CliError(`The replay failed: ${job.error?.detail ?? ''} (${job.error?.code ?? 'unknown'})`)
  if (job.state === 'cancelled') throw new CliError('The replay was cancelled. What was sent is sent.')
  // Of a job of this kind that has succeeded, the result is always this.
  const { replayed, goesOnAt } = job.result as ReplayResult
  shell.print(json ? `${JSON.stringify(job)}\n` : `Put in line: ${replayed}.\n`)
  if (goesOnAt !== undefined) shell.tell(`No more found room. Go on with: --from ${goesOnAt}\n`)
  return exitCodes.done
}

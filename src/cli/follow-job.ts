/** Follows a job to its end, through restarts of the exchange; going away leaves the job running. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Client, type Operations } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import { createProgress, type Unit } from './progress-bar.ts'
import type { Shell } from './shell.ts'

export type Job = Operations['getJob']['reply']

const pollMs = 200
/** How long the exchange may be away before following ends; a job goes on after a restart. */
const patienceMs = 60_000

type Doing = { readonly label: string; readonly unit: Unit }
const importing: Doing = { label: 'importing', unit: 'bytes' }

/** Gives the job once it has ended, however. Throws `CliError` on Ctrl-C, saying how to follow it again. */
export async function followJob(
  shell: Shell,
  client: Client,
  jobId: string,
  { label, unit }: Doing = importing,
): Promise<Job> {
  const progress = createProgress(shell, label, unit)
  let heardAt = shell.now()
  try {
    for (;;) {
      shell.interrupted.throwIfAborted()
      const job = await readJob(client, jobId, shell.interrupted)
      if (job) {
        heardAt = shell.now()
        if (job.progress) progress.show(job.progress.done, job.progress.total)
        if (job.state !== 'queued' && job.state !== 'running') return job
      } else if (shell.now() - heardAt > patienceMs)
        throw new CliError(
          `The exchange has not answered for ${patienceMs / 1_000} s.`,
          `The job goes on when it is back. Follow it: fx jobs follow ${jobId}`,
          exitCodes.unreachable,
        )
      await sleep(pollMs, undefined, { signal: shell.interrupted })
    }
  } catch (error) {
    if (!shell.interrupted.aborted) throw error
    throw new CliError(
      `\nThe job goes on without you: ${jobId}`,
      `Follow it: fx jobs follow ${jobId}\nStop it:   fx jobs cancel ${jobId}`,
      exitCodes.interrupted,
    )
  } finally {
    progress.end()
  }
}

/** Undefined while the exchange is away; refusals are thrown. */
async function readJob(client: Client, jobId: string, signal: AbortSignal): Promise<Job | undefined> {
  try {
    return (await client.getJob({ params: { jobId }, signal })).data
  } catch (error) {
    if (signal.aborted || (error instanceof ProblemError && error.status < 500)) throw error
    if (error instanceof ProblemError || error instanceof TypeError || error instanceof DOMException) return undefined
    throw error
  }
}

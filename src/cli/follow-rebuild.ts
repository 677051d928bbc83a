/** Follows a rebuild to its end, through restarts of the exchange; going away leaves it running. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Client, type Operations } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import { createProgress } from './progress-bar.ts'
import type { Shell } from './shell.ts'

export type Rebuild = Operations['getRebuild']['reply']

const pollMs = 200
/** How long the exchange may be away before following ends; a rebuild goes on after a restart. */
const patienceMs = 60_000

/** Gives the rebuild once it has ended, however. Throws `CliError` on Ctrl-C, and where the exchange stays away. */
export async function followRebuild(shell: Shell, client: Client, jobId: string): Promise<Rebuild> {
  const progress = createProgress(shell, 'rebuilding', 'entries')
  let heardAt = shell.now()
  try {
    for (;;) {
      shell.interrupted.throwIfAborted()
      const found = await readRebuild(client, jobId, shell.interrupted)
      if (found) {
        heardAt = shell.now()
        progress.show(found.commits)
        if (found.state !== 'queued' && found.state !== 'running') return found
      } else if (shell.now() - heardAt > patienceMs)
        throw new CliError(
          `The exchange has not answered for ${patienceMs / 1_000} s.`,
          'The rebuild goes on when it is back.',
          exitCodes.unreachable,
        )
      await sleep(pollMs, undefined, { signal: shell.interrupted })
    }
  } catch (error) {
    if (!shell.interrupted.aborted) throw error
    throw new CliError(
      `\nThe rebuild goes on without you: ${jobId}`,
      'Stop it: POST /v1/rebuilds/{id}/cancel, as platform staff.',
      exitCodes.interrupted,
    )
  } finally {
    progress.end()
  }
}

/** Undefined while the exchange is away; refusals are thrown. */
async function readRebuild(client: Client, jobId: string, signal: AbortSignal): Promise<Rebuild | undefined> {
  try {
    return (await client.getRebuild({ params: { jobId }, signal })).data
  } catch (error) {
    if (signal.aborted || (error instanceof ProblemError && error.status < 500)) throw error
    if (error instanceof ProblemError || error instanceof TypeError || error instanceof DOMException) return undefined
    throw error
  }
}

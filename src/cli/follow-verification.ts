/** Follows the verification of an audit trail to its end, some seconds at a time, through restarts of the exchange. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Client, type Operations } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import { createProgress } from './progress-bar.ts'
import type { Shell } from './shell.ts'

export type Verification = Operations['verifyAuditTrail']['reply']

/** Between two of them progress is shown. */
const sliceSeconds = 2
const againMs = 1_000
/** How long the exchange may be away, or at work on another's trail. */
const patienceMs = 120_000

/** Gives the last answer. Throws `CliError` where the exchange stays away or is not free. */
export async function followVerification(
  shell: Shell,
  client: Client,
  trail: { readonly organisationId?: string },
): Promise<Verification> {
  const progress = createProgress(shell, 'verifying', 'entries')
  let cursor: string | undefined
  let heardAt = shell.now()
  try {
    for (;;) {
      shell.interrupted.throwIfAborted()
      const query = { ...trail, seconds: sliceSeconds, ...(cursor !== undefined && { cursor }) }
      const found = await verifyOn(client, query, shell.interrupted)
      if (found) {
        heardAt = shell.now()
        if (found.next === null) return found
        progress.show(found.size, found.total)
        cursor = found.next
      } else if (shell.now() - heardAt > patienceMs)
        throw new CliError(
          `The exchange has not gone on with it for ${patienceMs / 1_000} s.`,
          'It is away, or verifies another trail. Try again later.',
          exitCodes.unreachable,
        )
      else await sleep(againMs, undefined, { signal: shell.interrupted })
    }
  } finally {
    progress.end()
  }
}

type Query = NonNullable<Operations['verifyAuditTrail']['query']>

/** Undefined while the exchange is away, or at work on another's; refusals are thrown. */
async function verifyOn(client: Client, query: Query, signal: AbortSignal): Promise<Verification | undefined> {
  try {
    return (await client.verifyAuditTrail({ query, signal })).data
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof ProblemError && error.code === 'audit/verification-too-long') throw error
    if (error instanceof ProblemError && error.status < 500 && error.status !== 429) throw error
    if (error instanceof ProblemError || error instanceof TypeError || error instanceof DOMException) return undefined
    throw error
  }
}

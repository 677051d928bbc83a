/** Follows a rebuild of read models, which says how many entries of the log it has read. */
import type { Client, Operations } from '../../sdk/index.ts'
import { followWork } from './follow-work.ts'
import type { Shell } from './shell.ts'

export type Rebuild = Operations['getRebuild']['reply']

/** Gives the rebuild once it has ended, however. Throws `CliError` on Ctrl-C, and where the exchange stays away. */
export const followRebuild = (shell: Shell, client: Client, jobId: string): Promise<Rebuild> =>
  followWork(shell, {
    name: 'rebuild',
    id: jobId,
    label: 'rebuilding',
    unit: 'entries',
    read: async (signal) => (await client.getRebuild({ params: { jobId }, signal })).data,
    progressOf: ({ commits }) => ({ done: commits }),
    whenAway: '',
    whenLeft: 'Stop it: POST /v1/rebuilds/{id}/cancel, as platform staff.',
  })

/** Follows a job of an organisation, which says how much of it is done. */
import type { Client, Operations } from '../../sdk/index.ts'
import { followWork, type Followed } from './follow-work.ts'
import type { Shell } from './shell.ts'

export type Job = Operations['getJob']['reply']

type Doing = Pick<Followed<Job>, 'label' | 'unit'>
const importing: Doing = { label: 'importing', unit: 'bytes' }

/** Gives the job once it has ended, however. Throws `CliError` on Ctrl-C, saying how to follow it again. */
export const followJob = (shell: Shell, client: Client, jobId: string, doing: Doing = importing): Promise<Job> =>
  followWork(shell, {
    ...doing,
    name: 'job',
    id: jobId,
    read: async (signal) => (await client.getJob({ params: { jobId }, signal })).data,
    progressOf: ({ progress }) => progress,
    whenAway: ` Follow it: fx jobs follow ${jobId}`,
    whenLeft: `Follow it: fx jobs follow ${jobId}\nStop it:   fx jobs cancel ${jobId}`,
  })

/** `fx jobs …`: long work that was begun earlier: which there is, how it ends, stopping it. */
import { command, where } from '../command.ts'
import { connectFor } from '../connect.ts'
import { followJob } from '../follow-job.ts'
import { concludeImport } from '../import-outcome.ts'
import { concludeReplay, replayKind } from '../replay-outcome.ts'
import { showTable } from '../show-table.ts'

const id = { name: 'ID', describe: 'The job: job_…' } as const

export const jobsList = command({
  name: 'jobs list',
  summary: 'List your organisation’s newest jobs',
  arguments: [],
  options: where,
  async run(shell, { options }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const { data } = await client.listJobs({ query: { limit: 50 } })
    if (options.json) shell.print(`${JSON.stringify(data.items)}\n`)
    else {
      const rows = data.items.map((job) => [job.id, job.kind, job.state, job.enqueuedAt])
      shell.print(showTable(['job', 'kind', 'state', 'since'], rows))
    }
    return 0
  },
})

export const jobsFollow = command({
  name: 'jobs follow',
  summary: 'Follow an import or a replay of webhooks to its end',
  arguments: [id],
  options: {
    report: { value: 'FILE', describe: 'Write what became of each row there, as NDJSON.' },
    strict: { describe: 'End with 3 when rows were refused.' },
    ...where,
  },
  async run(shell, { options, arguments: [jobId = ''] }) {
    const connection = await connectFor(shell, options.url, options.organisation)
    const { json, strict, report } = options
    const { kind } = (await connection.client.getJob({ params: { jobId } })).data
    if (kind === replayKind) {
      const doing = { label: 'replaying', unit: 'entries' } as const
      return concludeReplay(shell, await followJob(shell, connection.client, jobId, doing), json)
    }
    return concludeImport(shell, connection, await followJob(shell, connection.client, jobId), { json, strict, report })
  },
})

export const jobsCancel = command({
  name: 'jobs cancel',
  summary: 'Cancel a job; what it has done stays done',
  arguments: [id],
  options: where,
  async run(shell, { options, arguments: [jobId = ''] }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const { data } = await client.cancelJob({ params: { jobId } })
    shell.print(options.json ? `${JSON.stringify(data)}\n` : `${data.id} is ${data.state}.\n`)
    return 0
  },
})

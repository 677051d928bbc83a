/** `fx audit …`: whether an organisation's audit trail is whole, and all of its entries for whoever keeps them elsewhere. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { everyItem, type Client, type ClientOptions } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect, connectFor } from '../connect.ts'
import { followVerification } from '../follow-verification.ts'
import { readAround } from '../read-around.ts'
import type { Shell } from '../shell.ts'

const trail = {
  organisation: shared.organisation,
  staff: { describe: 'As platform staff: the exchange’s own trail, or that of --organisation, by its id.' },
  url: shared.url,
} as const

type TrailOptions = {
  readonly organisation: string | undefined
  readonly staff: boolean
  readonly url: string | undefined
}
type Asking = {
  readonly client: Client
  readonly options: ClientOptions
  readonly query: { readonly organisationId?: string }
}

async function connectToTrail(shell: Shell, { organisation, staff, url }: TrailOptions): Promise<Asking> {
  if (!staff) return { ...(await connectFor(shell, url, organisation)), query: {} }
  return { ...connect(shell, url, 'staff'), query: organisation === undefined ? {} : { organisationId: organisation } }
}

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Recompute your audit trail from the log, and name the first entry that is wrong',
  description: 'Ends with 1 where something is wrong. Goes on when the exchange was away for a while.',
  arguments: [],
  options: { ...trail, json: shared.json },
  async run(shell, { options }) {
    const { client, query } = await connectToTrail(shell, options)
    const data = await followVerification(shell, client, query)
    const { size, isIntact, firstWrong, checkpoints, pending } = data
    if (options.json) shell.print(`${JSON.stringify(data)}\n`)
    else if (firstWrong) {
      const { sequence, until, what, commitId, detail } = firstWrong
      const entries = until > sequence ? `entries ${sequence} to ${until}` : `entry ${sequence}`
      shell.print(`Not intact: ${entries}, ${what}${commitId === null ? '' : ` (${commitId})`}. ${detail}\n`)
    } else
      shell.print(
        `Intact: ${size} entries, ${checkpoints.compared} signed checkpoints up to entry ${checkpoints.signedSize}, ${pending} commits not chained yet.\n`,
      )
    return isIntact ? exitCodes.done : exitCodes.failed
  },
})

const formats = ['ndjson', 'csv'] as const

export const auditExport = command({
  name: 'audit export',
  summary: 'Export the entries of your audit trail',
  arguments: [],
  options: {
    ...trail,
    format: { value: 'FORMAT', default: 'ndjson', describe: 'ndjson or csv.' },
    from: { value: 'INSTANT', describe: 'At this instant or later, such as 2026-08-01T00:00:00Z.' },
    until: { value: 'INSTANT', describe: 'Before this instant.' },
    records: { describe: 'Each changed record as well, as it stood before and after, as far as you may see it.' },
    out: { value: 'FILE', describe: 'Where to; standard output unless said.' },
  },
  async run(shell, { options }) {
    const format = formats.find((one) => one === options.format)
    if (!format) throw new CliError(`"${options.format}" is no format.`, 'Say ndjson or csv.', exitCodes.usage)
    const { client, options: access, query } = await connectToTrail(shell, options)
    const { from, until } = options
    const period = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
    const listed = everyItem((page) => client.listAuditEntries({ query: { ...query, ...period, ...page } }))
    const entries = options.records ? withRecords(listed, access, shell.interrupted) : listed
    const lines = Readable.from(format === 'csv' ? csvLines(entries) : jsonLines(entries))
    if (options.out === undefined) await pipeline(lines, shell.stdout, { end: false })
    else await pipeline(lines, createWriteStream(options.out))
    return exitCodes.done
  },
})

type Listed = Awaited<ReturnType<Client['listAuditEntries']>>['data']['items'][number]
type Change = Listed['changes'][number] & { readonly recordBefore?: unknown; readonly recordAfter?: unknown }
type Entry = Omit<Listed, 'changes'> & { readonly changes: readonly Change[] }

async function* withRecords(
  entries: AsyncIterable<Listed>,
  access: ClientOptions,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    const changes: Change[] = []
    for (const change of entry.changes) changes.push({ ...change, ...(await readAround(access, change, signal)) })
    yield { ...entry, changes }
  }
}

async function* jsonLines(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`
}

const columns: Readonly<Record<string, (entry: Entry) => unknown>> = {
  sequence: ({ sequence }) => sequence,
  at: ({ at }) => at,
  actorKind: ({ actor }) => actor?.kind,
  actorId: ({ actor }) => actor?.id,
  causeKind: ({ cause }) => cause?.kind,
  causeId: ({ cause }) => cause?.id,
  commitId: ({ commitId }) => commitId,
  changes: ({ changes }) =>
    changes.map(({ record, version, events }) => `${record}@${version}: ${events.join(', ')}`).join('; '),
  isGenuine: ({ isGenuine }) => isGenuine,
  digest: ({ digest }) => digest,
  leaf: ({ leaf }) => leaf,
  reasons: ({ changes }) => joined(changes.map(({ reason }) => reason)),
  before: ({ changes }) => joined(changes.map(({ before }) => before)),
  after: ({ changes }) => joined(changes.map(({ after }) => after)),
  records: ({ changes }) =>
    changes.some(({ recordAfter }) => recordAfter !== undefined)
      ? JSON.stringify(changes.map(({ recordBefore, recordAfter }) => [recordBefore, recordAfter]))
      : '',
}

/** In the order of `changes`, with nothing where a change has none. */
const joined = (texts: readonly (string | null)[]): string =>
  texts.some((text) => text !== null) ? texts.map((text) => text ?? '').join('; ') : ''

async function* csvLines(entries: AsyncIterable<Entry>): AsyncGenerator<string> {
  yield `${Object.keys(columns).join(',')}\r\n`
  for await (const entry of entries)
    yield `${Object.values(columns)
      .map((valueOf) => csvCell(String(valueOf(entry) ?? '')))
      .join(',')}\r\n`
}

/** RFC 4180; what a spreadsheet would take for a formula is kept from being one. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** `fx import`: sends a catalogue as it stands in a file and follows what becomes of it. */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { openRequest } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connectFor, type Connection } from '../connect.ts'
import { followJob } from '../follow-job.ts'
import { concludeImport, showMapping } from '../import-outcome.ts'
import { createProgress } from '../progress-bar.ts'
import type { Shell } from '../shell.ts'

export const importCommand = command({
  name: 'import',
  summary: 'Import a catalogue: CSV, TSV or NDJSON, also gzipped',
  description:
    'Shows how the columns are read, then how far the import has come, then the counts. Ctrl-C leaves it running on the\nexchange. The same file again changes nothing: rows are matched by SKU.',
  arguments: [{ name: 'FILE', describe: 'The catalogue.' }],
  options: {
    organisation: shared.organisation,
    publish: { describe: 'Publish each product that is imported.' },
    mapping: {
      value: 'FILE',
      describe: 'JSON that overrules the guess: by field a column, null for none, or {"value": …} for all rows.',
    },
    'price-list': { value: 'ID', describe: 'Set the prices of the file in this price list of yours.' },
    language: { value: 'xx', describe: 'Of names and descriptions that do not say theirs.' },
    report: { value: 'FILE', describe: 'Write what became of each row there, as NDJSON.' },
    strict: { describe: 'End with 3 when rows were refused.' },
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options, arguments: [file = ''] }) {
    const connection = await connectFor(shell, options.url, options.organisation)
    const { language, publish, report, strict, json } = options
    const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping)
    const fileName = basename(file).slice(0, 200)
    const query = { fileName, mapping, language, publish: publish || undefined, priceListId: options['price-list'] }
    const jobId = await upload(shell, connection, file, query)
    shell.tell(`job ${jobId}\n`)
    const { data } = await connection.client.getImportMapping({ params: { jobId } })
    shell.tell(`${showMapping(data)}\n`)
    const job = await followJob(shell, connection.client, jobId)
    return concludeImport(shell, connection, job, { json, strict, report })
  },
})

async function readMapping(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code ?? error.message}).`, undefined, exitCodes.usage)
  })
  try {
    return JSON.stringify(JSON.parse(text))
  } catch (error) {
    throw new CliError(`${file} is not JSON: ${(error as Error).message}`, undefined, exitCodes.usage)
  }
}

/** A gigabyte over a slow line. */
const uploadTimeoutMs = 2 * 3_600_000

async function upload(
  shell: Shell,
  { options }: Connection,
  file: string,
  query: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { size } = await statFile(file)
  const progress = createProgress(shell, 'sending')
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let sent = 0
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      yield chunk
      progress.show((sent += chunk.length), size)
    }
  }
  const response = await openRequest(options, {
    method: 'POST',
    path: '/v1/products/imports',
    query,
    // The web's stream and Node's are one at run time; their types differ.
    body: Readable.toWeb(Readable.from(counted())) as ReadableStream<Uint8Array>,
    contentType: mediaType(file),
    signal: shell.interrupted,
    timeoutMs: uploadTimeoutMs,
  })
  progress.end()
  return ((await response.json()) as { id: string }).id
}

async function statFile(file: string): Promise<{ size: number }> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new CliError(`There is no file ${file}.`, undefined, exitCodes.usage)
    throw error
  })
  if (!found.isFile()) throw new CliError(`${file} is no file.`, undefined, exitCodes.usage)
  if (found.size === 0) throw new CliError(`${file} is empty.`, undefined, exitCodes.usage)
  return found
}

/** What is packed is recognised by its bytes, so that here only tables are told from lines of JSON. */
function mediaType(file: string): string {
  const name = file.toLowerCase().replace(/\.gz$/, '')
  if (name.endsWith('.csv')) return 'text/csv'
  if (name.endsWith('.tsv') || name.endsWith('.tab')) return 'text/tab-separated-values'
  if (/\.(ndjson|jsonl)$/.test(name)) return 'application/x-ndjson'
  return 'application/octet-stream'
}

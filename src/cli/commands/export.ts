/** `fx export`: one's own products as a file. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { openRequest } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { connectFor } from '../connect.ts'

const exportTimeoutMs = 3_600_000

export const exportCommand = command({
  name: 'export',
  summary: 'Export your products',
  arguments: [],
  options: {
    organisation: shared.organisation,
    format: { value: 'FORMAT', default: 'ndjson', describe: 'ndjson or csv.' },
    out: { value: 'FILE', describe: 'Where to; standard output unless said.' },
    url: shared.url,
  },
  async run(shell, { options }) {
    const { options: client } = await connectFor(shell, options.url, options.organisation)
    const response = await openRequest(client, {
      method: 'GET',
      path: '/v1/products/exports',
      query: { format: options.format },
      signal: shell.interrupted,
      timeoutMs: exportTimeoutMs,
    })
    // The web's stream and Node's are one at run time; their types differ.
    const products = Readable.fromWeb(response.body as ReadableStream)
    if (options.out === undefined) await pipeline(products, shell.stdout, { end: false })
    else await pipeline(products, createWriteStream(options.out))
    return 0
  },
})

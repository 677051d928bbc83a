/** Sends a catalogue to an exchange and waits until it is imported. */
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRequest } from '../../sdk/request.ts'
import type { Client } from '../../sdk/index.ts'
import { accessToken } from './sign-in.ts'

export type Importer = { readonly url: string; readonly email: string; readonly organisation: string }

export type ImportResult = {
  readonly jobId: string
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
}

const askEveryMs = 100
const importMaxMs = 30 * 60_000

/** @param body  NDJSON, or the same gzipped */
export async function importCatalogue(
  { url, email, organisation }: Importer,
  client: Client,
  body: AsyncIterable<Uint8Array | string>,
  contentType: string,
): Promise<ImportResult> {
  const authorization = `Bearer ${await accessToken(url, email)}`
  const response = await openRequest(
    { baseUrl: url, organisation, authorization: () => authorization },
    {
      method: 'POST',
      path: '/v1/products/imports',
      query: { publish: true, language: 'en' },
      body: Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>,
      contentType,
      timeoutMs: importMaxMs,
    },
  )
  const { id: jobId } = (await response.json()) as { id: string }
  const until = performance.now() + importMaxMs
  while (performance.now() < until) {
    const { data: job } = await client.getJob({ params: { jobId } })
    if (job.state === 'succeeded') return { ...(job.result as Omit<ImportResult, 'jobId'>), jobId }
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(`The import ${JSON.stringify(job)}`)
    await sleep(askEveryMs)
  }
  throw new Error(`The import was not done within ${importMaxMs} ms.`)
}

/** The products an import made, with the number of the row each came from. */
export async function* importedProducts(
  { url, email, organisation }: Importer,
  jobId: string,
): AsyncGenerator<{ readonly row: number; readonly productId: string }> {
  const authorization = `Bearer ${await accessToken(url, email)}`
  const path = `/v1/jobs/${jobId}/report`
  const options = { baseUrl: url, organisation, authorization: () => authorization }
  const response = await openRequest(options, { method: 'GET', path, timeoutMs: importMaxMs })
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    const said = JSON.parse(line) as { row: number; outcome: string; productId: string }
    if (said.outcome === 'created') yield said
  }
}

/** Waits until no consumer of events is behind; gives when that was, on the clock of `performance.now()`. */
export async function consumersDone(staff: Client): Promise<number> {
  const until = performance.now() + importMaxMs
  while (performance.now() < until) {
    const { data } = await staff.listConsumers()
    if (data.items.every(({ lagMs }) => lagMs === 0)) return performance.now()
    await sleep(askEveryMs)
  }
  throw new Error(`Consumers were still behind after ${importMaxMs} ms.`)
}

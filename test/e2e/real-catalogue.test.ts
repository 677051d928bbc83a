/**
 * A real catalogue, as it comes, imported through the front door by a process that is killed on the way; what the job
 * says of it is held against a count made another way. `npm test` takes the first 10,000 rows, `npm run test:real` all.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Operations } from '../../sdk/generated.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor } from '../support/open-trading-floor.ts'
import { rowsOrAll } from '../support/real-rows.ts'
import { sendRaw, type SendRaw } from '../support/send-raw.ts'
import { sharedData } from '../support/shared-data.ts'
import { startExchange } from '../support/start-exchange.ts'

type Job = Operations['getJob']['reply']
type ReportLine = {
  readonly row: number
  readonly outcome: string
  readonly sku?: string
  readonly code?: string
  readonly detail?: string
}

const rowsMax = rowsOrAll(10_000)
const importTimeoutMs = rowsMax === Infinity ? 540_000 : 150_000

test(
  'a real catalogue is imported to the last row, though the process is killed on the way',
  {
    timeout: importTimeoutMs + 60_000,
  },
  async ({ skip }) => {
    const path = sharedData('products/open-food-facts-as-is-100k.jsonl.gz')
    if (path === undefined) return skip()
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n').slice(0, rowsMax)
    const expected = countOtherwise(lines)
    const data = mkdtempSync(join(tmpdir(), 'foodxchange-catalogue-'))
    try {
      const { jobId, token } = await uploadAndKill(data, lines)
      await using exchange = await startExchange({ data })
      const client = exchange.client(token)
      const job = await eventually(async () => (await client.getJob({ params: { jobId } })).data, {
        isThere: ended,
        withinMs: importTimeoutMs,
      })
      expect(job.state, JSON.stringify(job)).toBe('succeeded')
      const { rows, created, updated, unchanged, refused } = job.result as Record<string, number>
      expect({ rows, created, repeated: updated! + unchanged!, refused }).toEqual({
        rows: lines.length,
        created: expected.skus.size,
        repeated: expected.repeated,
        refused: expected.wrong.size,
      })
      const send = sendRaw(exchange.url)
      checkReport(await linesOf(send, `/v1/jobs/${jobId}/report`, token), expected, {
        updated: updated!,
        unchanged: unchanged!,
      })
      const exported = await eventually(() => linesOf<{ sku: string }>(send, '/v1/products/exports', token), {
        isThere: ({ length }) => length >= expected.skus.size,
      })
      expect(new Set(exported.map(({ sku }) => sku))).toEqual(expected.skus)
      expect(exported).toHaveLength(expected.skus.size)
      expect(exchange.output()).not.toContain('unexpected error')
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  },
)

const ended = ({ state }: Job): boolean => state !== 'queued' && state !== 'running'

/** Sends the file gzipped, and kills the process once a third of it is written. */
async function uploadAndKill(data: string, lines: readonly string[]): Promise<{ jobId: string; token: string }> {
  const exchange = await startExchange({ data })
  const { suppliers } = await openTradingFloor(exchange, { suppliers: 1 })
  const { token, client } = suppliers[0]!.owner
  const reply = await sendRaw(exchange.url)({
    method: 'POST',
    path: '/v1/products/imports?fileName=catalogue.jsonl.gz',
    token,
    headers: { 'content-type': 'application/gzip' },
    body: gzipSync(`${lines.join('\n')}\n`, { level: 1 }),
  })
  expect(reply.status, reply.text).toBe(202)
  const jobId = reply.body.id as string
  const job = await eventually(async () => (await client.getJob({ params: { jobId } })).data, {
    isThere: (found) => ended(found) || (found.progress?.done ?? 0) > (found.progress?.total ?? Infinity) / 3,
    withinMs: importTimeoutMs,
  })
  expect(job.state).toBe('running')
  await exchange.kill()
  return { jobId, token }
}

async function linesOf<T = ReportLine>(send: SendRaw, path: string, token: string): Promise<T[]> {
  const { status, text } = await send({ path, token })
  expect(status).toBe(200)
  return text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as T] : []))
}

function checkReport(
  report: readonly ReportLine[],
  expected: Counted,
  { updated, unchanged }: Record<'updated' | 'unchanged', number>,
): void {
  expect(report.map(({ row }) => row)).toEqual(report.map((_, index) => index + 1))
  const outcomes = Object.groupBy(report, ({ outcome }) => outcome)
  expect(outcomes['created']).toHaveLength(expected.skus.size)
  expect(outcomes['updated'] ?? []).toHaveLength(updated)
  expect(outcomes['unchanged'] ?? []).toHaveLength(unchanged)
  const refused = outcomes['refused'] ?? []
  expect(new Map(refused.map(({ row, code }) => [row, code]))).toEqual(
    new Map([...expected.wrong.keys()].map((row) => [row, 'gs1/wrong-check-digit'])),
  )
  for (const { row, detail } of refused) expect(detail).toContain(`ends in ${expected.wrong.get(row)}`)
}

type Counted = {
  readonly skus: ReadonlySet<string>
  readonly repeated: number
  /** By row, the digit that the code should have ended in. */
  readonly wrong: ReadonlyMap<number, number>
}

/** The same count with a pattern over the text instead of the parsers, and the check digit as GS1 prints it. */
function countOtherwise(lines: readonly string[]): Counted {
  const restricted = /^(?:[02]\d{7}|000000?[02]\d{7}|0{6}[02]\d{7}|\d?(?:0[24]|2\d)\d{11}|[24]\d{11})$/
  const skus = new Set<string>()
  const wrong = new Map<number, number>()
  let repeated = 0
  for (const [index, line] of lines.entries()) {
    const code = /^\{"code":"(\d+)"/.exec(line)![1]!
    const isGtin = [8, 12, 13, 14].includes(code.length)
    const digit = rightDigit(code)
    if (isGtin && digit !== Number(code.at(-1))) {
      wrong.set(index + 1, digit)
      continue
    }
    const sku = isGtin && !restricted.test(code) ? code.padStart(14, '0') : code
    if (skus.has(sku)) repeated += 1
    skus.add(sku)
  }
  return { skus, repeated, wrong }
}

const rightDigit = (code: string): number => {
  const sum = [...code.slice(0, -1).padStart(13, '0')].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1),
    0,
  )
  return (10 - (sum % 10)) % 10
}

/** Files that spreadsheets, accidents and enemies make: each row refused by its reason, or the whole by one, and nothing made of it. */
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operations } from '../../sdk/generated.ts'
import { eventually } from '../support/eventually.ts'
import { expectProblem } from '../support/expect-problem.ts'
import { openTradingFloor, type Person } from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { settled } from '../support/settled.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

type Job = Operations['getJob']['reply']
type Line = {
  row: number
  outcome: string
  code?: string
  detail?: string
  errors?: { pointer: string }[]
  notices?: { pointer: string }[]
}

let exchange: RunningExchange
let send: SendRaw
let seller: Person

beforeAll(async () => {
  exchange = await startExchange()
  send = sendRaw(exchange.url)
  seller = (await openTradingFloor(exchange, { suppliers: 1 })).suppliers[0]!.owner
})
afterAll(() => exchange[Symbol.asyncDispose]())

const upload = (body: string | Uint8Array, type = 'text/csv', query = ''): Promise<RawAnswer> =>
  send({
    method: 'POST',
    path: `/v1/products/imports${query}`,
    token: seller.token,
    body,
    headers: { 'content-type': type },
  })

async function imported(body: string | Uint8Array, type?: string): Promise<{ job: Job; lines: Line[] }> {
  const reply = await upload(body, type)
  expect(reply.status, reply.text).toBe(202)
  const params = { jobId: reply.body.id as string }
  const job = await eventually(async () => (await seller.client.getJob({ params })).data, {
    isThere: ({ state }) => state !== 'queued' && state !== 'running',
  })
  const report = await send({ path: `/v1/jobs/${params.jobId}/report`, token: seller.token })
  const lines = report.status === 200 ? report.text.split('\n').filter(Boolean) : []
  return { job, lines: lines.map((line) => JSON.parse(line) as Line) }
}
const exported = (): Promise<string> =>
  settled(async () => (await send({ path: '/v1/products/exports', token: seller.token })).text)

test('a barcode that a spreadsheet made a number of is refused by its column, with what to do in the spreadsheet', async () => {
  const before = await exported()
  const csv = 'EAN;Name\n8.0E+12;Gouda\n8,00E+12;Edam\n4.00638E+12;Brie\n8000000000000.0;Feta\n'
  const { job, lines } = await imported(csv)
  expect(job).toMatchObject({ state: 'succeeded', result: { rows: 4, created: 0, refused: 4 } })
  for (const line of lines.slice(0, 3)) {
    expect(line).toMatchObject({ outcome: 'refused', code: 'gs1/mangled-by-spreadsheet' })
    expect(line.errors?.map(({ pointer }) => pointer)).toEqual(['/EAN'])
    expect(line.detail).toMatch(/as text/)
  }
  expect(await exported()).toBe(before)
})

test('rows that say nonsense are refused each by itself, and the good one between them is taken', async () => {
  const csv = [
    'SKU;Name;Shelf life days;Net weight g;Country of origin',
    'F-1;Gouda;-5;100;NL',
    'F-2;Edam;NaN;100;NL',
    'F-3;Good one;30;100;NL',
    'F-4;Brie;30;1e400;NL',
    'F-5;;30;100;NL',
    ';Nameless code;30;100;NL',
    `${'x'.repeat(101)};Long code;30;100;NL`,
    `F-7;${'x'.repeat(301)};30;100;NL`,
    '',
  ].join('\n')
  const { job, lines } = await imported(csv)
  expect(job, JSON.stringify(lines)).toMatchObject({ state: 'succeeded', result: { rows: 8, created: 2, refused: 6 } })
  expect(lines.filter(({ outcome }) => outcome === 'created').map(({ row }) => row)).toEqual([4, 5])
  // A weight that nobody can read is left out, and the report says so.
  expect(lines[3]!.notices).toMatchObject([{ pointer: '/Net weight g' }])
  for (const line of lines.filter(({ outcome }) => outcome === 'refused')) {
    expect(line.code).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    expect(line.errors?.length, JSON.stringify(line)).toBeGreaterThan(0)
  }
})

test('lines that are no JSON are refused by their number, and the rest is taken', async () => {
  const deep = `{"sku":"J-3","name":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`
  const lines = ['{"sku":"J-1","name":"One"}', '{"sku":"J-2",', 'null', '[1]', deep, '{"__proto__":{"sku":"J-4"}}']
  const { job, lines: report } = await imported(`${lines.join('\n')}\n`, 'application/x-ndjson')
  expect(job.state).toBe('succeeded')
  expect(report[0]).toMatchObject({ row: 1, outcome: 'created' })
  expect(
    report.slice(1).every(({ outcome }) => outcome === 'refused'),
    JSON.stringify(report),
  ).toBe(true)
  expect(await exported()).not.toContain('J-4')
})

test('what is no table at all fails as a job, or is refused at the door, and nothing comes of it', async () => {
  const before = await exported()
  const bomb = gzipSync(Buffer.alloc(300_000_000))
  const files: [string, Uint8Array | string, string][] = [
    ['noise', randomBytes(20_000), 'text/csv'],
    ['noise that says it is gzip', randomBytes(20_000), 'application/gzip'],
    ['half a gzip', gzipSync('SKU;Name\nH-1;Half\n'.repeat(2_000)).subarray(0, 90), 'application/gzip'],
    ['a bomb', bomb, 'application/gzip'],
    ['one endless line', `SKU;Name\n${'x'.repeat(3_000_000)}`, 'text/csv'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'application/octet-stream'],
  ]
  for (const [what, file, type] of files) {
    const { job, lines } = await imported(file, type)
    const made = lines.filter(({ outcome }) => outcome === 'created')
    expect(made, what).toEqual([])
    if (job.state === 'failed') expect(job.error?.code, what).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    expect(JSON.stringify(job), what).not.toMatch(/node_modules|\.ts:\d/)
  }
  expectProblem(await upload(''), { status: 400, code: 'import/empty-file' }, 'empty')
  expectProblem(await upload('SKU;Name\n', 'application/pdf'), { status: 415 }, 'a PDF')
  expectProblem(
    await upload('SKU;Name\n', 'text/csv', '?mapping=%7B'),
    { status: 400, pointer: '/query/mapping' },
    'mapping',
  )
  expectProblem(
    await upload('SKU;Name\n', 'text/csv', '?publish=1'),
    { status: 400, pointer: '/query/publish' },
    'publish',
  )
  expectProblem(
    await upload('SKU;Name\n', 'text/csv', '?language=x'),
    { status: 400, pointer: '/query/language' },
    'language',
  )
  expect(await exported()).toBe(before)
  expect(exchange.process.exitCode).toBeNull()
  expect(exchange.output()).not.toContain('unexpected error')
})

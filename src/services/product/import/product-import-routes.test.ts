import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvCell } from './export-products.ts'
import { openTestCatalogue, type TestCatalogue } from '../open-test-catalogue.fixture.ts'

let catalogue: TestCatalogue
beforeAll(async () => {
  catalogue = await openTestCatalogue()
})
afterAll(() => catalogue.dispose())

type JobView = { id: string; state: string; result?: Record<string, unknown>; error?: { code: string } }
type Line = { row: number; outcome: string; sku?: string; code?: string; productId?: string }

const upload = async (file: Uint8Array | string, type: string, query = '', as = 'acme', key?: string) => {
  const body = typeof file === 'string' ? Buffer.from(file) : file
  const headers = { 'content-type': type, ...(key !== undefined && { 'idempotency-key': key }) }
  return catalogue.send({ as, method: 'POST', url: `/v1/products/imports${query}`, body, headers })
}
const ended = async (url: string, as = 'acme'): Promise<JobView> => {
  for (;;) {
    const { body } = await catalogue.send({ as, url })
    const job: JobView = body
    if (job.state !== 'queued' && job.state !== 'running') return job
    await sleep(20)
  }
}
const imported = async (file: Uint8Array | string, type: string, query = '', as = 'acme') => {
  const reply = await upload(file, type, query, as)
  expect(reply.status, reply.text).toBe(202)
  const url = String(reply.headers['location'])
  const job = await ended(url, as)
  const report = await catalogue.send({ as, url: `${url}/report` })
  const lines = report.text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Line] : []))
  return { job, lines, url }
}

test('a catalogue becomes products, each row with its outcome, and again is unchanged', async () => {
  const csv =
    'SKU;EAN;Name;Ingredients\nA-1;4006381333931;Gouda;Milk, salt\nA-2;4006381333932;Edam;Milk\nA-3;;Brie;Milk\n'
  const first = await imported(csv, 'text/csv', '?language=en&publish=true')
  expect(first.job).toMatchObject({
    state: 'succeeded',
    result: { rows: 3, created: 2, updated: 0, unchanged: 0, refused: 1, published: 2 },
  })
  expect(first.lines).toMatchObject([
    { row: 2, outcome: 'created', sku: 'A-1' },
    { row: 3, outcome: 'refused', code: 'gs1/wrong-check-digit' },
    { row: 4, outcome: 'created', sku: 'A-3' },
  ])
  const product = await catalogue.send({ url: `/v1/products/${first.lines[0]!.productId}` })
  expect(product.body).toMatchObject({ name: { en: 'Gouda' }, gtins: { base: '04006381333931' }, status: 'published' })

  const again = await imported(csv, 'text/csv', '?language=en&publish=true')
  expect(again.job.result).toMatchObject({ created: 0, updated: 0, unchanged: 2, refused: 1 })
  const names = await imported('SKU;Name\nA-1;Gouda, old\n', 'text/csv', '?language=en')
  expect(names.job.result).toMatchObject({ updated: 1 })
  const changed = await catalogue.send({ url: `/v1/products/${first.lines[0]!.productId}` })
  expect(changed.body).toMatchObject({ name: { en: 'Gouda, old' }, ingredients: 'Milk, salt', specVersion: 2 })
  await catalogue.settled()
  expect((await catalogue.send({ url: '/v1/products?q=gouda' })).body).toMatchObject({ page: { total: 1 } })
})

const openList = async (currency: string) => {
  const body = { name: currency, currency, incoterm: 'DAP', place: 'Lyon', audience: { kind: 'public' } }
  const url = '/v1/price-lists'
  const opened = await catalogue.send({ as: 'acme', method: 'POST', url, body: { ...body, validFrom: '2020-01-01' } })
  expect(opened.status, opened.text).toBe(201)
  return (opened.body as { id: string }).id
}

test('prices of a file go to the price list that is named, where each row of another currency is refused', async () => {
  const list = await openList('EUR')
  const csv = 'SKU;Name;Price;Currency\nP-1;Comté;12,50;EUR\nP-2;Morbier;9,95;USD\nP-3;Brie;;\n'
  const first = await imported(csv, 'text/csv', `?priceListId=${list}`)
  expect(first.lines).toMatchObject([
    { outcome: 'created' },
    { outcome: 'refused', code: 'import/other-currency' },
    { outcome: 'created' },
  ])
  const prices = async () => (await catalogue.send({ as: 'acme', url: `/v1/price-lists/${list}/prices` })).body
  const productId = first.lines[0]!.productId!
  expect(await prices()).toMatchObject({
    items: [{ productId, breaks: [{ from: 1, unitPrice: '12.5' }], minimumQuantity: 1 }],
  })
  expect((await imported(csv, 'text/csv', `?priceListId=${list}`)).lines[0]).toMatchObject({ outcome: 'unchanged' })

  const url = `/v1/price-lists/${list}/prices/${productId}`
  const terms = { breaks: [{ from: 10, unitPrice: '12' }], minimumQuantity: 10, increment: 5 }
  expect((await catalogue.send({ as: 'acme', method: 'PUT', url, body: terms })).status).toBe(200)
  const dearer = await imported(csv.replace('12,50', '13'), 'text/csv', `?priceListId=${list}`)
  expect(dearer.lines[0]).toMatchObject({ outcome: 'updated' })
  expect(await prices()).toMatchObject({
    items: [{ breaks: [{ from: 1, unitPrice: '13' }], minimumQuantity: 10, increment: 5 }],
  })

  const unknown = await upload(csv, 'text/csv', `?priceListId=pls_${'0'.repeat(32)}`)
  expect(unknown).toMatchObject({ status: 404, body: { code: 'price-list/unknown' } })
  const quality = await upload(csv, 'text/csv', `?priceListId=${list}`, 'acme quality')
  expect(quality).toMatchObject({ status: 403, body: { code: 'gateway/not-allowed' } })
})

test('prices that have no list to go to are said to be left out, and refuse no row', async () => {
  const { job } = await imported('SKU;Name;Preis;Currency\nQ-1;Tomme;-3;XXX\n', 'text/csv')
  expect(job.result).toMatchObject({ created: 1, refused: 0 })
  const { columns } = job.result!['mapping'] as { columns: { source: string; target: string | null; reason: string }[] }
  const left = columns.filter(({ target }) => target === null)
  expect(left.map(({ source }) => source)).toEqual(['/Preis', '/Currency'])
  for (const { reason } of left) expect(reason).toContain('prices go to a price list')
})

test('a SKU that comes twice is written in the order of the file', async () => {
  const rows = Array.from({ length: 120 }, (_, index) =>
    JSON.stringify({ sku: `T-${index % 7}`, name: `Name ${index}` }),
  )
  const { job, lines } = await imported(gzipSync(rows.join('\n')), 'application/gzip')
  expect(job.result).toMatchObject({ rows: 120, created: 7, updated: 113 })
  expect(lines.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 1))
  const id = lines[119]!.productId
  expect((await catalogue.send({ as: 'acme', url: `/v1/products/${id}` })).body).toMatchObject({
    name: { und: 'Name 119' },
  })
})

test('a job is seen by its organisation only, and the same upload under one key is one job', async () => {
  const send = () => upload('sku,name\nK-1,Key\n', 'text/csv', '', 'acme', 'the-key')
  const [one, two] = [await send(), await send()]
  expect(two.headers['location']).toBe(one.headers['location'])
  expect(two.headers['idempotency-replayed']).toBe('true')
  const url = String(one.headers['location'])
  await ended(url)
  expect((await catalogue.send({ as: 'rival', url })).body).toMatchObject({ code: 'job/unknown' })
  expect((await catalogue.send({ as: 'rival', url: `${url}/report` })).status).toBe(404)
  expect((await catalogue.send({ as: 'acme', url: '/v1/jobs' })).body).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ state: 'succeeded' })]) as unknown,
  })
})

test('the mapping can be overruled, and a file that is none fails its job with the reason', async () => {
  const mapping = encodeURIComponent(JSON.stringify({ name: 'Titel', sku: 'Nr' }))
  const { job } = await imported('Nr,Titel\nM-1,Käse\n', 'text/csv', `?mapping=${mapping}`)
  expect(job.result).toMatchObject({ created: 1 })
  expect((await upload('x', 'text/csv', '?mapping=[]')).body).toMatchObject({ code: 'import/bad-mapping' })
  const broken = await upload(gzipSync('sku,name\nB-1,B\n').subarray(0, 25), 'application/gzip')
  expect(await ended(String(broken.headers['location']))).toMatchObject({
    state: 'failed',
    error: { code: 'import/damaged-gzip' },
  })
  expect((await upload('', 'text/csv')).status).toBe(400)
  expect((await upload('{}', 'application/json')).status).toBe(415)
})

test('what is exported is imported again unchanged, and no cell is a formula', async () => {
  await imported('sku,name,ingredients\nE-1,"=1+1, ""x""","Wheat, milk"\n', 'text/csv', '?language=en', 'exporter')
  const csv = await catalogue.send({ as: 'exporter', url: '/v1/products/exports?format=csv' })
  expect(csv.text).toContain(`"'=1+1, ""x"""`)
  const ndjson = await catalogue.send({ as: 'exporter', url: '/v1/products/exports' })
  expect(JSON.parse(ndjson.text)).toMatchObject({ sku: 'E-1', name: { en: '=1+1, "x"' } })
  expect(['=a', '+a', '-a', '@a', '\ta', 'a'].map((text) => csvCell(text))).toEqual([
    `'=a`,
    `'+a`,
    `'-a`,
    `'@a`,
    `'\ta`,
    'a',
  ])
})

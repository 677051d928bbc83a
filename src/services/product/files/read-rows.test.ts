import { createReadStream } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Rejected } from '../../../kernel/rejection.ts'
import { sharedData } from '../../../../test/support/shared-data.ts'
import { readRows } from './read-rows.ts'
import type { ReadRowsOptions } from './read-rows.ts'
import type { SourceRow } from './source-row.ts'

const bounds = { unpackedBytesMax: 1 << 30, unpackRatioMax: 100 }

const chunked = async function* (data: Uint8Array | string, size = 1000): AsyncGenerator<Uint8Array> {
  const all = typeof data === 'string' ? new TextEncoder().encode(data) : data
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
}
const read = async (data: Uint8Array | string, options: Partial<ReadRowsOptions> = {}, size?: number) => {
  const rows: SourceRow[] = []
  for await (const row of readRows(chunked(data, size), { ...bounds, ...options })) rows.push(row)
  return rows
}
const values = (rows: SourceRow[]) => rows.map((row) => ('values' in row ? { ...row.values } : row.problem.code))
const refusal = async (reading: Promise<unknown>) => {
  const error: unknown = await reading.catch((caught: unknown) => caught)
  return error instanceof Rejected ? error.rejection.code : error
}

test('the same table is read from UTF-8 with a mark, UTF-16 of both kinds, and gzip', async () => {
  const text = 'SKU;Name\r\nA-1;Crème brûlée\r\nA-2;"two\r\nlines"\r\n'
  const expected = [
    { SKU: 'A-1', Name: 'Crème brûlée' },
    { SKU: 'A-2', Name: 'two\r\nlines' },
  ]
  const utf16le = Buffer.from(`\ufeff${text}`, 'utf16le')
  const forms = [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    utf16le,
    Buffer.from(utf16le).swap16(),
    utf16le.subarray(2),
    gzipSync(text),
    gzipSync(utf16le),
    Buffer.concat([gzipSync(text.slice(0, 20)), gzipSync(text.slice(20))]),
  ]
  for (const form of forms)
    for (const size of [1, 3, 1000]) expect(values(await read(form, {}, size))).toEqual(expected)
})

test('rows are numbered as a spreadsheet numbers them, behind header and sep line', async () => {
  const rows = await read('sep=;\nsku;name\nA;x\n\nB;y\n')
  expect(rows.map(({ row }) => row)).toEqual([3, 5])
})

test('a table without a header gets numbered columns and says so', async () => {
  const rows = await read('4006381333931,Pen\n4006381333948,Ink\n')
  expect(values(rows)[0]).toEqual({ 'column 1': '4006381333931', 'column 2': 'Pen' })
  expect(rows.map((row) => ('notices' in row ? row.notices.length : 0))).toEqual([1, 0])
})

test('a row with more cells than the table has columns is refused, one with fewer is not', async () => {
  expect(values(await read('sku,name\nA,x,y\nB\nC,z,\n'))).toEqual([
    'import/too-many-cells',
    { sku: 'B' },
    { sku: 'C', name: 'z' },
  ])
})

test('an interrupted import goes on behind any row as if it had never stopped', async () => {
  const csv = 'sku,name\r\nA,"1\r\n2"\r\nB,x\r\nC,y\r\n'
  const json = '{"sku":"A"}\n{"sku":"B"}\n{"sku":"C"}'
  for (const data of [csv, gzipSync(csv), Buffer.from(csv, 'utf16le'), json]) {
    const rows = await read(data)
    for (let done = 1; done <= rows.length; done++) {
      expect(await read(data, { resumeAfter: rows[done - 1]! })).toEqual(rows.slice(done))
    }
  }
})

test('a zip bomb is stopped by ratio and by size, before it is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(40_000_000, `sku,${'x'.repeat(300)}\n`))
  expect(await refusal(read(bomb))).toBe('import/unpacks-too-far')
  expect(await refusal(read(bomb, { unpackRatioMax: 1e6, unpackedBytesMax: 1e6 }))).toBe('import/file-too-large')
  expect(await refusal(read('a,b\n1,2\n', { unpackedBytesMax: 5 }))).toBe('import/file-too-large')
})

test('damaged gzip is refused after the rows before the damage', async () => {
  const packed = gzipSync(Array.from({ length: 20_000 }, (_, n) => `{"sku":"${n * 7919}"}`).join('\n'))
  const rows: SourceRow[] = []
  const reading = (async () => {
    for await (const row of readRows(chunked(packed.subarray(0, packed.length - 100)), bounds)) rows.push(row)
  })()
  expect(await refusal(reading)).toBe('import/damaged-gzip')
  expect(rows.length).toBeGreaterThan(1000)
})

test('files that are no table and no NDJSON are refused with what to do', async () => {
  expect(await refusal(read(''))).toBe('import/empty-file')
  expect(await refusal(read('\ufeff'))).toBe('import/empty-file')
  expect(await refusal(read('PK\u0003\u0004...'))).toBe('import/unknown-format')
  expect(await refusal(read(' [{"sku":1}]', { fileName: 'x.json' }))).toBe('import/json-array')
  expect(values(await read('{"sku":"A"}', { contentType: 'text/csv' }))).toEqual([{ sku: 'A' }])
})

test('100,042 real products are read line for line', async () => {
  const path = sharedData('products/open-food-facts-as-is-100k.jsonl.gz')
  if (path === undefined) return
  let rows = 0
  for await (const row of readRows(createReadStream(path), bounds)) {
    if ('problem' in row) throw new Error(row.problem.detail)
    rows++
    if (row.row !== rows) throw new Error(`row ${row.row} came as ${rows}`)
  }
  expect(rows).toBe(100_042)
})

import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'

const url = serverUrl('CLICKHOUSE_URL')

/** As a client sends it: the statement in the body, all else in the URL. */
const ask = (statement: string, named: Readonly<Record<string, string>> = {}, init: RequestInit = {}) =>
  fetch(`${url}/?${new URLSearchParams(named).toString()}`, { method: 'POST', body: statement, ...init })

async function text(statement: string, named: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await ask(statement, named)
  const body = await reply.text()
  expect(reply.status, body).toBe(200)
  return body.trim()
}

/** Inserts as a client does: the statement in the URL, the rows in the body. */
const insert = (
  statement: string,
  rows: RequestInit['body'],
  named: Readonly<Record<string, string>> = {},
  init = {},
) => ask('', { ...named, query: statement }, { body: rows, duplex: 'half', ...init } as RequestInit)

async function withTable(columns: string, work: (table: string) => Promise<void>): Promise<void> {
  const table = `front_${crypto.randomUUID().replaceAll('-', '')}`
  await text(`create table ${table} (${columns}) engine = MergeTree order by id
    settings non_replicated_deduplication_window = 100`)
  try {
    await work(table)
  } finally {
    await text(`drop table ${table}`)
  }
}

test.skipIf(!url)('it says that it is there', async () => {
  expect(await (await fetch(`${url}/ping`)).text()).toBe('Ok.\n')
  expect(await (await fetch(`${url}/`)).text()).toBe('Ok.\n')
})

test.skipIf(!url)('the format is the one of the statement, else the one asked for, else tab-separated', async () => {
  expect(await text('select 1 as a, 2')).toBe('1\t2')
  expect(await text('select 1 as a', { default_format: 'JSONEachRow' })).toBe('{"a":1}')
  expect(await text('select 1 as a format CSV', { default_format: 'JSONEachRow' })).toBe('1')
})

test.skipIf(!url)('parameters are values, whatever is in them', async () => {
  for (const value of ["'; drop table t --", 'a`b"c', 'ünï→', '']) {
    const found = await text('select {value:String} as value', { param_value: value, default_format: 'JSONEachRow' })
    expect(JSON.parse(found)).toEqual({ value })
  }
  const escaped = await text('select {value:String} as value', {
    param_value: 'a\\tb\\\\n',
    default_format: 'JSONEachRow',
  })
  expect(JSON.parse(escaped)).toEqual({ value: 'a\tb\\n' })
  expect(await text('select arraySum({ids:Array(UInt32)})', { param_ids: '[1,2,3]' })).toBe('6')
})

test.skipIf(!url)('parameters too long for a URL may come in a form', async () => {
  const form = new FormData()
  form.set('query', 'select length({value:String})')
  form.set('param_value', 'x'.repeat(100_000))
  const reply = await ask('', {}, { body: form })
  expect(await reply.text()).toBe('100000\n')
})

test.skipIf(!url)('settings and the database are the request’s own', async () => {
  expect(await text("select getSetting('max_threads')", { max_threads: '1' })).toBe('1')
  expect(await text("select getSetting('max_threads')", { max_threads: '3' })).toBe('3')
  expect(await text('select currentDatabase()', { database: 'system' })).toBe('system')
  expect(await text('select currentDatabase()')).toBe('default')
})

test.skipIf(!url)('rows may come gzipped and in a stream, and a token inserts once', async () => {
  await withTable('id UInt32', async (table) => {
    const rows = [0, 1, 2].map((id) => `{"id":${id}}\n`)
    const into = `insert into ${table} format JSONEachRow`
    const stream = ReadableStream.from(rows.map((row) => new TextEncoder().encode(row)))
    expect((await insert(into, stream)).status).toBe(200)
    expect(await text(`select count() from ${table}`)).toBe('3')
    for (const _time of ['first', 'again']) {
      const headers = { 'content-encoding': 'gzip' }
      const reply = await insert(into, gzipSync('{"id":7}\n'), { insert_deduplication_token: 't' }, { headers })
      expect(reply.status).toBe(200)
    }
    expect(await text(`select count() from ${table}`)).toBe('4')
    expect((await insert(into, '')).status).toBe(200)
    expect(await text(`select count() from ${table}`)).toBe('4')
  })
})

test.skipIf(!url)('a reply is gzipped for those who ask', async () => {
  const headers = { 'accept-encoding': 'gzip' }
  const reply = await ask('select number from numbers(1000)', { enable_http_compression: '1' }, { headers })
  expect(reply.headers.get('content-encoding')).toBe('gzip')
  expect((await reply.text()).split('\n')).toHaveLength(1001)
})

test.skipIf(!url)('the query’s id comes back, with how long it took', async () => {
  const reply = await ask('select sum(number) from numbers(10)', { query_id: 'mine' })
  expect(reply.headers.get('x-clickhouse-query-id')).toBe('mine')
  expect(JSON.parse(reply.headers.get('x-clickhouse-summary') ?? '')).toEqual({ elapsed_ns: expect.any(String) })
})

test.skipIf(!url)('it refuses as a server does: status, code, name', async () => {
  const refusals = [
    ['select * from nowhere', 404, '60', 'UNKNOWN_TABLE'],
    ['selec 1', 400, '62', 'SYNTAX_ERROR'],
    ["select toUInt8('x')", 400, '6', 'CANNOT_PARSE_TEXT'],
    ['select throwIf(1)', 500, '395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ] as const
  for (const [statement, status, code, name] of refusals) {
    const reply = await ask(statement)
    const body = await reply.text()
    expect([reply.status, reply.headers.get('x-clickhouse-exception-code')], body).toEqual([status, code])
    expect(body).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: [^]+ \\(${name}\\) \\(version [0-9.]+\\)\\n$`))
  }
  expect((await ask('select 1', { database: 'nowhere' })).status).toBe(404)
  expect((await ask('select 1', { no_such_setting: '1' })).status).toBe(404)
  expect((await ask('select 1', { session_id: 'mine' })).status).toBe(501)
})

test.skipIf(!url)('who is not the default user is refused, and a GET changes nothing', async () => {
  const headers = { authorization: `Basic ${btoa('nobody:guess')}` }
  const reply = await ask('select 1', {}, { headers })
  expect([reply.status, reply.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516'])
  const byGet = await fetch(`${url}/?query=${encodeURIComponent('create table t (a Int8) engine = Memory')}`)
  expect([byGet.status, byGet.headers.get('x-clickhouse-exception-code')]).toEqual([500, '164'])
})

test.skipIf(!url)('requests at once do not mix what they were told', async () => {
  const numbers = Array.from({ length: 40 }, (_, index) => String(index))
  const found = await Promise.all(numbers.map((number) => text('select {n:UInt32}', { param_n: number })))
  expect(found).toEqual(numbers)
})

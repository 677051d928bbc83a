/** What an HTTP request asks of ClickHouse: the statement, its parameters and settings, and how to answer. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createGunzip, createInflate } from 'node:zlib'
import { ClickHouseException } from './exceptions.ts'

export type Asked = {
  /** With the data of an insert below it; empty where nothing was asked. */
  readonly statement: string
  readonly queryId: string
  readonly database: string | undefined
  readonly format: string
  /** Values of `{name:Type}` in the statement, escaped as in tab-separated text. */
  readonly parameters: ReadonlyMap<string, string>
  readonly settings: ReadonlyMap<string, string>
  readonly gzipped: boolean
}

/** Far above any batch of ours, far below what a process may hold. */
const BODY_BYTES_MAX = 64 * 1024 * 1024

/** Told to the interface, not to the engine; or, like roles and quotas, about what there is none of here. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'role',
  'quota_key',
  'compress',
  'decompress',
  'buffer_size',
  'wait_end_of_query',
  'enable_http_compression',
])

/** Throws what a server answers to a request it does not understand. */
export async function readAsked(request: IncomingMessage, url: URLSearchParams): Promise<Asked> {
  const fields = await readFields(request)
  const given = new URLSearchParams([...url, ...fields])
  if (given.has('session_id')) throw new ClickHouseException(48, 'There are no sessions here. (NOT_IMPLEMENTED)')
  const named = [...given].filter(([name]) => !NOT_SETTINGS.has(name))
  const parameters = named.flatMap(([name, value]): [string, string][] =>
    name.startsWith('param_') ? [[name.slice('param_'.length), value]] : [],
  )
  const settings = named.filter(([name]) => !name.startsWith('param_'))
  // What is asked by GET may change nothing, as links may be followed by anybody.
  if (request.method === 'GET') settings.push(['readonly', '2'])
  return {
    statement: statementOf(given),
    queryId: given.get('query_id') || randomUUID(),
    database: (given.get('database') ?? header(request, 'x-clickhouse-database')) || undefined,
    format: given.get('default_format') || header(request, 'x-clickhouse-format') || 'TabSeparated',
    parameters: checkedNames(parameters),
    settings: checkedNames(settings),
    gzipped:
      given.get('enable_http_compression') === '1' && header(request, 'accept-encoding')?.includes('gzip') === true,
  }
}

/** The statement in the URL goes before what is in the body, be that data or a statement. */
function statementOf(given: URLSearchParams): string {
  const parts = given.getAll('query').filter((part) => part.trim() !== '')
  const [only] = parts
  // An insert of nothing inserts nothing; the engine refuses it, and a server does not.
  const insertsNothing = parts.length === 1 && only !== undefined && /^\s*insert\s.*\sformat\s+\w+\s*$/is.test(only)
  return insertsNothing ? '' : parts.join('\n')
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** They become part of a statement of ours. */
function checkedNames(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const bad = entries.find(([name]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
  if (bad) throw new ClickHouseException(115, `Unknown setting '${bad[0]}'. (UNKNOWN_SETTING)`)
  return new Map(entries)
}

/** A body is the statement or the data; in a form, where clients put long parameters, it is named fields. */
async function readFields(request: IncomingMessage): Promise<readonly [string, string][]> {
  const body = await readBody(request)
  const type = header(request, 'content-type') ?? ''
  if (!type.startsWith('multipart/form-data')) return [['query', body.toString()]]
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return [...form].map(([name, value]) => [name, typeof value === 'string' ? value : ''])
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of decoded(request)) {
    bytes += (chunk as Buffer).length
    if (bytes > BODY_BYTES_MAX)
      throw new ClickHouseException(
        298,
        `The body is larger than the ${BODY_BYTES_MAX} bytes taken here. (REQUEST_ENTITY_TOO_LARGE)`,
      )
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function decoded(request: IncomingMessage): AsyncIterable<unknown> {
  const encoding = header(request, 'content-encoding') ?? 'identity'
  switch (encoding) {
    case 'identity':
      return request
    case 'gzip':
      return request.pipe(createGunzip())
    case 'deflate':
      return request.pipe(createInflate())
  }
  throw new ClickHouseException(48, `Unknown compression method: ${encoding}. (NOT_IMPLEMENTED)`)
}

/**
 * The HTTP interface of ClickHouse over chDB, so that a client of servers is tested over HTTP where no server can be
 * installed: `front.ts INSTALLATION TABLES PORT`.
 *
 * Other than with a server, several statements may be sent at once, a reply is made whole before it is sent, and there
 * are no sessions (refused), no roles and no cluster.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { HOST } from '../ports.ts'
import { type Engine, openEngine } from './engine.ts'
import { asException, authenticate, ClickHouseException, statusOf } from './exceptions.ts'
import { readAsked } from './read-asked.ts'

/** What a server gives its clients by default before it closes an idle connection. */
const KEEP_ALIVE_MS = 30_000
const DRAIN_MS = 8_000

const [installation = '', tables = '', port = ''] = process.argv.slice(2)
const engine = await openEngine(installation, tables)
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
  void answer(engine, request, response)
})
server.listen({ host: HOST, port: Number(port) }, () => console.log(`listening on ${HOST}:${port}`))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void drain())

async function answer(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', `http://${HOST}`)
    if (url.pathname === '/ping') return void response.end('Ok.\n')
    authenticate(request.headers, url.searchParams)
    const asked = await readAsked(request, url.searchParams)
    response.setHeader('X-ClickHouse-Query-Id', asked.queryId)
    if (asked.statement === '') return void response.end('Ok.\n')
    const result = await engine.run(asked)
    response.setHeader('X-ClickHouse-Timezone', engine.timezone)
    response.setHeader('X-ClickHouse-Summary', JSON.stringify(result.summary))
    if (!asked.gzipped) return void response.end(result.bytes)
    response.setHeader('Content-Encoding', 'gzip')
    await pipeline(Readable.from([result.bytes]), createGzip(), response)
  } catch (error) {
    refuse(response, asException(error))
  }
}

function refuse(response: ServerResponse, exception: ClickHouseException): void {
  console.log(exception.message)
  // What has begun to be sent cannot become an error any more; a connection cut short cannot be taken for a reply.
  if (response.headersSent) return void response.destroy()
  response.writeHead(statusOf(exception), {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': exception.code,
  })
  response.end(`Code: ${exception.code}. DB::Exception: ${exception.message} (version ${engine.version})\n`)
}

async function drain(): Promise<void> {
  setTimeout(() => process.exit(1), DRAIN_MS).unref()
  server.close()
  server.closeIdleConnections()
  await engine.close()
  process.exit(0)
}

/**
 * Where a connection leaves HTTP: who comes is known before it does. Browsers name the page they are on and send
 * neither headers of ours nor a preflight, so that the origin is checked here, and a token may come as a subprotocol.
 * It never comes in the address, which every proxy writes down.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { actingOrganisation, type Authenticate, type Caller } from '../kernel/caller.ts'
import { Rejected, type Rejection } from '../kernel/rejection.ts'
import type { Log } from '../telemetry/log.ts'
import {
  problemHeaders,
  problemOf,
  unexpectedProblem,
  unknownPathProblem,
  type Problem,
  type ProblemContext,
} from './problem-details.ts'
import { assertAccess } from './request-context.ts'
import type { Upgrade } from './route.ts'

export type UpgradeNeeds = {
  readonly upgrades: readonly Upgrade[]
  readonly authenticate: Authenticate
  /** Of pages elsewhere that may connect; a page of the exchange's own address always may. */
  readonly origins: readonly string[]
  readonly requestIdFor: (request: IncomingMessage) => string
  readonly log: Log
}

/** Whether a request asks for what one of these paths is for; all others are answered as requests. */
export const isUpgrade = ({ url, headers }: IncomingMessage, upgrades: readonly Upgrade[]): boolean =>
  /^websocket$/i.test(headers.upgrade ?? '') && upgrades.some(({ path }) => path === pathOf(url))

const pathOf = (url = '/'): string => url.split('?', 1)[0]!

/** How long a caller may take to be looked up. */
const lookUpMs = 5_000

export function takeUpgrades(server: Server, needs: UpgradeNeeds): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const begun = performance.now()
    const [path = '', query] = (request.url ?? '/').split('?', 2)
    const context = { instance: path, traceId: needs.requestIdFor(request) }
    const tell = (status: number, route: string, caller: Caller | undefined): void =>
      needs.log.access({
        method: request.method ?? 'GET',
        route,
        status,
        ms: performance.now() - begun,
        requestId: context.traceId,
        caller: caller?.kind ?? 'anonymous',
        user: caller?.kind === 'user' ? caller.userId : undefined,
        organisation: caller && actingOrganisation(caller),
      })
    const refuse = (found: Problem, route: string): void => {
      tell(found.status, route, undefined)
      refuseOn(socket, found)
    }
    // Until somebody else listens: an error that nobody hears of ends the process.
    socket.on('error', () => socket.destroy())
    const upgrade = needs.upgrades.find((one) => one.path === path)
    if (!upgrade) return refuse(unknownPathProblem(context), 'unknown')
    admit(upgrade, request, query, needs).then(
      ({ caller, credentials }) => {
        if (socket.destroyed) return
        tell(101, upgrade.path, caller)
        upgrade.open({ request, socket, head, caller, credentials })
      },
      (error: unknown) => refuse(problemFor(error, context, needs.log), upgrade.path),
    )
  })
}

async function admit(
  { access, bearerSubprotocols }: Upgrade,
  request: IncomingMessage,
  query: string | undefined,
  { authenticate, origins }: UpgradeNeeds,
) {
  const { headers } = request
  if (query !== undefined) throw new Rejected(queryUnexpected)
  if (request.method !== 'GET' || !/^websocket$/i.test(headers.upgrade ?? '')) throw new Rejected(notWebSocket)
  if (!isKnownOrigin(headers.origin, headers.host, origins)) throw new Rejected(unknownOrigin)
  const offered = bearerSubprotocols ? subprotocolsOf(headers['sec-websocket-protocol']) : []
  const token = valueOf(offered, 'bearer.')
  const organisation = headers['fx-organisation'] ?? valueOf(offered, 'organisation.')
  const credentials = {
    authorization: headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`),
    organisation: organisation as string | undefined,
  }
  const caller = await within(lookUpMs, async () => authenticate(credentials))
  assertAccess(access, caller)
  return { caller, credentials }
}

const subprotocolsOf = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').map((part) => part.trim())

const valueOf = (offered: readonly string[], prefix: string): string | undefined =>
  offered.find((one) => one.startsWith(prefix))?.slice(prefix.length)

/** Who is no browser names no origin. */
function isKnownOrigin(origin: string | undefined, host: string | undefined, known: readonly string[]): boolean {
  if (origin === undefined) return true
  return known.includes(origin) || (host !== undefined && URL.canParse(origin) && new URL(origin).host === host)
}

async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, refuse) => {
    timer = setTimeout(() => refuse(new Rejected(lookUpLate)), timeoutMs)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}

function problemFor(error: unknown, context: ProblemContext, log: Log): Problem {
  if (error instanceof Rejected) return problemOf(error.rejection, context)
  log.error({ err: error, traceId: context.traceId, path: context.instance }, 'unexpected error')
  return unexpectedProblem(context)
}

function refuseOn(socket: Duplex, found: Problem): void {
  const body = JSON.stringify(found)
  const headers = {
    ...problemHeaders(found),
    'x-request-id': found.traceId,
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${found.status} ${found.title}\r\n${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

const queryUnexpected: Rejection = {
  kind: 'malformed',
  code: 'gateway/upgrade-query',
  detail:
    'This path takes no query, and a token never stands in an address: send `Authorization`, or the subprotocol `bearer.` with the token.',
}
const notWebSocket: Rejection = {
  kind: 'malformed',
  code: 'gateway/not-a-websocket',
  detail: 'Connections are upgraded to WebSocket alone: GET with `Upgrade: websocket`.',
}
const unknownOrigin: Rejection = {
  kind: 'forbidden',
  code: 'gateway/unknown-origin',
  detail: 'Pages of this origin may not connect. The operator names those that may in FX_ORIGINS.',
}
const lookUpLate: Rejection = {
  kind: 'unavailable',
  code: 'gateway/caller-unknown',
  detail: 'Who is calling could not be looked up in time. Connect again.',
  facts: { retryAfterSeconds: 2 },
}

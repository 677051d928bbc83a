/**
 * Where a connection leaves HTTP: filtered, known and counted before it does. Browsers name the page they are on and send
 * neither headers of ours nor a preflight, so that the origin is checked here, and a token may come as a subprotocol.
 * It never comes in the address, which every proxy writes down.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Authenticate, Caller, Credentials } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import type { Log } from '../../telemetry/log.ts'
import type { Front } from '../front/front.ts'
import type { LimitHeaders, Verdict } from '../front/limits.ts'
import {
  problemHeaders,
  problemOf,
  unexpectedProblem,
  unknownPathProblem,
  type Problem,
  type ProblemContext,
} from '../reply/problem-details.ts'
import { assertAccess } from '../request/request-context.ts'
import type { Upgrade, UpgradeRequest } from '../route.ts'
import { whoAsked } from '../log/who-asked.ts'

export type UpgradeNeeds = {
  readonly upgrades: readonly Upgrade[]
  readonly authenticate: Authenticate
  readonly front: Front
  readonly requestIdFor: (request: IncomingMessage) => string
  readonly log: Log
}

/** Whether a request asks for what one of these paths is for; all others are answered as requests. */
export const isUpgrade = ({ url, headers }: IncomingMessage, upgrades: readonly Upgrade[]): boolean =>
  /^websocket$/i.test(headers.upgrade ?? '') && upgrades.some(({ path }) => path === pathOf(url))

const pathOf = (url = '/'): string => url.split('?', 1)[0]!

/** Stays as long as the connection: written here, it holds nothing of its request. */
function destroy(this: Duplex): void {
  this.destroy()
}

/** How long a caller may take to be looked up and counted. */
const lookUpMs = 5_000

export function takeUpgrades(server: Server, needs: UpgradeNeeds): void {
  const { front, log } = needs
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const begun = performance.now()
    const [path = '', query] = (request.url ?? '/').split('?', 2)
    const context = { instance: path, traceId: needs.requestIdFor(request) }
    const tell = (status: number, route: string, caller: Caller | undefined, refused?: string): void =>
      log.access({
        method: request.method ?? 'GET',
        route,
        status,
        ms: performance.now() - begun,
        requestId: context.traceId,
        ...whoAsked(caller, refused),
      })
    const refuse = (found: Problem, route: string, quota?: LimitHeaders): void => {
      tell(found.status, route, undefined, found.code)
      refuseOn(socket, found, { ...front.headers, ...quota })
    }
    // Until somebody else listens: an error that nobody hears of ends the process.
    socket.on('error', destroy)
    const fault = front.filter(request, () => context.traceId)
    if (fault) return refuse(fault, 'unknown')
    const upgrade = needs.upgrades.find((one) => one.path === path)
    if (!upgrade) return refuse(unknownPathProblem(context), 'unknown')
    let quota: LimitHeaders | undefined
    within(lookUpMs, () => admit(upgrade, request, query, needs, (verdict) => (quota = verdict?.headers))).then(
      ({ caller, credentials }) => {
        if (socket.destroyed) return
        tell(101, upgrade.path, caller)
        const count = countAs(front, caller, front.addressOf(request))
        upgrade.open({ request, socket, head, caller, credentials, count })
      },
      (error: unknown) => refuse(problemFor(error, context, log), upgrade.path, quota),
    )
  })
}

/** @param counted  told what a refusal is to say of the quota */
async function admit(
  { access, bearerSubprotocols }: Upgrade,
  request: IncomingMessage,
  query: string | undefined,
  { authenticate, front }: UpgradeNeeds,
  counted: (verdict: Verdict | undefined) => void,
): Promise<{ caller: Caller; credentials: Credentials }> {
  const { headers } = request
  if (query !== undefined) throw new Rejected(queryUnexpected)
  if (request.method !== 'GET' || !/^websocket$/i.test(headers.upgrade ?? '')) throw new Rejected(notWebSocket)
  if (!isHandshake(headers)) throw new Rejected(notWebSocket)
  front.origins.assertKnown(headers)
  const count = async (caller: Caller): Promise<void> => {
    const verdict = await front.limits.admit('connection', caller, front.addressOf(request))
    counted(verdict)
    if (verdict?.refusal) throw verdict.refusal
  }
  const credentials = credentialsOf(request, bearerSubprotocols)
  let caller: Caller
  try {
    caller = await authenticate(credentials)
  } catch (error) {
    // Guessing at tokens is asking, too.
    if (error instanceof Rejected) await count({ kind: 'anonymous' })
    throw error
  }
  await count(caller)
  assertAccess(access, caller)
  return { caller, credentials }
}

const countAs =
  ({ limits }: Front, caller: Caller, address: string): UpgradeRequest['count'] =>
  async (as) => {
    const verdict = await limits.admit(as, caller, address)
    if (verdict?.refusal) throw verdict.refusal
  }

/** As RFC 6455 (§4.2.1) has it: what the protocol's own library refuses, it refuses without a problem. */
const isHandshake = (headers: IncomingMessage['headers']): boolean =>
  headers['sec-websocket-version'] === '13' && /^[+/\dA-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')

function credentialsOf({ headers }: IncomingMessage, bearerSubprotocols: boolean): Credentials {
  const offered = bearerSubprotocols ? subprotocolsOf(headers['sec-websocket-protocol']) : []
  const token = valueOf(offered, 'bearer.')
  const organisation = headers['fx-organisation'] ?? valueOf(offered, 'organisation.')
  return {
    authorization: headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`),
    organisation: organisation as string | undefined,
  }
}

const subprotocolsOf = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').map((part) => part.trim())

const valueOf = (offered: readonly string[], prefix: string): string | undefined =>
  offered.find((one) => one.startsWith(prefix))?.slice(prefix.length)

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

function refuseOn(socket: Duplex, found: Problem, more: Readonly<Record<string, string>>): void {
  const body = JSON.stringify(found)
  const headers = {
    ...more,
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
  detail:
    'Connections are upgraded to WebSocket alone: GET with `Upgrade: websocket`, `Sec-WebSocket-Version: 13` and a key.',
}
const lookUpLate: Rejection = {
  kind: 'unavailable',
  code: 'gateway/caller-unknown',
  detail: 'Who is calling could not be looked up in time. Connect again.',
  facts: { retryAfterSeconds: 2 },
}

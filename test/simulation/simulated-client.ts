/** The SDK's client without HTTP: what it asks goes to a process's routes, over a network that is slow and loses things. */
import { ProblemError, type Answer, type Client } from '../../sdk/index.ts'
import { problemOf } from '../../src/gateway/reply/problem-details.ts'
import { actorOf, assertAccess, repeatKeyOf, scopeOf } from '../../src/gateway/request/request-context.ts'
import type { ListReply, Reply, Route, RouteRequest, Serialised } from '../../src/gateway/route.ts'
import type { Caller } from '../../src/kernel/caller.ts'
import { Rejected } from '../../src/kernel/rejection.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { Conditions } from './conditions.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a mutant makes of what it is asked, before anybody looks at it. */
export type ClientFlaw = { readonly misread?: (operation: string, body: unknown) => unknown }

export type ClientNeeds = {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: Pick<Conditions, 'networkMs' | 'doubledRequests' | 'lostReplies'>
  /** One that is up, by chance; undefined where none is. */
  readonly process: () => SimulatedProcess | undefined
  readonly nowMs: () => number
  readonly newKey: () => string
  readonly flaw?: ClientFlaw
}

type Asked = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly ifMatch?: string
  readonly idempotencyKey?: string
}

/** As many milliseconds as clients wait for an answer; more than any pause. */
const timeoutMs = 20_000

/** Its functions are those of the routes: by their operation's name. */
export const createSimulatedClient = (needs: ClientNeeds, caller: Caller): Client =>
  new Proxy({} as Client, {
    get:
      (_none, name) =>
      (given: Asked = {}) =>
        request(needs, caller, String(name), given),
  })

async function request(needs: ClientNeeds, caller: Caller, name: string, given: Asked): Promise<Answer<unknown>> {
  const { time, random, conditions, newKey } = needs
  const travel = () => time.sleep(random.next() * conditions.networkMs)
  await travel()
  const process = needs.process()
  if (!process) throw new TypeError('Nobody is there.')
  const body = needs.flaw?.misread?.(name, given.body) ?? given.body
  const asked = { ...given, body, idempotencyKey: given.idempotencyKey ?? newKey() }
  const handle = (by: SimulatedProcess) => answerAtLast(needs, by, { name, caller, asked })
  if (random.percent(conditions.doubledRequests))
    void travel()
      .then(() => handle(needs.process() ?? process))
      .catch(() => undefined)
  const late = Promise.withResolvers<never>()
  const callOff = time.after(timeoutMs, () => late.reject(new DOMException('No answer in time.', 'TimeoutError')))
  const answered = await Promise.race([handle(process), process.killed, late.promise]).finally(callOff)
  await travel()
  if (random.percent(conditions.lostReplies)) throw new TypeError('The connection has ended.')
  return answered
}

type Request = { readonly name: string; readonly caller: Caller; readonly asked: Asked }

/** Where the same request is still under way, its answer is asked for once more, as clients are told to. */
async function answerAtLast({ time, nowMs }: ClientNeeds, by: SimulatedProcess, { name, caller, asked }: Request) {
  const route = by.routes.get(name)
  if (!route) throw new RangeError(`No route of the simulation is called "${name}".`)
  for (;;) {
    try {
      return await answer(route, caller, asked, nowMs())
    } catch (error) {
      const isUnderWay = error instanceof ProblemError && error.code === 'idempotency/in-flight'
      if (!isUnderWay || by.isKilled()) throw error
      await time.sleep(againMs)
    }
  }
}
const againMs = 20

/** What the gateway makes of a request on its way to the route, and of the route's answer. */
async function answer(route: Route, caller: Caller, asked: Asked, nowMs: number): Promise<Answer<unknown>> {
  try {
    assertAccess(route.access, caller)
    const passed = requestOf(route, caller, asked, nowMs) as never
    return route.list ? answerOfList(await route.handle(passed)) : answerOf(await route.handle(passed))
  } catch (error) {
    if (!(error instanceof Rejected)) throw new ProblemError(500, undefined, new Headers())
    const problem = problemOf(error.rejection, { instance: route.path, traceId: '' })
    throw new ProblemError(problem.status, problem, new Headers())
  }
}

function requestOf(
  route: Route,
  caller: Caller,
  asked: Asked,
  nowMs: number,
): RouteRequest<unknown, unknown, unknown, Caller> {
  const { params = {}, query = {}, body, ifMatch, idempotencyKey = '' } = asked
  const writes = route.method !== 'GET'
  const fingerprint = JSON.stringify([route.operationId, params, ifMatch, body])
  const key = repeatKeyOf(scopeOf(caller, route.operationId, fingerprint), idempotencyKey)
  const { cursor, limit = 20, ...rest } = query as { cursor?: string; limit?: number }
  return {
    params,
    query: rest,
    body,
    caller,
    intent: {
      actor: actorOf(caller),
      cause: { kind: 'request', id: idempotencyKey },
      at: new Date(nowMs).toISOString(),
      timeoutMs: route.timeoutMs ?? (writes ? 5_000 : 2_000),
      ...(writes && { repeat: { key, fingerprint } }),
    },
    ...(ifMatch !== undefined && { ifMatch: Number(/\d+/.exec(ifMatch)?.[0]) }),
    page: { limit, ...(cursor !== undefined && { after: cursor }) },
    requestId: idempotencyKey,
    remoteAddress: '127.0.0.1',
    headers: {},
    stream: (async function* () {})(),
  }
}

const noHeaders = new Headers()
const told = (
  data: unknown,
  { version, replayed = false }: Pick<Reply, 'version' | 'replayed'> = {},
): Answer<unknown> => ({
  status: 200,
  data,
  etag: version === undefined ? undefined : `"v${version}"`,
  location: undefined,
  replayed,
  headers: noHeaders,
})

const answerOf = (reply: Reply): Answer<unknown> => told(asJson(reply.body), reply)

const answerOfList = ({ items, next, previous }: ListReply): Answer<unknown> =>
  told({ items: items.map(asJson), page: { next: next ?? null, previous: previous ?? null } })

/** As it would come over the network: nothing of it is shared with who answered. */
function asJson(body: Reply['body']): unknown {
  if (body === undefined) return undefined
  const text = 'json' in body ? (body as Serialised).json : JSON.stringify(body)
  return JSON.parse(typeof text === 'string' ? text : Buffer.from(text).toString()) as unknown
}

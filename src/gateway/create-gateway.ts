/** The front door: every route of every service on one HTTP server, refusals in one form, one log line a request. */
import Fastify, {
  errorCodes,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify'
import type { Authenticate } from '../kernel/caller.ts'
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import type { LiveSource } from '../services/live/index.ts'
import type { Log } from '../telemetry/log.ts'
import { admitReader, admitRequest, type AdmitNeeds } from './admit-request.ts'
import { createAnswerKept } from './answer-kept.ts'
import { createAsOf, type HeardCommits } from './as-of.ts'
import { compileAnswer, type AnswerNeeds } from './answer.ts'
import { closeConnectionsInOrder } from './close-connections.ts'
import { docsRoutes } from './docs/docs-routes.ts'
import type { ProblemCatalogue } from './docs/problem-pages.ts'
import { openFront, type Front } from './front.ts'
import { createGraphqlDoor } from './graphql/mount-graphql.ts'
import type { GraphqlSettings } from './graphql/serve-graphql.ts'
import { healthRoutes, type Health } from './health.ts'
import { createKeptReplies } from './kept-replies.ts'
import type { KnownRequest, KnownResponse } from './known-request.ts'
import { classOf } from './limits.ts'
import type { TlsListener } from './listen-tls.ts'
import { openServer } from './open-server.ts'
import { decodeBody } from './parse-json.ts'
import { answerOtherMethods, parameterMaxLength } from './other-methods.ts'
import { unknownPathProblem } from './problem-details.ts'
import { connectionRefusal } from './refuse-connection.ts'
import { createRefuseInFront } from './refuse-in-front.ts'
import { requestIds } from './request-context.ts'
import type { Route, Upgrade } from './route.ts'
import { whoAsked } from './who-asked.ts'
import { contextOf, sendFailure, sendProblem } from './send-problem.ts'
import { mountStaffPages, type StaffPages } from './staff-pages.ts'
import { isUpgrade, takeUpgrades } from './upgrades.ts'
import { bodyLimits, endSlowBodies, type BodyLimits } from './slow-bodies.ts'

export type GatewayNeeds = Omit<AnswerNeeds, 'kept'> & {
  /** Where replies that may be given again are kept. */
  readonly cache: ByteCache
  /** True where other processes write too: whoever may have changed a record is answered from it, not from memory. */
  readonly ownersReadAnew?: boolean
  /** How slowly bodies may come; `bodyLimits` unless told. */
  readonly bodyLimits?: BodyLimits
  readonly routes: readonly Route[]
  /** What the API's description tells of: other processes may serve some of it. The routes, unless told. */
  readonly described?: readonly Route[]
  /** Paths on which connections become WebSockets. */
  readonly upgrades?: readonly Upgrade[]
  /** Absent: nothing is served at /graphql. */
  readonly graphql?: GraphqlSettings
  /** Where GraphQL's subscriptions are told from; absent: there are none. */
  readonly live?: LiveSource | undefined
  readonly authenticate: Authenticate
  /** What stands before every route; nothing is limited unless told. */
  readonly front?: Front
  readonly commitNotices: HeardCommits
  readonly health: Health
  /** Who may call, where that is proven by certificates; absent: plain HTTP. */
  readonly listener?: TlsListener | undefined
  /** What only some compositions have to show to staff. */
  readonly staffPages?: readonly StaffPages[]
  readonly log: Log
  /** Of an error that nobody foresaw: true where it passes by itself. */
  readonly isPassing?: ((error: unknown) => boolean) | undefined
  /** Every code a service refuses with, for its page. */
  readonly problems: ProblemCatalogue
  /** Of the API's description. */
  readonly version: string
  /** Begins every request id of this process, so that ids of several processes never meet. */
  readonly processId: string
}

const noCompiler = (): never => {
  throw new Error('Routes carry their schemas themselves; the framework is given none.')
}

const bodyMaxBytes = 1_048_576
/** For the headers of a request. */
const headersMs = 30_000

/** Builds the server; it listens when told to, and `close` waits for the requests under way. */
export function createGateway(needs: GatewayNeeds): FastifyInstance {
  const kept = createKeptReplies(needs.cache, needs.ownersReadAnew)
  const ids = requestIds(needs.processId)
  const asOf = createAsOf(needs.commitNotices)
  const front = needs.front ?? openFront()
  const graphql =
    needs.graphql && createGraphqlDoor(needs.graphql, { ...needs, kept, asOf, front, requestIdFor: ids.of })
  const upgrades = [...(needs.upgrades ?? []), ...(graphql?.upgrades ?? [])]
  const refuse = createRefuseInFront({ ...needs, front, requestIdFor: ids.of })
  const answerKept = createAnswerKept({ ...needs, front, kept, asOf, requestIdFor: ids.of })
  const app = Fastify({
    logger: false,
    // Bodies and replies are checked against the routes' own schemas: the framework's compilers are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    bodyLimit: bodyMaxBytes,
    serverFactory: (framework) =>
      openServer({
        refuse,
        answerKept,
        framework,
        leavesHttp: (request) => isUpgrade(request, upgrades),
        listener: needs.listener,
        log: needs.log,
      }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: parameterMaxLength, caseSensitive: true, ignoreTrailingSlash: false },
    genReqId: ids.of,
    frameworkErrors: (error, request, reply) => void sendFailure(error, request, reply.headers(front.headers), needs),
    clientErrorHandler: ({ code }, socket) => {
      if (bodies.isAnswered(socket)) socket.end()
      else if (socket.writable) socket.end(connectionRefusal(code, ids.next()))
      else socket.destroy()
    },
  })
  app.server.headersTimeout = headersMs
  closeConnectionsInOrder(app)
  takeUpgrades(app.server, { ...needs, front, upgrades, requestIdFor: ids.of })
  const bodies = endSlowBodies(app, needs.bodyLimits ?? bodyLimits, ids.of)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(;|$)/,
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => decodeBody(bytes),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => sendFailure(error, request, reply, needs))
  app.setNotFoundHandler((request, reply) => sendProblem(unknownPathProblem(contextOf(request)), reply))
  accompany(app, front, needs.log)
  const pages = pagesOf(needs, front)
  for (const page of pages) app.route(page)
  for (const staffPages of needs.staffPages ?? []) mountStaffPages(app, staffPages, { ...needs, asOf, front })
  for (const route of needs.routes) addRoute(app, route, { ...needs, kept, asOf, front, takeFile: bodies.takeFile })
  graphql?.mount(app)
  const routesByPath = Map.groupBy(needs.routes, ({ path }) => path)
  answerOtherMethods(app, front, [
    ...pages.map(({ url, method }) => ({ url, methods: [method as string] })),
    ...(graphql ? [{ url: '/graphql', methods: ['GET', 'POST'] }] : []),
    ...Array.from(routesByPath, ([path, routes]) => ({
      url: fastifyPath(path),
      methods: routes.map(({ method }) => method),
    })),
  ])
  return app
}

/** What every request is given, and every one leaves behind. */
function accompany(app: FastifyInstance, front: Front, log: Log): void {
  const headers = Object.entries(front.headers)
  // One function for all: the framework's own hook makes several for each request.
  const finished = function (this: KnownResponse): void {
    writeAccessLog(log, this.request, performance.now() - this.begunMs, this.statusCode)
  }
  app.addHook('onRequest', (request, reply, done) => {
    const response = reply.raw as KnownResponse
    response.request = request as KnownRequest
    response.begunMs = performance.now()
    response.on('finish', finished)
    // A request keeps its name whatever comes of it.
    reply.header('x-request-id', request.id)
    for (const [name, value] of headers) reply.header(name, value)
    done()
  })
}

/** Supervisors ask as often as they like; whoever reads is counted. */
function pagesOf({ health, described, routes, problems, version }: GatewayNeeds, front: Front): RouteOptions[] {
  const onRequest = admitReader(front)
  const pages = docsRoutes(described ?? routes, problems, version)
  return [...healthRoutes(health), ...pages.map((page) => ({ ...page, onRequest }))]
}

type FileNeeds = {
  /** Told of a request whose body is a file. */
  readonly takeFile: (request: FastifyRequest['raw']) => void
}

function addRoute(app: FastifyInstance, route: Route, needs: AnswerNeeds & AdmitNeeds & FileNeeds): void {
  const answer = compileAnswer(route, needs)
  const url = fastifyPath(route.path)
  const onRequest = admitRequest(
    {
      route: url,
      access: route.access,
      limit: classOf(route),
      streamsEvents: route.streamsEvents,
      refusesBadCredentials: route.access.kind !== 'public',
      onAdmitted: route.streamsBody && (({ raw }) => needs.takeFile(raw)),
    },
    needs,
  )
  const define = (instance: FastifyInstance, bodyLimit: number): void => {
    instance.route({
      method: route.method,
      url,
      bodyLimit,
      onRequest,
      handler: (request, reply) => answer(request as KnownRequest, (request as KnownRequest).caller!, reply),
    })
  }
  const { streamsBody } = route
  if (!streamsBody) return define(app, bodyMaxBytes)
  // A body that is read in pieces has its own parser, which hands over the unread stream.
  void app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser([...streamsBody.mediaTypes], (request, payload, done) => {
      const announced = Number(request.headers['content-length'] ?? 0)
      if (announced > streamsBody.maxBytes) done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
      else done(null, atMost(payload, streamsBody.maxBytes))
    })
    define(inner, streamsBody.maxBytes)
  })
}

/** The framework bounds the bodies that it reads; of one that is handed over unread, nobody else would count the bytes. */
async function* atMost(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE()
    yield chunk
  }
}

/** `{orderId}` is written `:orderId` by the router. */
const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** As it is written in the API's description; what nobody wrote a route for is not told apart. */
function routeOf(request: KnownRequest): string {
  if (request.route !== undefined) return request.route
  const { url } = request.routeOptions
  return url === undefined || url === '*' ? 'unknown' : url
}

function writeAccessLog(log: Log, request: KnownRequest, ms: number, status: number): void {
  const { caller, refused } = request
  log.access({
    method: request.method,
    route: routeOf(request),
    status,
    ms,
    requestId: request.id,
    ...whoAsked(caller, refused),
  })
}

/** The front door: every route of every service on one HTTP server, refusals in one form, one log line a request. */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest, type RouteOptions } from 'fastify'
import type { Authenticate } from '../kernel/caller.ts'
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import type { LiveSource } from '../services/live/index.ts'
import type { Log } from '../telemetry/log.ts'
import { admitReader } from './front/admit-request.ts'
import { nobodyWaited, writeAccessLog } from './log/access-log.ts'
import { createAnswerAhead } from './answer/answer-ahead.ts'
import { createAnswerKept } from './answer/answer-kept.ts'
import { createAsOf, type HeardCommits } from './request/as-of.ts'
import type { AnswerNeeds } from './answer/answer.ts'
import { closeConnectionsInOrder } from './connections/close-connections.ts'
import { docsRoutes } from './docs/docs-routes.ts'
import type { ProblemCatalogue } from './docs/problem-pages.ts'
import { openFront, type Front } from './front/front.ts'
import { createGraphqlDoor } from './graphql/mount-graphql.ts'
import type { GraphqlSettings } from './graphql/serve-graphql.ts'
import { healthRoutes, type Health } from './operations/health.ts'
import { createKeptReplies } from './reply/kept-replies.ts'
import type { FrameworkRequest, KnownResponse } from './request/known-request.ts'
import { fastifyPath, mountRoutes } from './mount-routes.ts'
import type { TlsListener } from './connections/listen-tls.ts'
import { openServer } from './connections/open-server.ts'
import { decodeBody } from './request/parse-json.ts'
import { answerOtherMethods, parameterMaxLength, type TakenPath } from './answer/other-methods.ts'
import { unknownPathProblem } from './reply/problem-details.ts'
import { connectionRefusal } from './connections/refuse-connection.ts'
import { createRefuseInFront } from './front/refuse-in-front.ts'
import { requestIds } from './request/request-context.ts'
import type { Route, Upgrade } from './route.ts'
import { contextOf, sendFailure, sendProblem } from './reply/send-problem.ts'
import { mountStaffPages, type StaffPages } from './operations/staff-pages.ts'
import { isUpgrade, takeUpgrades } from './connections/upgrades.ts'
import { bodyLimits, endSlowBodies, type BodyLimits } from './connections/slow-bodies.ts'
import { createDeprecatedUses, type DeprecatedUses } from './versions/deprecated-uses.ts'
import { createDeprecations } from './versions/deprecation.ts'
import { routedUrl, toldPath } from './request/enter-version.ts'
import { secondVersionChange, type ChangeOf } from './versions/second/second-version.ts'

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
  /** How routes are otherwise in /v2; the API's own table unless told. */
  readonly changeOf?: ChangeOf
  /** Where it is counted who still uses what is deprecated; forgotten unless told. */
  readonly deprecatedUses?: DeprecatedUses
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
  const changeOf = needs.changeOf ?? secondVersionChange
  const graphql =
    needs.graphql && createGraphqlDoor(needs.graphql, { ...needs, changeOf, kept, asOf, front, requestIdFor: ids.of })
  const upgrades = [...(needs.upgrades ?? []), ...(graphql?.upgrades ?? [])]
  const refuse = createRefuseInFront({ ...needs, front, requestIdFor: ids.of })
  const deprecations = createDeprecations({ ...needs, uses: needs.deprecatedUses ?? createDeprecatedUses(needs) })
  const answerKept = createAnswerKept({ ...needs, front, kept, asOf, deprecations, requestIdFor: ids.of })
  const ahead = createAnswerAhead({ ...needs, front, requestIdFor: ids.of })
  const app = Fastify({
    logger: false,
    // Bodies and replies are checked against the routes' own schemas: the framework's compilers are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    bodyLimit: bodyMaxBytes,
    serverFactory: (framework) =>
      openServer({
        refuse,
        answerKept,
        answerAhead: ahead,
        framework,
        leavesHttp: (request) => isUpgrade(request, upgrades),
        listener: needs.listener,
        log: needs.log,
      }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: parameterMaxLength, caseSensitive: true, ignoreTrailingSlash: false },
    genReqId: ids.of,
    rewriteUrl: ({ url = '/' }) => routedUrl(url),
    frameworkErrors: (error, request, reply) => void sendFailure(error, request, reply.headers(front.headers), needs),
    clientErrorHandler: ({ code }, socket) => {
      if (bodies.isAnswered(socket)) socket.end()
      else if (socket.writable) socket.end(connectionRefusal(code, ids.next()))
      else socket.destroy()
    },
  })
  app.server.headersTimeout = headersMs
  closeConnectionsInOrder(app, ahead.end)
  takeUpgrades(app.server, { ...needs, front, upgrades, requestIdFor: ids.of })
  const bodies = endSlowBodies(app, needs.bodyLimits ?? bodyLimits, ids.of)
  readJson(app)
  app.setErrorHandler((error: FastifyError, request, reply) => sendFailure(error, request, reply, needs))
  app.setNotFoundHandler((request, reply) => sendProblem(unknownPathProblem(contextOf(request)), reply))
  accompany(app, front, needs.log)
  const pages = pagesOf(needs, front)
  for (const page of pages) app.route(page)
  for (const staffPages of needs.staffPages ?? []) mountStaffPages(app, staffPages, { ...needs, asOf, front })
  const mounting = { ...needs, ...bodies, kept, asOf, front, changeOf, deprecations, ahead, bodyMaxBytes }
  mountRoutes(app, needs.routes, mounting)
  graphql?.mount(app, ahead)
  answerOtherMethods(app, front, [
    ...pages.map(({ url, method }) => ({ url, methods: [method as string] })),
    ...(graphql ? [{ url: '/graphql', methods: ['GET', 'POST'] }] : []),
    ...pathsOf(needs.routes),
  ])
  return app
}

/** As text, which whoever takes the request apart parses; bodies of any other type are refused. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(;|$)/,
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => decodeBody(bytes),
  )
}

const pathsOf = (all: readonly Route[]): readonly TakenPath[] =>
  Array.from(
    Map.groupBy(all, ({ path }) => path),
    ([path, routes]) => ({ url: fastifyPath(path), methods: routes.map(({ method }) => method) }),
  )

/** What every request is given, and every one leaves behind. */
function accompany(app: FastifyInstance, front: Front, log: Log): void {
  const headers = Object.entries(front.headers)
  // One function for all: the framework's own hook makes several for each request.
  const closed = function (this: KnownResponse): void {
    const { request, begunMs, statusCode, headersSent } = this
    const isAborted = !this.writableFinished
    const status = isAborted && !headersSent ? nobodyWaited : statusCode
    writeAccessLog(log, request, routeOf(request), performance.now() - begunMs, status, isAborted)
  }
  app.addHook('onRequest', (request, reply, done) => {
    const response = reply.raw as KnownResponse
    response.request = request as FrameworkRequest
    response.begunMs = performance.now()
    // Comes once, after the end of a whole answer as well as of one that nobody waits for any more.
    response.on('close', closed)
    // A request keeps its name whatever comes of it.
    reply.header('x-request-id', request.id)
    for (const [name, value] of headers) reply.header(name, value)
    done()
  })
}

/** Supervisors ask as often as they like; whoever reads is counted. */
function pagesOf(needs: GatewayNeeds, front: Front): RouteOptions[] {
  const { health, described, routes, changeOf = secondVersionChange } = needs
  const onRequest = admitReader(front)
  const pages = docsRoutes({ ...needs, routes: described ?? routes, changeOf })
  return [...healthRoutes(health), ...pages.map((page) => ({ ...page, onRequest }))]
}

/** As it is written in the API's description; what nobody wrote a route for is not told apart. */
function routeOf(request: FrameworkRequest): string {
  if (request.route !== undefined) return toldPath(request, request.route)
  const { url } = request.routeOptions
  return url === undefined || url === '*' ? 'unknown' : url
}

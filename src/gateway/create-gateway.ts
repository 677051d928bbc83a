/** The front door: every route of every service on one HTTP server, refusals in one form, one log line a request. */
import Fastify, {
  errorCodes,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { actingOrganisation, type Caller } from '../kernel/caller.ts'
import { Rejected } from '../kernel/rejection.ts'
import type { Log } from '../telemetry/log.ts'
import { compileAnswer, type AnswerNeeds } from './answer.ts'
import { closeConnectionsInOrder } from './close-connections.ts'
import { docsRoutes } from './docs/docs-routes.ts'
import type { ProblemCatalogue } from './docs/problem-pages.ts'
import { healthRoutes, type Health } from './health.ts'
import { decodeBody } from './parse-json.ts'
import {
  problem,
  problemHeaders,
  problemOf,
  unexpectedProblem,
  unknownPathProblem,
  type Problem,
  type ProblemStatus,
} from './problem-details.ts'
import { assertAccess, type Authenticate, type Credentials } from './request-context.ts'
import type { Route } from './route.ts'

export type GatewayNeeds = AnswerNeeds & {
  readonly routes: readonly Route[]
  readonly authenticate: Authenticate
  readonly health: Health
  readonly log: Log
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
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Builds the server; it listens when told to, and `close` waits for the requests under way. */
export function createGateway(needs: GatewayNeeds): FastifyInstance {
  let requests = 0
  const app = Fastify({
    logger: false,
    // Bodies and replies are checked against the routes' own schemas: the framework's compilers are not even loaded.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    bodyLimit: bodyMaxBytes,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
    genReqId: (raw) => requestIdOf(raw.headers['x-request-id']) ?? `${needs.processId}${(requests += 1).toString(36)}`,
    frameworkErrors: (error, request, reply) => void sendFailure(error, request, reply, needs.log),
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else socket.destroy()
    },
  })
  closeConnectionsInOrder(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(;|$)/,
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) => decodeBody(bytes),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => sendFailure(error, request, reply, needs.log))
  app.setNotFoundHandler((request, reply) => sendProblem(unknownPathProblem(contextOf(request)), reply))
  app.addHook('onResponse', (request, reply, done) => {
    writeAccessLog(needs.log, request, reply)
    done()
  })
  for (const route of healthRoutes(needs.health)) app.route(route)
  for (const route of docsRoutes(needs.routes, needs.problems, needs.version)) app.route(route)
  for (const [path, routes] of Map.groupBy(needs.routes, ({ path }) => path)) {
    for (const route of routes) addRoute(app, route, needs)
    refuseOtherMethods(app, path, routes)
  }
  return app
}

type WithCaller = FastifyRequest & { caller?: Caller }

function addRoute(app: FastifyInstance, route: Route, needs: GatewayNeeds): void {
  const answer = compileAnswer(route, needs)
  const url = fastifyPath(route.path)
  const privately = route.access.kind !== 'public'
  const define = (instance: FastifyInstance, bodyLimit: number): void => {
    instance.route({
      method: route.method,
      url,
      bodyLimit,
      // A promise only for who has to be looked up: a caller who is known costs no turn of the microtask queue.
      onRequest: (request: WithCaller, reply, done) => {
        const { authorization, 'fx-organisation': organisation } = request.headers
        reply.header('x-request-id', request.id)
        reply.header('x-content-type-options', 'nosniff')
        const admit = (caller: Caller): void => {
          assertAccess(route.access, caller)
          request.caller = caller
        }
        const known = identify(
          needs.authenticate,
          { authorization, organisation: organisation as string | undefined },
          privately,
        )
        if (known instanceof Promise) return known.then(admit)
        admit(known)
        done()
        return undefined
      },
      handler: (request: WithCaller, reply) => answer(request, request.caller!, reply),
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

/** A public route takes whoever comes: a token that ended must not keep its owner from signing in again. */
function identify(authenticate: Authenticate, credentials: Credentials, privately: boolean): Caller | Promise<Caller> {
  if (privately) return authenticate(credentials)
  try {
    const known = authenticate(credentials)
    return known instanceof Promise ? known.catch(anonymousIfRejected) : known
  } catch (error) {
    return anonymousIfRejected(error)
  }
}

const anonymousIfRejected = (error: unknown): Caller => {
  if (error instanceof Rejected) return { kind: 'anonymous' }
  throw error
}

function refuseOtherMethods(app: FastifyInstance, path: string, routes: readonly Route[]): void {
  const allowed = routes.map(({ method }) => method as string)
  if (allowed.includes('GET')) allowed.push('HEAD')
  const others = methods.filter((method) => !allowed.includes(method))
  if (others.length === 0) return
  const detail = `This path takes ${allowed.join(', ')}.`
  app.route({
    method: others,
    url: fastifyPath(path),
    onRequest: (request, reply) => {
      reply.header('allow', allowed.join(', '))
      void sendProblem(problem(405, { code: 'gateway/method-not-allowed', detail }, contextOf(request)), reply)
    },
    handler: () => undefined,
  })
}

/** `{orderId}` is written `:orderId` by the router. */
const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

const requestIdOf = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : undefined

const contextOf = (request: FastifyRequest) => ({ instance: request.url.split('?', 1)[0] ?? '/', traceId: request.id })

function sendProblem(found: Problem, reply: FastifyReply): FastifyReply {
  return reply
    .code(found.status)
    .headers(problemHeaders(found))
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(found))
}

function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const context = contextOf(request)
  if (error instanceof Rejected) return sendProblem(problemOf(error.rejection, context), reply)
  const found = frameworkProblem(error as FastifyError, context)
  if (found) return sendProblem(found, reply)
  log.error({ err: error, traceId: context.traceId, path: context.instance }, 'unexpected error')
  return sendProblem(unexpectedProblem(context), reply)
}

/** What the framework refuses before a route is asked. */
function frameworkProblem(error: FastifyError, context: { instance: string; traceId: string }): Problem | undefined {
  const known: Record<string, [ProblemStatus, `gateway/${string}`, string]> = {
    FST_ERR_CTP_INVALID_MEDIA_TYPE: [
      415,
      'gateway/unsupported-media-type',
      'Send the body as `Content-Type: application/json`.',
    ],
    FST_ERR_CTP_BODY_TOO_LARGE: [413, 'gateway/body-too-large', 'The body is larger than this route takes.'],
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
      400,
      'gateway/malformed-body',
      'The body is not as long as Content-Length says.',
    ],
    FST_ERR_BAD_URL: [400, 'gateway/malformed-path', 'The path is not a valid URL.'],
    FST_ERR_MAX_PARAM_LENGTH: [400, 'gateway/malformed-path', 'A part of the path is longer than any id.'],
    ECONNRESET: [400, 'gateway/malformed-body', 'The connection ended before the body did.'],
  }
  const entry = known[error.code]
  return entry && problem(entry[0], { code: entry[1], detail: entry[2] }, context)
}

function writeAccessLog(log: Log, request: WithCaller, reply: FastifyReply): void {
  const { caller } = request
  log.access({
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    status: reply.statusCode,
    ms: reply.elapsedTime,
    requestId: request.id,
    caller: caller?.kind ?? 'anonymous',
    user: caller?.kind === 'user' ? caller.userId : undefined,
    organisation: caller && actingOrganisation(caller),
  })
}

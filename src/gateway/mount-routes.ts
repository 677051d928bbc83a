/** Puts routes on the server: who is let in, how its body comes, which version of it answers. */
import { errorCodes, type FastifyInstance, type FastifyRequest, type onRequestHookHandler } from 'fastify'
import { createAdmit, hookOf, type AdmitNeeds } from './front/admit-request.ts'
import type { AnswerAhead, AheadRoute } from './answer/answer-ahead.ts'
import { compileAnswer, type Answer, type AnswerNeeds } from './answer/answer.ts'
import type { FrameworkRequest, KnownReply, KnownRequest } from './request/known-request.ts'
import { classOf } from './front/limits.ts'
import type { Route } from './route.ts'
import { OtherMediaType } from './reply/send-problem.ts'
import type { Deprecations } from './versions/deprecation.ts'
import { isSecondVersion } from './request/enter-version.ts'
import type { ChangeOf } from './versions/second/second-version.ts'
import { secondVersionOf } from './versions/versioned-route.ts'

export type MountRouteNeeds = AnswerNeeds &
  AdmitNeeds & {
    /** Told of a request whose body is a file. */
    readonly takeFile: (request: FastifyRequest['raw']) => void
    readonly changeOf: ChangeOf
    readonly deprecations: Deprecations
    readonly ahead: AnswerAhead
    readonly bodyMaxBytes: number
  }

export function mountRoutes(app: FastifyInstance, routes: readonly Route[], needs: MountRouteNeeds): void {
  for (const route of routes) mountRoute(app, route, needs)
}

function mountRoute(app: FastifyInstance, route: Route, needs: MountRouteNeeds): void {
  const answer = compileAnswer(route, needs)
  const isOtherwise = needs.changeOf(route) !== undefined
  // Put together when somebody first asks for it.
  let answerSecond: Answer | undefined
  const answerOf = (request: KnownRequest): Answer => {
    if (!isOtherwise || !isSecondVersion(request)) return answer
    return (answerSecond ??= compileAnswer(secondVersionOf(route, needs.changeOf)!, needs))
  }
  const url = fastifyPath(route.path)
  const admit = createAdmit(
    {
      route: url,
      access: route.access,
      limit: classOf(route),
      streamsEvents: route.streamsEvents,
      refusesBadCredentials: route.access.kind !== 'public' || route.refusesBadCredentials === true,
      onAdmitted: route.streamsBody && (({ raw }) => needs.takeFile(raw)),
    },
    needs,
  )
  const tell = isOtherwise ? needs.deprecations.tellOf(route, url) : undefined
  const answerRequest = (request: KnownRequest, reply: KnownReply) => answerOf(request)(request, request.caller!, reply)
  if (route.method === 'GET') {
    const answerTold: AheadRoute['answer'] = async (request, reply) =>
      tell?.(request, reply) === false ? undefined : answerRequest(request, reply)
    needs.ahead.add('GET', url, isWhole(route) ? { route: url, admit, answer: answerTold } : undefined)
  }
  const define = (instance: FastifyInstance, bodyLimit: number): void => {
    instance.route({
      method: route.method,
      url,
      bodyLimit,
      onRequest: tell ? [hookOf(admit), told(tell)] : hookOf(admit),
      handler: (request, reply) => answerRequest(request as FrameworkRequest, reply),
    })
  }
  const { streamsBody } = route
  if (!streamsBody) return define(app, needs.bodyMaxBytes)
  // A body that is read in pieces has its own parser, which hands over the unread stream.
  void app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser([...streamsBody.mediaTypes], (request, payload, done) => {
      const announced = Number(request.headers['content-length'] ?? 0)
      if (announced > streamsBody.maxBytes) done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
      else done(null, atMost(payload, streamsBody.maxBytes))
    })
    inner.addContentTypeParser('*', (_request, _payload, done) => done(new OtherMediaType(streamsBody.mediaTypes)))
    define(inner, streamsBody.maxBytes)
  })
}

/** Whether its answer is JSON, and not a file or what goes on for as long as somebody listens. */
const isWhole = ({ reply, streamsEvents }: Route): boolean => reply !== undefined && !streamsEvents

const told =
  (tell: ReturnType<Deprecations['tellOf']>): onRequestHookHandler =>
  (request, reply, done) => {
    if (tell(request as FrameworkRequest, reply)) done()
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
export const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

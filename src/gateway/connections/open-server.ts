/** The HTTP server under the framework: what no request may be is refused, what is kept answered at once, what is plain without it, all else is the framework's. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Log } from '../../telemetry/log.ts'
import type { AnswerAhead } from '../answer/answer-ahead.ts'
import type { AnswerKept } from '../answer/answer-kept.ts'
import { listenTls, type TlsListener } from './listen-tls.ts'
import type { RefuseInFront } from '../front/refuse-in-front.ts'

/** Importing it would read all it exports, and with that load its WebSocket and fetch: 50 ms of every start. */
const { createServer } = process.getBuiltinModule('node:http')

/** A connection that says nothing at all is let go. How long bodies may take: slow-bodies.ts. */
const silenceTimeoutMs = 60_000
/** Above the idle limits of common load balancers (60 s), so that it is never we who close under a request. */
const keepAliveTimeoutMs = 72_000
/** Of all headers and the first line together. */
const headersMaxBytes = 16_384

export type ServerNeeds = {
  readonly refuse: RefuseInFront
  readonly answerKept: AnswerKept
  readonly answerAhead: AnswerAhead
  readonly framework: (request: IncomingMessage, response: ServerResponse) => void
  readonly leavesHttp: (request: IncomingMessage) => boolean
  /** Absent: plain HTTP. */
  readonly listener: TlsListener | undefined
  readonly log: Log
}

export function openServer({
  refuse,
  answerKept,
  answerAhead,
  framework,
  leavesHttp,
  listener,
  log,
}: ServerNeeds): Server {
  const options: ServerOptions = {
    requestTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: headersMaxBytes,
    // Refused by our own filters, with a problem.
    requireHostHeader: false,
    // Clients that offer HTTP/2 with every request (`Upgrade: h2c`) are answered as if they had not.
    shouldUpgradeCallback: leavesHttp,
  }
  const server = listener ? listenTls(options, listener, log) : createServer(options)
  server.setTimeout(silenceTimeoutMs)
  // What else than `100-continue` a client expects is passed over (RFC 9110 §10.1.1); Node would refuse it without a problem.
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response))
  return server.on('request', (request, response) => {
    if (refuse(request, response) || answerKept(request, response) || answerAhead(request, response)) return
    framework(request, response)
  })
}

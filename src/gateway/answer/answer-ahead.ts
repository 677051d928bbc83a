/**
 * Answers plain requests ahead of the framework, by the same admission and the same handlers: readings without a query,
 * and small bodies of JSON at a path that takes them. Whatever is written in any other way goes on to the framework.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { nobodyWaited, writeAccessLog } from '../log/access-log.ts'
import type { Admit } from '../front/admit-request.ts'
import { AheadReply } from '../reply/ahead-reply.ts'
import { createPathFinder, type Found } from './find-path.ts'
import type { Front } from '../front/front.ts'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'
import { decodeBody } from '../request/parse-json.ts'
import { sendFailure, type FailureNeeds } from '../reply/send-problem.ts'
import { routedUrl, toldPath } from '../request/enter-version.ts'

export type AheadMethod = 'GET' | 'POST'

export type AheadRoute = {
  /** As logs name it. */
  readonly route: string
  readonly admit: Admit
  /** Sends its reply whole, and at once. */
  readonly answer: (request: KnownRequest, reply: KnownReply) => Promise<unknown>
}

export type AnswerAhead = {
  /** Answers whether it answers. */
  (message: IncomingMessage, response: ServerResponse): boolean
  /** @param route  undefined: what stands there is the framework's */
  readonly add: (method: AheadMethod, url: string, route: AheadRoute | undefined) => void
  /** From now on everything is the framework's, which tells clients that their connection ends. */
  readonly end: () => void
}

export type AnswerAheadNeeds = FailureNeeds & {
  readonly front: Pick<Front, 'headers'>
  readonly requestIdFor: (request: IncomingMessage) => string
}

/** Larger ones are few, and the framework counts the bytes of any. */
const bodyMaxBytes = 65_536

const jsonTypes: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8'])

export function createAnswerAhead({ front, requestIdFor, ...needs }: AnswerAheadNeeds): AnswerAhead {
  const paths = {
    GET: createPathFinder<AheadRoute | undefined>(),
    POST: createPathFinder<AheadRoute | undefined>(),
  }
  let isOpen = true
  const fail = (error: unknown, request: KnownRequest, reply: KnownReply): void => {
    // Whose answer is out is owed none; what went wrong behind it is not the request's any more.
    if (reply.sent) needs.log.error({ err: error, traceId: request.id }, 'failed behind an answer')
    else sendFailure(error, request, reply, needs)
  }
  const run = async (
    { value: route }: Found<AheadRoute>,
    request: KnownRequest,
    reply: KnownReply,
    admitted: Promise<void> | undefined,
  ): Promise<void> => {
    try {
      if (admitted) await admitted
      if (request.method === 'POST') {
        const bytes = await wholeOf(request.raw)
        // Sent to nobody: its line in the log says so.
        if (bytes === undefined) return void reply.send()
        ;(request as { body: unknown }).body = readBody(bytes, reply)
      }
      await route.answer(request, reply)
    } catch (error) {
      fail(error, request, reply)
    }
  }
  const answer = (message: IncomingMessage, response: ServerResponse): boolean => {
    const { method, url = '' } = message
    if (!isOpen || (method !== 'GET' && method !== 'POST') || !isPlain(message)) return false
    const routed = routedUrl(url)
    const found = paths[method].find(routed)
    if (found?.value === undefined) return false
    const begunMs = performance.now()
    const request: KnownRequest = {
      id: requestIdFor(message),
      method,
      url: routed,
      originalUrl: url,
      headers: message.headers,
      raw: message,
      params: found.params,
      query: {},
      body: undefined,
      route: found.value.route,
      address: '',
    }
    const headers = { 'x-request-id': request.id, ...front.headers }
    const reply = new AheadReply(request, response, headers, (sent) => {
      const isAborted = message.socket.destroyed
      const status = isAborted ? nobodyWaited : sent.statusCode
      const route = toldPath(request, found.value!.route)
      writeAccessLog(needs.log, request, route, performance.now() - begunMs, status, isAborted)
    })
    begin(found as Found<AheadRoute>, request, reply)
    return true
  }
  const begin = (found: Found<AheadRoute>, request: KnownRequest, reply: KnownReply): void => {
    let admitted: Promise<void> | undefined
    try {
      admitted = found.value.admit(request, reply)
    } catch (error) {
      return fail(error, request, reply)
    }
    void run(found, request, reply, admitted)
  }
  return Object.assign(answer, {
    add(method: AheadMethod, url: string, route: AheadRoute | undefined) {
      paths[method].add(url, route)
    },
    end: () => void (isOpen = false),
  })
}

/** A GET without a body, or a POST whose body is JSON of a length that is told and not large. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined || headers['expect'] !== undefined) return false
  const length = headers['content-length'] ?? '0'
  if (method === 'GET') return length === '0'
  return (
    length !== '0' &&
    Number(length) <= bodyMaxBytes &&
    headers['content-encoding'] === undefined &&
    jsonTypes.has(headers['content-type'])
  )
}

/** The framework's own way with a body that it cannot read: nothing more is read from such a client. */
function readBody(bytes: Buffer, reply: KnownReply): string {
  try {
    return decodeBody(bytes)
  } catch (error) {
    reply.header('connection', 'close')
    throw error
  }
}

/** Undefined where the client leaves before it has sent all: nobody is there to be answered. */
const wholeOf = (message: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const pieces: Buffer[] = []
    message.on('data', (piece: Buffer) => void pieces.push(piece))
    message.once('end', () => resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)))
    message.once('close', () => resolve(undefined))
  })

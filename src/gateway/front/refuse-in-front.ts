/** Answers requests that go no further than the filters, and ends their connection: what follows on it may be the rest of a trick. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../../telemetry/log.ts'
import { takenMethods } from './filter-requests.ts'
import type { Front } from './front.ts'
import { whoAsked } from '../log/who-asked.ts'

export type RefuseInFrontNeeds = {
  readonly front: Pick<Front, 'filter' | 'headers'>
  readonly log: Log
  readonly requestIdFor: (request: IncomingMessage) => string
}

/** Answers whether it has refused. */
export type RefuseInFront = (request: IncomingMessage, response: ServerResponse) => boolean

export const createRefuseInFront =
  ({ front, log, requestIdFor }: RefuseInFrontNeeds): RefuseInFront =>
  (request, response) => {
    const found = front.filter(request, requestIdFor)
    if (found === undefined) return false
    const text = JSON.stringify(found)
    response.writeHead(found.status, {
      ...front.headers,
      ...(found.status === 405 && { allow: takenMethods }),
      'x-request-id': found.traceId,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      connection: 'close',
    })
    response.end(text)
    log.access({
      method: request.method ?? '',
      route: 'unknown',
      status: found.status,
      ms: 0,
      requestId: found.traceId,
      ...whoAsked(undefined, found.code),
    })
    return true
  }

/** What a connection is told whose request no route ever saw: a problem like any other, and that it ends. */
import type { Rejection } from '../../kernel/rejection.ts'
import { problem, type ProblemStatus } from '../reply/problem-details.ts'
import { securityHeaders } from '../front/security-headers.ts'

type Refused = Pick<Rejection, 'code' | 'detail'> & { readonly status: ProblemStatus; readonly line: string }

const malformed: Refused = {
  status: 400,
  line: '400 Bad Request',
  code: 'gateway/malformed-request',
  detail: 'This is not a request of HTTP/1.1.',
}
const refused: Readonly<Record<string, Refused>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    line: '408 Request Timeout',
    code: 'gateway/request-timeout',
    detail: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    line: '431 Request Header Fields Too Large',
    code: 'gateway/headers-too-large',
    detail: 'The request’s path and headers are longer than 16 KiB together.',
  },
}

const always = Object.entries(securityHeaders(false)).map(([name, value]) => `${name}: ${value}`)

/** @param code  of the error that Node's server met @returns the whole response, after which the connection ends */
export function connectionRefusal(code: string | undefined, requestId: string): string {
  const { status, line, ...rest } = refused[code ?? ''] ?? malformed
  const body = JSON.stringify(problem(status, rest, { instance: '/', traceId: requestId }))
  return [
    `HTTP/1.1 ${line}`,
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/problem+json; charset=utf-8',
    'Cache-Control: no-store',
    ...always,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

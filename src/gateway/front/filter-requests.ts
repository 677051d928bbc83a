/** What no request may look like, told from its first lines alone: refused ahead of routes, tokens and bodies. */
import type { IncomingMessage } from 'node:http'
import { problem, type Problem, type ProblemContext, type ProblemStatus } from '../reply/problem-details.ts'

/** The problem of a request that goes no further; undefined for any other. */
export type FilterRequest = (
  request: IncomingMessage,
  requestIdFor: (request: IncomingMessage) => string,
) => Problem | undefined

export type FilterOptions = {
  /** Names under which the exchange is reached, without port; none: any. */
  readonly hosts: readonly string[]
}

export const takenMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
const methods: ReadonlySet<string> = new Set(takenMethods.split(', '))

/** In characters: four cursors long. */
export const urlMaxLength = 8_192
const headerMaxLength = 8_192
const headersMax = 100

/**
 * Dot segments, empty ones, and what would become a separator, a dot or an end when somebody behind a proxy decodes
 * it: two readers of one path could take it for two. Control characters and backslashes no URL has.
 */
const ambiguous = /[\u0000-\u0020\\\u007f-\uffff]|\/\/|\/\.{1,2}(?:\/|$)|%(?:2e|2f|5c|0[0-9a-f]|1[0-9a-f]|7f)/i

/** Of these, a second one would be dropped or joined to the first, and somebody before us may have read the other. */
const once = [
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'fx-organisation',
  'host',
  'idempotency-key',
  'if-match',
  'origin',
  'transfer-encoding',
] as const
/** Each has a bit of its own, so that those seen are one number. */
const bits: ReadonlyMap<string, number> = new Map(once.map((name, at) => [name, 1 << at]))
/** Most headers of a request are none of these by their length alone. */
const lengths: readonly boolean[] = Array.from({ length: 32 }, (_, length) =>
  once.some((name) => name.length === length),
)

type Found = readonly [status: ProblemStatus, code: `gateway/${string}`, detail: string]

export function createFilterRequests({ hosts }: FilterOptions): FilterRequest {
  const names = new Set(hosts.map((host) => host.toLowerCase()))
  const found = (request: IncomingMessage): Found | undefined =>
    faultOfLine(request) ??
    faultOfHeaders(request.rawHeaders) ??
    (request.headers.host === undefined && request.httpVersion === '1.1' ? noHost : undefined) ??
    (names.size > 0 && !names.has(nameOf(request.headers.host)) ? unknownHost : undefined)
  return (request, requestIdFor) => {
    const fault = found(request)
    if (fault === undefined) return undefined
    const [status, code, detail] = fault
    return problem(status, { code, detail }, contextOf(request, requestIdFor(request)))
  }
}

function faultOfLine({ method = '', url = '' }: IncomingMessage): Found | undefined {
  if (!methods.has(method)) return unknownMethod
  if (url.length > urlMaxLength) return tooLong
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  return path.startsWith('/') && !ambiguous.test(path) ? undefined : ambiguousPath
}

function faultOfHeaders(rawHeaders: readonly string[]): Found | undefined {
  if (rawHeaders.length > headersMax * 2) return tooManyHeaders
  let seen = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (rawHeaders[at + 1]!.length > headerMaxLength) return headerTooLong
    if (!lengths[name.length]) continue
    const bit = bits.get(name.toLowerCase()) ?? 0
    if (seen & bit) return repeatedHeader
    seen |= bit
  }
  return undefined
}

/** `[::1]:3000` is the host `[::1]`. */
const nameOf = (host: string | undefined): string => (host ?? '').toLowerCase().replace(/:\d+$/, '')

const contextOf = ({ url = '/' }: IncomingMessage, traceId: string): ProblemContext => ({
  instance: (url.split('?', 1)[0] ?? '/').slice(0, 200),
  traceId,
})

const unknownMethod: Found = [
  405,
  'gateway/method-not-allowed',
  `No path takes this method: ${takenMethods} are known.`,
]
const tooLong: Found = [414, 'gateway/url-too-long', `An address has at most ${urlMaxLength} characters.`]
const ambiguousPath: Found = [
  400,
  'gateway/malformed-path',
  'The path has dot segments, empty segments, encoded separators or characters that no URL has.',
]
const tooManyHeaders: Found = [431, 'gateway/headers-too-large', `A request has at most ${headersMax} headers.`]
const headerTooLong: Found = [431, 'gateway/headers-too-large', `A header has at most ${headerMaxLength} characters.`]
const repeatedHeader: Found = [400, 'gateway/repeated-header', `Each of these headers stands once: ${once.join(', ')}.`]
const noHost: Found = [400, 'gateway/malformed-request', 'A request of HTTP/1.1 names its `Host`.']
const unknownHost: Found = [421, 'gateway/unknown-host', 'The exchange is not reached under this name.']

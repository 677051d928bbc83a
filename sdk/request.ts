/** One request to the exchange and its answer, unread: what typed operations and streams of bytes have in common. */
import { ProblemError, type Problem } from './problem.ts'
import type { RetryOptions } from './retries.ts'

/** Remembers the newest `FX-As-Of` that was answered. */
export type AsOf = { newest?: string }

export type ClientOptions = {
  /** Such as `http://127.0.0.1:3000`. */
  readonly baseUrl: string
  /** Sent as `Authorization`; asked for before each request, so that it may be refreshed. */
  readonly authorization?: () => string | undefined | Promise<string | undefined>
  /** Gets another token when the exchange refuses the present one; the request is then sent once more. */
  readonly renew?: () => Promise<void>
  /** Milliseconds since 1970 from which on `authorization` gives another token: what stays open is opened anew then. */
  readonly renewsAt?: () => number
  readonly organisation?: string
  /** What the client calls itself, such as `warehouse-sync`: told to whoever looks for users of what is deprecated. */
  readonly name?: string
  /** What fails in passing is sent again; `false`: never. */
  readonly retries?: RetryOptions | false
  /** Where the newest write stands that requests are to know of; share one between clients that are to read each other’s writes. */
  readonly asOf?: AsOf
  /** Each attempt ends after so long. Default 30,000. */
  readonly timeoutMs?: number
  readonly fetch?: typeof globalThis.fetch
  /** For events; the runtime's own unless given. */
  readonly WebSocket?: typeof globalThis.WebSocket
}

export type OpenRequest = {
  readonly method: string
  /** With its parameters filled in: `/v1/products/imports`. */
  readonly path: string
  /** Lists are joined by commas; what is undefined is left out. */
  readonly query?: Readonly<Record<string, unknown>>
  /** Text, or bytes as they come. */
  readonly body?: string | ReadableStream<Uint8Array>
  readonly contentType?: string
  /** What kind of answer is wanted; JSON unless said. */
  readonly accept?: string
  readonly ifMatch?: string
  /** Made up for each write unless given; give your own to repeat a request safely after a crash of yours. */
  readonly idempotencyKey?: string
  /** The organisation acted for, instead of the client's. */
  readonly organisation?: string
  readonly signal?: AbortSignal
  /** Instead of the client's; until the last byte of the answer. */
  readonly timeoutMs?: number
}

/**
 * Sends a request and gives the answer as soon as its head is there, for bodies too large to hold.
 * Throws `ProblemError` for every refusal, and what `fetch` throws when nobody answers.
 */
export async function openRequest(options: ClientOptions, request: OpenRequest): Promise<Response> {
  const { fetch = globalThis.fetch } = options
  const { method, body, contentType, ifMatch, signal } = request
  const authorization = await options.authorization?.()
  const organisation = request.organisation ?? options.organisation
  const headers: Record<string, string> = { accept: request.accept ?? 'application/json, */*;q=0.5' }
  if (authorization) headers['authorization'] = authorization
  if (organisation) headers['fx-organisation'] = organisation
  if (options.name) headers['fx-client'] = options.name
  if (ifMatch) headers['if-match'] = ifMatch
  if (method !== 'GET') headers['idempotency-key'] = request.idempotencyKey ?? crypto.randomUUID()
  if (contentType) headers['content-type'] = contentType
  if (options.asOf?.newest) headers['fx-as-of'] = options.asOf.newest
  const timeout = AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs ?? 30_000)
  const init: RequestInit & { duplex?: 'half' } = {
    method,
    headers,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    ...(body !== undefined && { body }),
    // A stream is sent before the answer is read.
    ...(typeof body === 'object' && { duplex: 'half' }),
  }
  const response = await fetch(options.baseUrl + request.path + search(request.query ?? {}), init)
  remember(options.asOf, response.headers.get('fx-as-of'))
  if (response.ok) return response
  const text = await response.text()
  const problem = isJson(response) ? (JSON.parse(text) as Problem) : undefined
  throw new ProblemError(response.status, problem, response.headers)
}

/** Once more with another token, where the exchange no longer takes the present one. */
export async function renewing<T>({ renew }: ClientOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!renew || !(error instanceof ProblemError) || error.code !== 'auth/invalid-token') throw error
    await renew()
    return work()
  }
}

/** Later ones compare greater. */
export function remember(asOf: AsOf | undefined, answered: string | null): void {
  if (asOf && answered !== null && answered > (asOf.newest ?? '')) asOf.newest = answered
}

/** Whether an answer says that it is JSON. */
export const isJson = (response: Response): boolean => /\bjson\b/.test(response.headers.get('content-type') ?? '')

const search = (query: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const pairs = given.map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(',') : String(value),
  ])
  return given.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : ''
}

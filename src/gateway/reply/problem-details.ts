/** The only file that knows which HTTP status a refusal becomes, and how a problem (RFC 9457) is written. */
import type { FieldError, Rejection, RejectionKind } from '../../kernel/rejection.ts'

const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  invalid: 422,
  unguarded: 428,
  'too-many': 429,
  unavailable: 503,
} as const satisfies Record<RejectionKind, number>

const titleOf = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  408: 'Request timed out',
  409: 'Conflict',
  410: 'Gone',
  412: 'Changed since you read it',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  421: 'Not reached here',
  422: 'Invalid',
  428: 'If-Match is missing',
  429: 'Too many requests',
  431: 'Header fields too large',
  500: 'Unexpected error',
  503: 'Unavailable',
} as const

export type ProblemStatus = keyof typeof titleOf

export type Problem = {
  type: string
  title: string
  status: ProblemStatus
  detail: string
  instance: string
  code: string
  traceId: string
  errors?: readonly FieldError[]
  facts?: Readonly<Record<string, unknown>>
}

export type ProblemContext = { readonly instance: string; readonly traceId: string }

/** The problem of a rejection. */
export const problemOf = (rejection: Rejection, context: ProblemContext): Problem =>
  problem(statusOf[rejection.kind], rejection, context)

/** A problem of HTTP itself, which no rejection kind stands for. */
export const problem = (
  status: ProblemStatus,
  { code, detail, errors, facts }: Omit<Rejection, 'kind'>,
  { instance, traceId }: ProblemContext,
): Problem => ({
  type: `/problems/${code}`,
  title: titleOf[status],
  status,
  detail,
  instance,
  code,
  traceId,
  ...(errors && { errors }),
  ...(facts && { facts }),
})

/** Unforeseen: logged with its trace under the same id, described to nobody. */
export const unexpectedProblem = (context: ProblemContext): Problem =>
  problem(
    500,
    { code: 'gateway/unexpected', detail: 'Something went wrong on our side. It was recorded under the trace id.' },
    context,
  )

export const unknownPathProblem = (context: ProblemContext): Problem =>
  problem(
    404,
    { code: 'gateway/unknown-path', detail: 'There is nothing at this path. The API is described at /docs.' },
    context,
  )

/** What goes along with a problem as headers. */
export function problemHeaders({ status, code, facts }: Problem): Record<string, string> {
  const retryAfter = facts?.['retryAfterSeconds']
  // RFC 6750: a token that was sent and is not good says so; a request without one only hears what is wanted.
  if (status === 401)
    return { 'www-authenticate': code === 'auth/invalid-token' ? 'Bearer error="invalid_token"' : 'Bearer' }
  if (typeof retryAfter === 'number') return { 'retry-after': String(retryAfter) }
  return status === 503 ? { 'retry-after': '1' } : {}
}

/** What ClickHouse says when it refuses: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`, and the HTTP status it says it with. */
import type { IncomingHttpHeaders } from 'node:http'

export class ClickHouseException extends Error {
  readonly code: number

  /** `message` ends in the exception's name in brackets, as clients look for it there. */
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** As `exceptionCodeToHTTPStatus` has them in ClickHouse; what is not named is 500. */
const STATUSES: Readonly<Record<number, readonly string[]>> = {
  400: [
    'BAD_ARGUMENTS',
    'CANNOT_COMPILE_REGEXP',
    'CANNOT_PARSE_TEXT',
    'CANNOT_PARSE_ESCAPE_SEQUENCE',
    'CANNOT_PARSE_QUOTED_STRING',
    'CANNOT_PARSE_DATE',
    'CANNOT_PARSE_DATETIME',
    'CANNOT_PARSE_NUMBER',
    'CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING',
    'CANNOT_PARSE_IPV4',
    'CANNOT_PARSE_IPV6',
    'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
    'CANNOT_PARSE_UUID',
    'DUPLICATE_COLUMN',
    'ILLEGAL_COLUMN',
    'THERE_IS_NO_COLUMN',
    'UNKNOWN_ELEMENT_IN_AST',
    'UNKNOWN_TYPE_OF_AST_NODE',
    'TOO_DEEP_AST',
    'TOO_BIG_AST',
    'UNEXPECTED_AST_STRUCTURE',
    'SYNTAX_ERROR',
    'INCORRECT_DATA',
    'TYPE_MISMATCH',
    'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
  ],
  401: ['REQUIRED_PASSWORD'],
  403: ['UNKNOWN_USER', 'WRONG_PASSWORD', 'AUTHENTICATION_FAILED', 'SET_NON_GRANTED_ROLE'],
  404: [
    'UNKNOWN_TABLE',
    'UNKNOWN_FUNCTION',
    'UNKNOWN_IDENTIFIER',
    'UNKNOWN_TYPE',
    'UNKNOWN_STORAGE',
    'UNKNOWN_DATABASE',
    'UNKNOWN_SETTING',
    'UNKNOWN_DIRECTION_OF_SORTING',
    'UNKNOWN_AGGREGATE_FUNCTION',
    'UNKNOWN_FORMAT',
    'UNKNOWN_DATABASE_ENGINE',
    'UNKNOWN_TYPE_OF_QUERY',
    'NO_ELEMENTS_IN_CONFIG',
  ],
  408: ['TIMEOUT_EXCEEDED'],
  413: ['QUERY_IS_TOO_LARGE', 'REQUEST_ENTITY_TOO_LARGE'],
  501: ['NOT_IMPLEMENTED'],
  503: ['SOCKET_TIMEOUT', 'CANNOT_SCHEDULE_TASK'],
}

export function statusOf({ message }: ClickHouseException): number {
  const name = /\(([A-Z0-9_]{3,})\)$/.exec(message)?.[1] ?? ''
  const entry = Object.entries(STATUSES).find(([, names]) => names.includes(name))
  return Number(entry?.[0] ?? 500)
}

const LOGICAL_ERROR = 49

/** An exception of the engine as it is; whatever else was thrown, as a server's own fault. */
export function asException(error: unknown): ClickHouseException {
  if (error instanceof ClickHouseException) return error
  const text = error instanceof Error ? error.message : String(error)
  // The engine wraps some of its exceptions in themselves, with its version: the innermost has the message.
  const found = /^(?:Code: (?<code>\d+)\. DB::Exception: )+(?<message>.*?\([A-Z0-9_]{3,}\))(?: \(version |$)/s.exec(
    text,
  )
  const { code, message } = found?.groups ?? {}
  return code !== undefined && message !== undefined
    ? new ClickHouseException(Number(code), message)
    : new ClickHouseException(LOGICAL_ERROR, `${text} (LOGICAL_ERROR)`)
}

/** There is one user, `default`, without a password, as on a server nobody has configured. */
export function authenticate(headers: IncomingHttpHeaders, parameters: URLSearchParams): void {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ')
  const [basicUser, basicPassword = ''] =
    scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString().split(/:(.*)/s) : []
  const user = basicUser ?? headers['x-clickhouse-user'] ?? parameters.get('user') ?? 'default'
  const password =
    basicUser === undefined ? (headers['x-clickhouse-key'] ?? parameters.get('password') ?? '') : basicPassword
  if ((user === 'default' || user === '') && password === '' && scheme.toLowerCase() !== 'bearer') return
  throw new ClickHouseException(
    516,
    `${String(user)}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
  )
}

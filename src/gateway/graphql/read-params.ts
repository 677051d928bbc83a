/** What a GraphQL request says, from a POST's body or a GET's query: https://graphql.github.io/graphql-over-http/draft/ */
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { parseJson } from '../request/parse-json.ts'
import { limits, tooMuch } from './request-limits.ts'

export type Params = {
  readonly query: string | undefined
  /** The SHA-256 of a document that is known here, in hexadecimal. */
  readonly documentId: string | undefined
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

/** One request, or several in an array. Throws `Rejected` (malformed). */
export function readBody(text: string): { readonly isBatch: boolean; readonly requests: readonly Params[] } {
  const body = parseJson(text)
  if (!Array.isArray(body)) return { isBatch: false, requests: [paramsOf(body)] }
  if (body.length > limits.batch) throw tooMuch('batch', body.length)
  if (body.length === 0) throw new Rejected(malformed('An array of requests has one at least.', ''))
  return { isBatch: true, requests: body.map(paramsOf) }
}

/** @param query  as the framework read it: the last of equals does not win, it is refused */
export function readQuery(query: Readonly<Record<string, unknown>>): Params {
  const { variables, extensions, ...rest } = query
  return paramsOf({
    ...rest,
    variables: fromText(variables, 'variables'),
    extensions: fromText(extensions, 'extensions'),
  })
}

const fromText = (value: unknown, name: string): unknown => {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new Rejected(malformed(`\`${name}\` is given once, as JSON.`, `/${name}`))
  return parseJson(value)
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What one request says, or the payload of a subscription. Throws `Rejected` (malformed). */
export function paramsOf(value: unknown): Params {
  if (!isMap(value)) throw new Rejected(malformed('A request is an object with `query`.', ''))
  const text = (name: string): string | undefined => {
    const given = value[name] ?? undefined
    if (given === undefined || typeof given === 'string') return given
    throw new Rejected(malformed(`\`${name}\` is a text.`, `/${name}`))
  }
  const map = (name: string): Readonly<Record<string, unknown>> => {
    const given = value[name] ?? {}
    if (isMap(given)) return given
    throw new Rejected(malformed(`\`${name}\` is an object.`, `/${name}`))
  }
  const query = text('query')
  const operationName = text('operationName')
  const documentId = text('documentId') ?? apolloHash(map('extensions'))
  if (query === undefined && documentId === undefined)
    throw new Rejected(
      malformed('Send a document as `query`, or the id of one that is known here as `documentId`.', '/query'),
    )
  return {
    query,
    documentId: documentId?.replace(/^sha256:/, ''),
    operationName: operationName === '' ? undefined : operationName,
    variables: map('variables'),
  }
}

/** Where Apollo's clients put it. */
function apolloHash({ persistedQuery }: Readonly<Record<string, unknown>>): string | undefined {
  const hash = isMap(persistedQuery) ? persistedQuery['sha256Hash'] : undefined
  return typeof hash === 'string' ? hash : undefined
}

const malformed = (detail: string, pointer: string): Rejection => ({
  kind: 'malformed',
  code: 'graphql/malformed-request',
  detail,
  errors: [{ pointer, detail }],
})

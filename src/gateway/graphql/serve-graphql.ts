/** Answers GraphQL requests, one or several in an array; loaded with its schema when the first one comes. */
import type { IncomingHttpHeaders } from 'node:http'
import { hash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Caller } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import type { LiveSource } from '../../services/live/index.ts'
import type { AnswerNeeds } from '../answer/answer.ts'
import type { Route } from '../route.ts'
import type { FailureNeeds } from '../reply/send-problem.ts'
import type { ChangeOf } from '../versions/second/second-version.ts'
import { createAskRoutes, type Asking, type AskRoutes } from './asking/ask-routes.ts'
import { createDocuments, InvalidDocument, withoutSuggestion, type Prepared } from './documents.ts'
import { createErrorWriter, type WriteErrors, type WrittenError } from './graphql-errors.ts'
import { createKeptAnswers } from './asking/kept-answers.ts'
import { operationsOf } from './operations/operations.ts'
import { readBody, readQuery, type Params } from './read-params.ts'
import { buildSchema } from './schema/build-schema.ts'

export type GraphqlSettings = {
  /** Whether strangers may ask for the schema and are told what they might have meant; who is signed in may ever. */
  readonly isOpen: boolean
  /** Documents by their SHA-256, in hexadecimal. */
  readonly persisted: ReadonlyMap<string, string>
  /** Whether any other document is refused. */
  readonly onlyPersisted: boolean
}

export type GraphqlNeeds = AnswerNeeds &
  FailureNeeds & {
    readonly changeOf: ChangeOf
    readonly routes: readonly Route[]
    /** Absent where nobody listens in this process: there are no subscriptions then. */
    readonly live?: LiveSource | undefined
  }

export type GraphqlRequest = Omit<Asking, 'keyOf'> & {
  readonly method: 'GET' | 'POST'
  readonly text: string
  readonly query: Readonly<Record<string, unknown>>
}

/** What is sent; `kind` says which status it goes out with. */
export type GraphqlAnswer = {
  /** `refused`: nothing ran. `unfit`: the document or its variables are not valid. `wrong-method`: a mutation by GET. */
  readonly kind: 'answered' | 'refused' | 'unfit' | 'wrong-method'
  readonly body: string
  /** The codes of all errors in it, for the log. */
  readonly refused: readonly string[]
}

export type Graphql = {
  readonly schema: GraphQLSchema
  readonly answer: (request: GraphqlRequest) => Promise<GraphqlAnswer>
  /** Throws `Rejected` or `InvalidDocument`; nothing has run by then. */
  readonly prepare: (params: Params, caller: Caller) => Prepared
  readonly askFor: (asking: Asking) => AskRoutes
  readonly writeErrors: WriteErrors
}

type Result = {
  readonly kind: GraphqlAnswer['kind']
  readonly value: { readonly errors?: readonly WrittenError[]; readonly data?: unknown }
}

export function createGraphql(needs: GraphqlNeeds, settings: GraphqlSettings): Graphql {
  const schema = buildSchema(operationsOf(needs.routes, needs), needs.live?.declared)
  const prepareAsked = createDocuments(schema)
  const writeErrors = createErrorWriter(needs)
  const keptFor = createKeptAnswers(needs.kept)
  const askFor: Graphql['askFor'] = (asking) => createAskRoutes(keptFor, asking)
  const isOpenTo = ({ kind }: Caller): boolean => settings.isOpen || kind !== 'anonymous'
  const prepare: Graphql['prepare'] = (params, caller) =>
    prepareAsked({
      query: textOf(params, settings),
      operationName: params.operationName,
      variables: params.variables,
      isOpen: isOpenTo(caller),
    })

  const answerOne = async (params: Params, request: GraphqlRequest, prefix: string): Promise<Result> => {
    const { caller, requestId } = request
    let prepared: Prepared
    try {
      prepared = prepare(params, caller)
    } catch (error) {
      if (error instanceof InvalidDocument) return { kind: 'unfit', value: writeErrors(error.errors, requestId) }
      if (error instanceof Rejected) return { kind: 'refused', value: writeErrors([error], requestId) }
      throw error
    }
    const { operation } = prepared.operation
    if (operation === 'subscription')
      return { kind: 'refused', value: writeErrors([new Rejected(overWebSocket)], requestId) }
    if (request.method === 'GET' && operation !== 'query')
      return { kind: 'wrong-method', value: writeErrors([new Rejected(postOnly)], requestId) }
    const isOneOfSeveral = prepared.commands > 1 || prefix !== ''
    const ask = askFor({ ...request, keyOf: keysOf(request.headers, isOneOfSeveral, prefix) })
    const { data, errors } = await prepared.run(ask, params.variables)
    if (data === undefined) {
      const told = isOpenTo(caller) ? errors : errors?.map(withoutSuggestion)
      return { kind: 'unfit', value: writeErrors(told ?? [], requestId) }
    }
    return { kind: 'answered', value: errors ? { ...writeErrors(errors, requestId), data } : { data } }
  }

  const answer: Graphql['answer'] = async (request) => {
    let read: ReturnType<typeof readBody>
    try {
      read =
        request.method === 'GET' ? { isBatch: false, requests: [readQuery(request.query)] } : readBody(request.text)
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      const value = writeErrors([error], request.requestId)
      return { kind: 'refused', body: JSON.stringify(value), refused: codesIn([value]) }
    }
    if (!read.isBatch) {
      const { kind, value } = await answerOne(read.requests[0]!, request, '')
      return { kind, body: JSON.stringify(value), refused: codesIn([value]) }
    }
    // One after the other: who sends an array has them depend on each other, or gains little.
    const values: Result['value'][] = []
    for (const [index, params] of read.requests.entries())
      values.push((await answerOne(params, request, `${index}.`)).value)
    return { kind: 'answered', body: JSON.stringify(values), refused: codesIn(values) }
  }
  return { schema, answer, prepare, askFor, writeErrors }
}

const codesIn = (values: readonly Result['value'][]): readonly string[] =>
  values.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code))

/** A key of the whole request stands for each of its mutations, told apart by the names they have in it. */
const keysOf =
  ({ 'idempotency-key': shared }: IncomingHttpHeaders, isOneOfSeveral: boolean, prefix: string): Asking['keyOf'] =>
  (alias) =>
    typeof shared === 'string' && isOneOfSeveral ? `${shared}.${prefix}${alias}` : (shared as string | undefined)

function textOf({ query, documentId }: Params, { persisted, onlyPersisted }: GraphqlSettings): string {
  const known = documentId === undefined ? undefined : persisted.get(documentId)
  if (known !== undefined) return known
  // A client that sends the text as well would have it registered: documents are registered by who runs the exchange.
  if (query === undefined) throw new Rejected(unknownDocument)
  if (onlyPersisted && !persisted.has(hash('sha256', query, 'hex'))) throw new Rejected(notPersisted)
  return query
}

const unknownDocument: Rejection = {
  kind: 'malformed',
  code: 'graphql/unknown-document',
  detail: 'No document of this id is known here. Send its text as `query`, or have it added to the known ones.',
}
const notPersisted: Rejection = {
  kind: 'malformed',
  code: 'graphql/not-persisted',
  detail: 'Only known documents are run here: have this one added to them.',
}
const overWebSocket: Rejection = {
  kind: 'malformed',
  code: 'graphql/subscription-by-http',
  detail: 'Subscribe over a WebSocket at this path, with the subprotocol `graphql-transport-ws`.',
}
const postOnly: Rejection = {
  kind: 'malformed',
  code: 'graphql/mutation-by-get',
  detail: 'A GET changes nothing: send mutations by POST.',
}

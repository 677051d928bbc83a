/** The fields of a running exchange's GraphQL as tests walk them: each as a request that is right in everything but who sends it. */
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql'
import type { Described, Operation } from './described-operations.ts'
import type { RawAnswer, SendRaw } from './send-raw.ts'

export type GraphqlCall = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }

/** As somebody who is signed in is shown it. */
export async function graphqlSchema(send: SendRaw, token: string): Promise<GraphQLSchema> {
  const answer = await send({ method: 'POST', path: '/graphql', token, body: { query: getIntrospectionQuery() } })
  return buildClientSchema((answer.body as { data: IntrospectionQuery }).data)
}

/** The field of an operation; undefined for one that only REST has. */
export function fieldOf(
  schema: GraphQLSchema,
  { operationId, method }: Operation,
): GraphQLField<unknown, unknown> | undefined {
  const root = method === 'GET' ? schema.getQueryType()! : schema.getMutationType()!
  const noun = /^(?:get|list)([A-Z].*)$/.exec(operationId)?.[1]
  // An operation whose noun another one has keeps its verb.
  const fields = root.getFields()
  if (method !== 'GET' || noun === undefined || fields[operationId]) return fields[operationId]
  return fields[noun.charAt(0).toLowerCase() + noun.slice(1)]
}

/** @param values  by the name of a path parameter; `ifMatch` also where it is not required */
export function callOf(
  field: GraphQLField<unknown, unknown>,
  operation: Operation,
  { sample }: Described,
  values: Readonly<Record<string, string>>,
  ids: Readonly<Record<string, string>>,
): GraphqlCall {
  const given = (name: string, type: GraphQLInputType): unknown => {
    if (name === 'input') return asInput(sample(operation.body!, ids), type)
    if (name === 'ifMatch') return values['ifMatch'] ?? '"v1"'
    const text = values[name]
    if (text !== undefined) return getNamedType(type).name.endsWith('Int') ? Number(text) : text
    const parameter = operation.queryParameters.find((each) => each.name === name)
    return parameter === undefined ? 'missing' : asInput(sample(parameter.schema), type)
  }
  const args = field.args.filter(
    (arg) => isRequiredArgument(arg) || (arg.name === 'ifMatch' && values['ifMatch'] !== undefined),
  )
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ')
  const call = `${field.name}${args.length > 0 ? `(${passed})` : ''}`
  const selected = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''
  return {
    query: `${operation.method === 'GET' ? 'query' : 'mutation'}${args.length > 0 ? `(${declared})` : ''} { ${call}${selected} }`,
    variables: Object.fromEntries(args.map(({ name, type }) => [name, given(name, type)])),
  }
}

/** A value of REST as GraphQL takes it: what is one of a list has a name of its own there. */
function asInput(value: unknown, given: GraphQLInputType): unknown {
  const type = getNullableType(given)
  if (isEnumType(type)) return enumName(String(value))
  if (isListType(type)) return (value as unknown[]).map((each) => asInput(each, type.ofType as GraphQLInputType))
  if (!isInputObjectType(type)) return value
  const fields = type.getFields()
  return Object.fromEntries(
    Object.entries(value as object).map(([name, each]) => [
      name,
      fields[name] ? asInput(each, fields[name].type) : each,
    ]),
  )
}

function enumName(value: string): string {
  const name = value.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll(/[^A-Za-z0-9]+/g, '_')
  return (/^[A-Za-z_]/.test(name) ? name : `_${name}`).toUpperCase()
}

/** The problem of the only error, in the place that `expectProblem` looks for it. */
export const asProblem = (answer: RawAnswer): RawAnswer => {
  const problem = answer.body?.errors?.[0]?.extensions?.problem ?? answer.body
  return {
    ...answer,
    status: problem?.status ?? answer.status,
    body: problem,
    headers: new Headers({
      ...Object.fromEntries(answer.headers),
      'content-type': 'application/problem+json; charset=utf-8',
    }),
  }
}

/** Turns an OpenAPI description and the list of problems into TypeScript: types, and a table of methods and paths. */
import type { OpenApi } from '../src/gateway/docs/openapi.ts'

type Json = Record<string, unknown>
type Parameter = { name: string; in: string; required: boolean; schema: Json }
type Operation = {
  operationId: string
  summary: string
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: Json }> }
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
}

/** Every code of a refusal, and of those whose facts have a form that form. */
export type DescribedProblems = { readonly codes: readonly string[]; readonly facts: ReadonlyMap<string, object> }

/** The text of sdk/generated.ts. Operations whose body is not JSON are left to plain HTTP. */
export function generateSdk(api: OpenApi, problems: DescribedProblems): string {
  const described = describedIn(api)
  const lines = [
    '/** Made by `npm run sdk` from the description of the API. Do not edit. */',
    '',
    ...schemasOf(api).map(([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`),
    'export type Operations = {',
    ...described.map(({ operation }) => operationText(operation)),
    '}',
    '',
    'export const operations = {',
    ...described.map(
      ({ operation, method, path }) => `  ${operation.operationId}: { method: '${method}', path: '${path}' },`,
    ),
    '} as const',
    '',
    ...problemTypes(problems),
    '',
  ]
  return lines.join('\n')
}

function problemTypes({ codes, facts }: DescribedProblems): string[] {
  const unknown = [...facts.keys()].filter((code) => !codes.includes(code))
  if (unknown.length > 0) throw new Error(`These have facts and no page: ${unknown.join(', ')}.`)
  return [
    '/** Every code that a refusal may have. */',
    'export type ProblemCode =',
    ...codes.toSorted().map((code) => `  | ${JSON.stringify(code)}`),
    '',
    '/** What a program is told beside the code, of those codes that come with it. */',
    'export type ProblemFacts = {',
    ...Array.from(facts, ([code, schema]) => `  ${JSON.stringify(code)}: ${typeOf(schema as Json)}`),
    '}',
  ]
}

/** The text of sdk/generated-v2.ts: what of another version is otherwise, types alone; the rest is the first's. */
export function generateSecondSdk(first: OpenApi, second: OpenApi): string {
  const before = new Map(schemasOf(first).map(([name, schema]) => [name, typeOf(schema)]))
  const schemas = schemasOf(second)
  const changed = new Set(schemas.filter(([name, schema]) => before.get(name) !== typeOf(schema)).map(([name]) => name))
  // What refers to something else that is otherwise is otherwise, too.
  for (let known = -1; known < changed.size;) {
    known = changed.size
    for (const [name, schema] of schemas) if (namesIn(schema).some((used) => changed.has(used))) changed.add(name)
  }
  const given = new Map(describedIn(first).map(({ operation }) => [operation.operationId, operationType(operation)]))
  const operations = describedIn(second)
    .map(({ operation }) => operation)
    .filter(
      (operation) =>
        given.get(operation.operationId) !== operationType(operation) ||
        namesIn([operation.requestBody, operation.responses]).some((used) => changed.has(used)),
    )
  const types = schemas.filter(([name]) => changed.has(name))
  const used = new Set(
    [...namesIn(types), ...namesIn(operations)].filter((name) => !changed.has(name) && name !== 'Problem'),
  )
  const names = operations.map(({ operationId }) => `'${operationId}'`)
  const lines = [
    '/** Made by `npm run sdk` from the descriptions of both versions. Do not edit. */',
    `import type { ${['Operations as First', ...[...used].sort()].join(', ')} } from './generated.ts'`,
    '',
    ...types.map(([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`),
    `export type Operations = Omit<First, ${names.join(' | ')}> & {`,
    ...operations.map(operationText),
    '}',
    '',
  ]
  return lines.join('\n')
}

const schemasOf = (api: OpenApi): [string, Json][] =>
  Object.entries(api.components['schemas'] as Record<string, Json>).sort(byName)

/** Those with bodies of JSON, or none. */
const describedIn = (api: OpenApi) =>
  Object.entries(api.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation: operation as Operation,
      })),
    )
    .filter(({ operation: { requestBody } }) => !requestBody || requestBody.content['application/json'])
    .sort((a, b) => a.operation.operationId.localeCompare(b.operation.operationId))

const operationText = (operation: Operation): string =>
  `  /** ${operation.summary} */\n  ${operation.operationId}: ${operationType(operation)}`

/** The schemas that a part of a description refers to. */
const namesIn = (part: unknown): readonly string[] =>
  [...JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name)

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => a.localeCompare(b)

function operationType({ parameters, requestBody, responses }: Operation): string {
  const members: string[] = []
  for (const [part, member] of [
    ['path', 'params'],
    ['query', 'query'],
  ] as const) {
    const inPart = parameters.filter((parameter) => parameter.in === part)
    if (inPart.length === 0) continue
    const optional = inPart.every(({ required }) => !required)
    const fields = inPart.map(
      ({ name, required, schema }) =>
        `${name}${required ? '' : '?'}: ${typeOf(schema)}${required ? '' : ' | undefined'}`,
    )
    members.push(`${member}${optional ? '?' : ''}: { ${fields.join('; ')} }`)
  }
  const body = requestBody?.content['application/json']?.schema
  if (body) members.push(`body${requestBody?.required ? '' : '?'}: ${typeOf(body)}`)
  const reply = Object.values(responses)[0]?.content?.['application/json']?.schema
  members.push(`reply: ${reply ? typeOf(reply) : 'undefined'}`)
  return `{ ${members.join('; ')} }`
}

function typeOf(schema: Json): string {
  const reference = schema['$ref']
  if (typeof reference === 'string') return reference.split('/').at(-1)!
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ')
  const union = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (union) return union.map(typeOf).join(' | ')
  const all = schema['allOf'] as Json[] | undefined
  if (all) return all.map((part) => `(${typeOf(part)})`).join(' & ')
  switch (schema['type']) {
    case 'object':
      return objectType(schema)
    case 'array':
      return `(${typeOf((schema['items'] ?? {}) as Json)})[]`
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
    case 'null':
      return String(schema['type'])
    default:
      return 'unknown'
  }
}

function objectType(schema: Json): string {
  const required = new Set((schema['required'] ?? []) as string[])
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Json>).map(([name, property]) => {
    const optional = !required.has(name)
    return `${JSON.stringify(name)}${optional ? '?' : ''}: ${typeOf(property)}${optional ? ' | undefined' : ''}`
  })
  const patterns = Object.values((schema['patternProperties'] ?? {}) as Record<string, Json>)
  const rest = patterns[0] ?? schema['additionalProperties']
  if (fields.length === 0 && rest !== undefined && rest !== false)
    return `Record<string, ${rest === true ? 'unknown' : typeOf(rest as Json)}>`
  return fields.length > 0 ? `{ ${fields.join('; ')} }` : 'Record<string, never>'
}

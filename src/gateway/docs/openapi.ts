/** OpenAPI 3.1, made from the routes themselves: what is validated is what is documented. */
import { Type, type TSchema } from 'typebox'
import { queryOf } from '../request/take-request.ts'
import { isGuarded, type Route } from '../route.ts'
import { createSchemaComponents, type SchemaComponents } from './schema-components.ts'
import { tagDescriptions } from './tags.ts'
import { boundSchema } from '../request/bound-schema.ts'

type Json = Record<string, unknown>

export type OpenApi = {
  openapi: string
  info: Json
  servers: Json[]
  tags: Json[]
  paths: Record<string, Json>
  components: Json
  security: Json[]
}

export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'A page about this code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong and, where there is one, the remedy.' }),
    instance: Type.String({ description: 'The path that was called.' }),
    code: Type.String({ description: 'Stable; branch on this.', examples: ['order/not-in-this-state'] }),
    traceId: Type.String({ description: 'Name this when you ask for help.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ pointer: Type.String({ description: 'JSON pointer into the body.' }), detail: Type.String() }),
        { description: 'The fields that were refused.' },
      ),
    ),
    facts: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Context a program can use.' })),
  },
  { title: 'Problem', description: 'Every refusal, as RFC 9457 writes it.' },
)

const PageSchema = Type.Object(
  {
    next: Type.Union([Type.String(), Type.Null()], { description: '`cursor` of the next page.' }),
    previous: Type.Union([Type.String(), Type.Null()], { description: '`cursor` of the page before.' }),
    total: Type.Optional(Type.Integer({ minimum: 0, description: 'How many there are, where that is known.' })),
  },
  { title: 'Page' },
)

/** @param version  of the API's description, not of the path */
export function describeApi(routes: readonly Route[], version: string): OpenApi {
  const components = createSchemaComponents()
  const paths: Record<string, Json> = {}
  const problems = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: components.reply(ProblemSchema) } },
  }
  const responses = new Map(routes.map((route) => [route, responsesOf(route, components.reply)]))
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = describeRoute(route, responses.get(route)!, components)
  const used = new Set(routes.map(({ tag }) => tag))
  for (const tag of used) if (!tagDescriptions[tag]) throw new Error(`Describe the tag "${tag}" in tags.ts.`)
  return {
    openapi: '3.1.0',
    info: {
      title: 'FoodXchange',
      version,
      summary: 'A B2B food exchange.',
      description:
        'Sign in at `POST /v1/auth/token`, send the token as `Authorization: Bearer …`, name the organisation you act for in `FX-Organisation`. Every write takes an `Idempotency-Key`; every changeable resource answers an `ETag` for `If-Match`. A write answers `FX-As-Of`: send the newest you have with each request, and you read what you wrote; searches and analytics follow a moment later.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'This exchange.' }],
    tags: Object.entries(tagDescriptions)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components.schemas,
      responses: { Problem: problems },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        operator: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description:
            '`Operator` and a token of at most five minutes, signed with the exchange’s operator secret: `fx operator token` prints one.',
        },
      },
    },
    security: [{ bearer: [] }],
  }
}

function describeRoute(route: Route, responses: Json, { request }: SchemaComponents): Json {
  const { operationId, tag, summary, description, body, streamsBody, access, refusals, deprecation } = route
  const about = [
    deprecation,
    description,
    refusals && `Refuses with ${refusals.map((code) => `\`${code}\``).join(', ')}.`,
  ].filter(Boolean)
  return {
    operationId,
    tags: [tag],
    summary,
    ...(deprecation !== undefined && { deprecated: true }),
    ...(about.length > 0 && { description: about.join('\n\n') }),
    ...(access.kind === 'public' && { security: [] }),
    ...(access.kind === 'operator' && { security: [{ operator: [] }] }),
    // Whom the gateway lets in; what of a record a member may do, the record says.
    'x-access': access,
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(queryOf(route), 'query'), ...headersOf(route)],
    ...(body && {
      requestBody: {
        required: !route.bodyIsOptional,
        content: { 'application/json': { schema: request(boundSchema(body)) } },
      },
    }),
    ...(streamsBody && {
      requestBody: {
        required: true,
        content: Object.fromEntries(streamsBody.mediaTypes.map((type) => [type, { schema: { type: 'string' } }])),
      },
    }),
    responses: {
      ...responses,
      ...(route.method === 'GET' &&
        !route.list && { '304': { description: 'Not changed since the ETag in `If-None-Match`.' } }),
      '4XX': { $ref: '#/components/responses/Problem' },
      '5XX': { $ref: '#/components/responses/Problem' },
    },
  }
}

const asOf = {
  description: 'Where this write stands; absent where nothing was written. Send it back to read what you wrote.',
  schema: { type: 'string' },
}

function responsesOf(route: Route, refer: (schema: unknown) => unknown): Json {
  const status = String(route.success ?? (route.reply || route.rawReply ? 200 : 204))
  const headers = route.method === 'GET' ? {} : { headers: { 'FX-As-Of': asOf } }
  if (route.rawReply) {
    const content = Object.fromEntries(route.rawReply.map((type) => [type, { schema: { type: 'string' } }]))
    return { [status]: { description: route.summary, ...headers, content } }
  }
  if (!route.reply) return { [status]: { description: 'Done.', ...headers } }
  const schema = route.list
    ? Type.Object(
        { items: Type.Array(route.reply, { maxItems: 100 }), page: PageSchema },
        { additionalProperties: true },
      )
    : route.reply
  const content = { 'application/json': { schema: refer(schema) } }
  return { [status]: { description: route.summary, ...headers, content } }
}

function parametersOf(schema: TSchema | undefined, part: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = boundSchema(schema) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: part,
    required: part === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    ...(rest['type'] === 'array' && { style: 'form', explode: false }),
    schema: rest,
  }))
}

function headersOf(route: Route): Json[] {
  const { method, access, idempotency, streamsBody } = route
  const header = (name: string, required: boolean, description: string, pattern: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string', pattern },
  })
  const headers: Json[] = [
    header(
      'FX-As-Of',
      false,
      'As a write was answered with it: the answer rests on a state that has that write in it, through whichever process.',
      '^[0-9a-f]{16}$',
    ),
  ]
  if (access.kind === 'member' || access.kind === 'member-or-staff')
    headers.push(
      header(
        'FX-Organisation',
        false,
        'The organisation you act for; needed by those who belong to several.',
        '^org_[0-9a-f]{32}$',
      ),
    )
  if (method === 'GET') return headers
  const needsKey = idempotency !== 'optional' && !streamsBody
  headers.push(
    header(
      'Idempotency-Key',
      needsKey,
      'The same key again repeats the answer, not the work. Lives 24 to 48 hours. A request that was refused or changed nothing leaves no key: `If-Match` keeps its repeat from undoing what others did meanwhile.',
      '^[\\x21-\\x7e]{1,255}$',
    ),
  )
  if (route.guard !== 'none')
    headers.push(
      header(
        'If-Match',
        isGuarded(route),
        'The ETag you read: refuses to change what has changed since.',
        '^("v\\d{1,10}"|\\*)$',
      ),
    )
  return headers
}

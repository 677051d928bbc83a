import { Type, type TSchema } from 'typebox'
import { expect, test } from 'vitest'
import { listRoute, route, type Route, type RouteOptions } from '../route.ts'
import { describeApi } from './openapi.ts'

type Options = Partial<RouteOptions<TSchema | undefined, TSchema | undefined, TSchema | undefined, { kind: 'member' }>>
const routeOf = (options: Options): Route =>
  route({
    method: 'POST',
    path: '/v1/things',
    operationId: 'createThing',
    tag: 'Operations',
    summary: 'Create a thing',
    access: { kind: 'member' },
    handle: async () => ({}),
    ...options,
  } as never)

// oxlint-disable-next-line typescript/no-explicit-any -- a description, for a test to look into
const describe = (...routes: Route[]): any => describeApi(routes, '1.2.3')
const Thing = (more: object = {}) => Type.Object({ name: Type.String(), ...more }, { title: 'Thing' })

test('a titled schema is described once and referred to, by replies and by requests that say the same', () => {
  const Bounded = Type.Object({ name: Type.String({ maxLength: 5 }) }, { title: 'Thing', additionalProperties: false })
  const api = describe(routeOf({ body: Bounded, reply: Bounded }))
  const { requestBody, responses } = api.paths['/v1/things'].post
  const reference = { $ref: '#/components/schemas/Thing' }
  expect(requestBody.content['application/json'].schema).toEqual(reference)
  expect(responses['200'].content['application/json'].schema).toEqual(reference)
  expect(Object.keys(api.components.schemas).toSorted()).toEqual(['Problem', 'Thing'])
})

test('a request that is bounded more tightly than the reply of its title is called Input', () => {
  const api = describe(routeOf({ body: Thing(), reply: Thing() }))
  expect(api.paths['/v1/things'].post.requestBody.content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/ThingInput',
  })
  expect(api.components.schemas.Thing.properties.name).not.toHaveProperty('maxLength')
  expect(api.components.schemas.ThingInput).toMatchObject({
    additionalProperties: false,
    properties: { name: { maxLength: 2_000 } },
  })
})

test('two different schemas of one title are refused, and so is a tag that nobody described', () => {
  const other = { path: '/v1/others', operationId: 'createOther' } as const
  const twice = [routeOf({ reply: Thing() }), routeOf({ ...other, reply: Thing({ more: Type.Null() }) })]
  expect(() => describe(...twice)).toThrow('Two different schemas are titled "Thing"')
  const inputs = [routeOf({ body: Thing(), reply: Thing() }), routeOf({ ...other, body: Thing({ more: Type.Null() }) })]
  expect(() => describe(...inputs)).toThrow('Two different schemas are titled "Thing"')
  expect(() => describe(routeOf({ tag: 'Gossip' }))).toThrow('Describe the tag "Gossip"')
})

test('what guards a route is described as it is checked: key, If-Match, organisation, sign-in', () => {
  const headers = (options: Options): Record<string, boolean> => {
    const { parameters } = Object.values(describe(routeOf(options)).paths['/v1/things'])[0] as {
      parameters: { in: string; name: string; required: boolean }[]
    }
    return Object.fromEntries(parameters.filter((one) => one.in === 'header').map((one) => [one.name, one.required]))
  }
  expect(headers({ method: 'GET' })).toEqual({ 'FX-As-Of': false, 'FX-Organisation': false })
  expect(headers({})).toEqual({
    'FX-As-Of': false,
    'FX-Organisation': false,
    'Idempotency-Key': true,
    'If-Match': false,
  })
  expect(headers({ method: 'PUT' })).toMatchObject({ 'Idempotency-Key': true, 'If-Match': true })
  expect(headers({ method: 'PUT', guard: 'optional' })).toMatchObject({ 'If-Match': false })
  expect(headers({ method: 'DELETE', guard: 'none' })).not.toHaveProperty('If-Match')
  expect(headers({ guard: 'required' })).toMatchObject({ 'If-Match': true })
  expect(headers({ idempotency: 'optional' })).toMatchObject({ 'Idempotency-Key': false })
  const securityOf = (kind: string) =>
    describe(routeOf({ access: { kind } as never })).paths['/v1/things'].post.security
  expect([securityOf('public'), securityOf('operator'), securityOf('member')]).toEqual([
    [],
    [{ operator: [] }],
    undefined,
  ])
})

test('a list is described with its page, its cursor and its limit, and its filters with their bounds', () => {
  const api = describe(
    listRoute({
      path: '/v1/things/{thingId}/parts',
      operationId: 'listParts',
      tag: 'Operations',
      summary: 'List parts',
      access: { kind: 'public' },
      params: Type.Object({ thingId: Type.String({ description: 'Whose.' }) }),
      query: Type.Object({ colours: Type.Optional(Type.Array(Type.String())), of: Type.String() }),
      reply: Thing(),
      handle: async () => ({ items: [] }),
    }),
  )
  const { parameters, responses } = api.paths['/v1/things/{thingId}/parts'].get
  expect(
    parameters.map((one: { name: string; in: string; required: boolean }) => [one.name, one.in, one.required]),
  ).toEqual([
    ['thingId', 'path', true],
    ['colours', 'query', false],
    ['of', 'query', true],
    ['cursor', 'query', false],
    ['limit', 'query', false],
    ['FX-As-Of', 'header', false],
  ])
  expect(parameters[0]).toMatchObject({ description: 'Whose.', schema: { maxLength: 2_000 } })
  expect(parameters[1]).toMatchObject({ explode: false, schema: { maxItems: 1_000 } })
  expect(responses['200'].content['application/json'].schema.properties).toMatchObject({
    items: { maxItems: 100, items: { $ref: '#/components/schemas/Thing' } },
    page: { $ref: '#/components/schemas/Page' },
  })
  expect(responses).not.toHaveProperty('304')
})

test('every answer may be a problem, and a refusal worth naming is named', () => {
  const { description, responses } = describe(routeOf({ refusals: ['things/full'] })).paths['/v1/things'].post
  expect(description).toBe('Refuses with `things/full`.')
  expect(Object.keys(responses)).toEqual(['204', '4XX', '5XX'])
})

test('a reply that is no JSON is described by its media types, and nothing to reply by 204', () => {
  const { responses } = describe(routeOf({ rawReply: ['text/csv'] })).paths['/v1/things'].post
  expect(Object.keys(responses['200'].content)).toEqual(['text/csv'])
  expect(Object.keys(describe(routeOf({})).paths['/v1/things'].post.responses)).toEqual(['204', '4XX', '5XX'])
})

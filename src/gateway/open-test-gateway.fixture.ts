/** A gateway before a handful of made-up routes, so that what it promises for every route is tested on none in particular. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { Type } from 'typebox'
import { afterAll } from 'vitest'
import type { Caller, Role } from '../kernel/caller.ts'
import { Rejected, type RejectionKind } from '../kernel/rejection.ts'
import { createLog } from '../telemetry/log.ts'
import type { HeardCommits } from './request/as-of.ts'
import { createGateway } from './create-gateway.ts'
import { openFront } from './front/front.ts'
import type { GraphqlSettings } from './graphql/serve-graphql.ts'
import { createMemoryCache } from '../infrastructure/cache/memory-cache.ts'
import { createCursors } from './request/cursor.ts'
import { createFingerprint } from './request/request-fingerprint.ts'
import type { ProblemCatalogue } from './docs/problem-pages.ts'
import { bodyLimits } from './connections/slow-bodies.ts'
import type { DeprecatedUses } from './versions/deprecated-uses.ts'
import type { ChangeOf } from './versions/second/second-version.ts'
import { listRoute, route, type ListReply, type Route, type Upgrade } from './route.ts'

const Thing = Type.Object({ id: Type.String(), name: Type.String({ maxLength: 20 }) }, { title: 'Thing' })
const params = Type.Object({ thingId: Type.String({ pattern: '^thg_[0-9a-f]{4}$' }) })
const about = (operationId: string) => ({ operationId, tag: 'Operations', summary: `What ${operationId} is for` })
const member = { kind: 'member' } as const

const refusal = (kind: RejectionKind) => ({ kind, code: `things/${kind}`, detail: 'No.' }) as const

/** What a handler was given, told back. */
const Echo = Type.Object({}, { additionalProperties: true })
const echo = (given: object) => ({ body: { json: JSON.stringify(given) } })

/** Of the numbers 1 to 5, so many after the place. */
const numbersAfter = (place: string, limit: number): ListReply => {
  const items = [1, 2, 3, 4, 5].filter((number) => number > Number(place)).slice(0, limit)
  const last = items.at(-1) ?? 5
  return {
    items: items.map((number) => (number % 2 ? { number } : { json: `{"number":${number}}` })),
    ...(last < 5 && { next: String(last) }),
    ...(place !== '0' && { previous: '0' }),
    total: 5,
    extra: { facets: [] },
  }
}

const things = (): Route[] => [
  route({
    ...about('getThing'),
    method: 'GET',
    path: '/v1/things/{thingId}',
    access: member,
    params,
    reply: Thing,
    handle: async ({ params: { thingId } }) => ({ body: { id: thingId, name: 'A' }, version: 3 }),
  }),
  route({
    ...about('replaceThing'),
    method: 'PUT',
    path: '/v1/things/{thingId}',
    access: { kind: 'member', roles: ['buyer'] },
    params,
    body: Type.Object({ name: Type.String() }),
    reply: Thing,
    handle: async ({ body, ifMatch, intent }) => ({
      ...echo({ body, ifMatch: ifMatch ?? null, repeat: intent.repeat, actor: intent.actor }),
      version: 4,
      replayed: body.name === 'again',
    }),
  }),
  route({
    ...about('stopThing'),
    method: 'DELETE',
    path: '/v1/things/{thingId}/work',
    access: member,
    params,
    guard: 'none',
    handle: async () => ({}),
  }),
  route({
    ...about('removeThing'),
    method: 'DELETE',
    path: '/v1/things/{thingId}',
    access: member,
    params,
    handle: async () => ({}),
  }),
  route({
    ...about('countThings'),
    method: 'GET',
    path: '/v1/things/count',
    access: member,
    rawReply: ['text/plain'],
    handle: async () => ({ body: { raw: '5', type: 'text/plain; charset=utf-8' } }),
  }),
  route({
    ...about('createThing'),
    method: 'POST',
    path: '/v1/things',
    access: member,
    body: Type.Object({ name: Type.String() }),
    reply: Thing,
    success: 201,
    handle: async ({ body, ifMatch }) => ({
      ...echo({ ...body, ifMatch: ifMatch ?? null }),
      location: '/v1/things/thg_0001',
    }),
  }),
  listRoute({
    ...about('listThings'),
    path: '/v1/things',
    access: member,
    query: Type.Object({ q: Type.Optional(Type.String()), colours: Type.Optional(Type.Array(Type.String())) }),
    reply: Type.Object({ number: Type.Integer() }, { title: 'Numbered' }),
    handle: async ({ page: { limit, after = '0' } }) => numbersAfter(after, limit),
  }),
]

const others = (failure: Error): Route[] => [
  route({
    ...about('greet'),
    method: 'POST',
    path: '/v1/greetings',
    access: { kind: 'public' },
    idempotency: 'optional',
    reply: Echo,
    handle: async ({ caller, intent }) => echo({ caller: caller.kind, keyed: intent.repeat !== undefined }),
  }),
  route({
    ...about('sendFile'),
    method: 'POST',
    path: '/v1/files',
    access: member,
    streamsBody: { mediaTypes: ['text/csv'], maxBytes: 3_000_000 },
    reply: Echo,
    success: 202,
    async handle({ stream }) {
      let bytes = 0
      for await (const chunk of stream) bytes += chunk.length
      return echo({ bytes })
    },
  }),
  listRoute({
    ...about('listOffers'),
    path: '/v1/offers',
    access: { kind: 'public' },
    reply: Echo,
    handle: async ({ caller }) => ({ items: [{ for: caller.kind }] }),
  }),
  route({
    ...about('readNews'),
    method: 'GET',
    path: '/v1/news',
    access: { kind: 'public' },
    streamsEvents: true,
    reply: Echo,
    handle: async () => echo({ news: [] }),
  }),
  route({
    ...about('readNotices'),
    method: 'GET',
    path: '/v1/notices',
    access: { kind: 'public' },
    reply: Echo,
    handle: async () => ({ ...echo({ text: 'All' }), headers: { 'cache-control': 'public, max-age=60' } }),
  }),
  route({
    ...about('readText'),
    method: 'GET',
    path: '/v1/text',
    access: { kind: 'public' },
    query: Type.Object({ as: Type.Enum(['text', 'bytes', 'pieces']) }),
    success: 200,
    async handle({ query }) {
      const bytes = new TextEncoder().encode('a,b')
      const pieces = (async function* () {
        yield 'a,'
        yield 'b'
      })()
      return { body: { raw: { text: 'a,b', bytes, pieces }[query.as], type: 'text/csv' } }
    },
  }),
  route({
    ...about('refuse'),
    method: 'GET',
    path: '/v1/refusals/{kind}',
    access: { kind: 'public' },
    params: Type.Object({ kind: Type.String() }),
    async handle({ params: { kind } }) {
      if (kind === 'unexpected') throw failure
      throw new Rejected(refusal(kind as RejectionKind))
    },
  }),
  ...(['account', 'person', 'staff', 'operator', 'member-or-staff'] as const).map((kind) =>
    route({
      ...about(`only${kind.replaceAll('-', '')}`),
      method: 'GET',
      path: `/v1/only-${kind}`,
      access: { kind },
      reply: Echo,
      handle: async () => echo({ welcome: true }),
    }),
  ),
]

export const acting = (role: Role) => ({ organisationId: 'org_1', role })
/** By the name that stands behind `Bearer`. */
export const callers: Readonly<Record<string, Caller>> = {
  buyer: { kind: 'user', userId: 'usr_1', sessionId: 'ses_1', acting: acting('buyer') },
  other: { kind: 'user', userId: 'usr_2', sessionId: 'ses_2', acting: { organisationId: 'org_2', role: 'buyer' } },
  viewer: { kind: 'user', userId: 'usr_3', sessionId: 'ses_3', acting: acting('viewer') },
  loner: { kind: 'user', userId: 'usr_4', sessionId: 'ses_4' },
  key: { kind: 'api-key', keyId: 'key_1', acting: acting('buyer') },
  staff: { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_5' },
  operator: { kind: 'operator' },
}

export type TestAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  /** The body as JSON; undefined when it is not. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a route answers, for a test to look into
  readonly body: any
}
export type TestRequest = {
  readonly method?: NonNullable<InjectOptions['method']>
  readonly url: string
  readonly as?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: NonNullable<InjectOptions['payload']>
}
export type TestGateway = {
  readonly app: FastifyInstance
  send(request: TestRequest): Promise<TestAnswer>
}

/** Closes itself after the file's tests. `as` is a name of `callers`; writes get a key unless `headers` name one or ''. */
export function openTestGateway({
  failure = new Error('secret words'),
  problems = {},
  isPassing = undefined as ((error: unknown) => boolean) | undefined,
  draining = false,
  limits = bodyLimits,
  cache = createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() }),
  routes = [...things(), ...others(failure)],
  ownersReadAnew = false,
  front = openFront(),
  upgrades = [] as readonly Upgrade[],
  graphql = undefined as GraphqlSettings | undefined,
  commitNotices = { hasHeard: () => true, hear: async () => true } as HeardCommits,
  changeOf = undefined as ChangeOf | undefined,
  deprecatedUses = undefined as DeprecatedUses | undefined,
  log = createLog('silent'),
  now = (): string => '2026-08-01T09:00:00.000Z',
} = {}): TestGateway {
  const app = createGateway({
    cache,
    routes,
    ownersReadAnew,
    front,
    upgrades,
    ...(graphql && { graphql }),
    commitNotices,
    authenticate({ authorization }) {
      if (authorization === undefined) return { kind: 'anonymous' }
      const caller = callers[authorization.replace('Bearer ', '')]
      if (caller) return caller
      throw new Rejected({ kind: 'unauthenticated', code: 'auth/invalid-token', detail: 'The token has ended.' })
    },
    cursors: createCursors(new Uint8Array(32)),
    fingerprint: createFingerprint(new Uint8Array(32)),
    now,
    ...(changeOf && { changeOf }),
    ...(deprecatedUses && { deprecatedUses }),
    log,
    isPassing,
    problems: problems as ProblemCatalogue,
    version: '1.0.0',
    health: { started: () => true, draining: () => draining },
    processId: 'req',
    bodyLimits: limits,
  })
  afterAll(() => app.close())
  return {
    app,
    async send({ method = 'GET', url, as, headers = {}, payload }) {
      const writes = method !== 'GET' && method !== 'HEAD'
      const all = {
        ...(as && { authorization: `Bearer ${as}` }),
        ...(writes && { 'idempotency-key': 'key-1' }),
        ...headers,
      }
      const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
      const reply = await app.inject({ method, url, headers: sent, ...(payload !== undefined && { payload }) })
      const { statusCode: status, headers: answered, payload: text } = reply
      return {
        status,
        headers: answered,
        text,
        body: text !== '' && /json/.test(String(answered['content-type'])) ? reply.json() : undefined,
      }
    },
  }
}

/** A gateway before a made-up workshop: widgets, their makers and boxes, with every trait of a route that the schema shows. */
import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { Rejected } from '../../kernel/rejection.ts'
import { openFront } from '../front/front.ts'
import { openTestGateway, type TestAnswer } from '../open-test-gateway.fixture.ts'
import { listRoute, route, type Route } from '../route.ts'
import type { GraphqlSettings } from './serve-graphql.ts'

const id = (prefix: string, number: number): string => `${prefix}_${number.toString(16).padStart(32, '0')}`
export const widgetId = (number: number): string => id('wid', number)
export const makerId = (number: number): string => id('mak', number)

const WidgetId = Type.String({ pattern: '^wid_[0-9a-f]{32}$' })
const MakerId = Type.String({ pattern: '^mak_[0-9a-f]{32}$' })
const Maker = Type.Object({ id: MakerId, name: Type.String() }, { title: 'Maker' })
const Widget = Type.Object(
  {
    id: WidgetId,
    makerId: MakerId,
    formerMakerIds: Type.Array(MakerId),
    status: Type.Enum(['in-stock', 'sold out']),
    names: Type.Record(Type.String(), Type.String()),
    price: Type.Object({ amount: Type.Integer(), currency: Type.String() }),
    parts: Type.Array(
      Type.Object({ name: Type.String(), weightGrams: Type.Optional(Type.Integer({ minimum: 0, maximum: 9_000 })) }),
    ),
    madeAt: Type.String({ format: 'date-time' }),
    size: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('round'), radius: Type.Number() }),
        Type.Object({ kind: Type.Literal('square'), side: Type.Number() }),
      ]),
    ),
    old: Type.Optional(Type.Boolean({ deprecated: true, description: 'See madeAt.' })),
  },
  { title: 'Widget' },
)
const WidgetInput = Type.Object({
  name: Type.String({ maxLength: 20 }),
  nick: Type.Optional(Type.String({ deprecated: true, description: 'See name.' })),
  status: Type.Optional(Type.Enum(['in-stock', 'sold out'])),
  size: Type.Optional(
    Type.Union([
      Type.Object({ kind: Type.Literal('round'), radius: Type.Number() }),
      Type.Object({ kind: Type.Literal('square'), side: Type.Number() }),
    ]),
  ),
})

const widget = (number: number) => ({
  id: widgetId(number),
  makerId: makerId(number % 3),
  formerMakerIds: [makerId(0), makerId(9)],
  status: number % 2 ? 'in-stock' : 'sold out',
  names: { en: `Widget ${number}` },
  price: { amount: 3_000_000_000 + number, currency: 'EUR' },
  parts: [{ name: 'Wheel', weightGrams: 12 }, { name: 'Axle' }],
  madeAt: '2026-08-01T09:00:00.000Z',
  ...(number === 1 && { size: { kind: 'round', radius: 1.5 } }),
})

const noWidget = { kind: 'not-found', code: 'widgets/unknown', detail: 'There is no such widget.' } as const
const noMaker = { kind: 'not-found', code: 'makers/unknown', detail: 'There is no such maker.' } as const
const member = { kind: 'member' } as const
const widgetsMax = 25

export type Workshop = {
  /** What handlers were asked, in order. */
  readonly asked: string[]
  send(query: string, more?: Sending): Promise<TestAnswer>
  raw: ReturnType<typeof openTestGateway>['send']
  readonly app: ReturnType<typeof openTestGateway>['app']
}
export type Sending = {
  readonly as?: string | undefined
  readonly variables?: object
  readonly operationName?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const openSettings: GraphqlSettings = { isOpen: true, persisted: new Map(), onlyPersisted: false }
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const about = (operationId: string) => ({ operationId, tag: 'Operations', summary: `What ${operationId} is for` })

export function workshopRoutes(asked: string[]): Route[] {
  const pageOf = (after: string, limit: number) => {
    const numbers = Array.from({ length: widgetsMax }, (_, index) => index + 1).filter(
      (number) => number > Number(after),
    )
    const some = numbers.slice(0, limit)
    return {
      items: some.map(widget),
      total: widgetsMax,
      ...(numbers.length > limit && { next: String(some.at(-1)) }),
      ...(after !== '0' && { previous: '0' }),
    }
  }
  return [
    listRoute({
      ...about('listWidgets'),
      path: '/v1/widgets',
      access: member,
      query: Type.Object({
        status: Type.Optional(Type.Enum(['in-stock', 'sold out'])),
        state: Type.Optional(Type.String({ deprecated: true, description: 'See status.' })),
      }),
      reply: Widget,
      async handle({ query, page: { limit, after = '0' } }) {
        asked.push(`listWidgets ${query.status ?? ''}`.trim())
        return { ...pageOf(after, limit), extra: { facets: [] } }
      },
    }),
    route({
      ...about('getWidget'),
      method: 'GET',
      path: '/v1/widgets/{widgetId}',
      access: member,
      params: Type.Object({ widgetId: WidgetId }),
      reply: Widget,
      async handle({ params }) {
        asked.push('getWidget')
        const number = Number.parseInt(params.widgetId.slice(4), 16)
        if (number < 1 || number > widgetsMax) throw new Rejected(noWidget)
        return { body: widget(number), version: 3 }
      },
    }),
    route({
      ...about('getMaker'),
      method: 'GET',
      path: '/v1/makers/{makerId}',
      access: { kind: 'public' },
      params: Type.Object({ makerId: MakerId }),
      reply: Maker,
      async handle({ params }) {
        asked.push('getMaker')
        if (params.makerId === makerId(9)) throw new Rejected(noMaker)
        return {
          body: { json: JSON.stringify({ id: params.makerId, name: 'Smith' }) },
          version: 1,
          keep: { for: 'everybody', tags: [params.makerId], ttlMs: 60_000 },
        }
      },
      async many(requests) {
        asked.push(`getMaker × ${requests.length}`)
        return requests.map(({ params }) =>
          params.makerId === makerId(9) ? undefined : { body: { id: params.makerId, name: 'Smith' }, version: 1 },
        )
      },
    }),
    listRoute({
      ...about('listMakerWidgets'),
      path: '/v1/makers/{makerId}/widgets',
      access: member,
      params: Type.Object({ makerId: MakerId }),
      reply: Widget,
      async handle({ page: { limit, after = '0' } }) {
        asked.push('listMakerWidgets')
        return pageOf(after, limit)
      },
    }),
    route({
      ...about('makeWidget'),
      method: 'POST',
      path: '/v1/widgets',
      access: { kind: 'member', roles: ['seller', 'buyer'] },
      body: WidgetInput,
      reply: Widget,
      success: 201,
      async handle({ body, intent }) {
        asked.push(`makeWidget ${JSON.stringify(body)} ${intent.repeat === undefined ? 'once' : intent.repeat.key}`)
        intent.landed?.('00000000000000aa')
        return { body: widget(1), version: 1 }
      },
    }),
    route({
      ...about('renameWidget'),
      method: 'PATCH',
      path: '/v1/widgets/{widgetId}',
      access: member,
      params: Type.Object({ widgetId: WidgetId }),
      body: WidgetInput,
      reply: Widget,
      deprecation: 'Make another.',
      async handle({ ifMatch }) {
        asked.push(`renameWidget v${ifMatch}`)
        return { body: widget(1), version: 4 }
      },
    }),
    route({
      ...about('breakWidget'),
      method: 'POST',
      path: '/v1/widgets/{widgetId}/break',
      access: member,
      params: Type.Object({ widgetId: WidgetId }),
      async handle() {
        asked.push('breakWidget')
        return {}
      },
    }),
    route({
      ...about('failWidget'),
      method: 'POST',
      path: '/v1/widgets/{widgetId}/fail',
      access: member,
      params: Type.Object({ widgetId: WidgetId }),
      async handle() {
        throw new Error('secret words')
      },
    }),
    route({
      ...about('readLedger'),
      method: 'GET',
      path: '/v1/ledger',
      access: { kind: 'staff' },
      reply: Type.Object({ sum: Type.Integer() }, { title: 'Ledger' }),
      handle: async () => ({ body: { sum: 1 } }),
    }),
    route({
      ...about('createStaff'),
      method: 'POST',
      path: '/v1/staff',
      access: { kind: 'operator' },
      handle: async () => ({}),
    }),
    route({
      ...about('uploadWidgets'),
      method: 'POST',
      path: '/v1/uploads',
      access: member,
      streamsBody: { mediaTypes: ['text/csv'], maxBytes: 99 },
      handle: async () => ({}),
    }),
    route({
      ...about('exportWidgets'),
      method: 'GET',
      path: '/v1/exports',
      access: member,
      handle: async () => ({ body: { raw: 'a', type: 'text/csv' } }),
    }),
  ]
}

export function openWorkshop(settings: Partial<GraphqlSettings> = {}, front = openFront()): Workshop {
  const asked: string[] = []
  const { send: raw, app } = openTestGateway({
    routes: workshopRoutes(asked),
    front,
    graphql: { ...openSettings, ...settings },
  })
  return {
    asked,
    raw,
    app,
    send: (query, { as = 'buyer', headers = {}, ...rest } = {}) =>
      raw({
        method: 'POST',
        url: '/graphql',
        ...(as !== '' && { as }),
        headers: { 'content-type': 'application/json', ...headers },
        payload: JSON.stringify({ query, ...rest }),
      }),
  }
}

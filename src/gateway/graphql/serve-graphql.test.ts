import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from 'graphql'
import { beforeEach, expect, test } from 'vitest'
import { makerId, openWorkshop, widgetId } from './workshop.fixture.ts'

const { asked, send, raw } = openWorkshop()
beforeEach(() => void asked.splice(0))

const problems = (body: { errors?: { extensions: { problem: { code: string } } }[] }): string[] =>
  (body.errors ?? []).map(({ extensions }) => extensions.problem.code)

test('a resource is read with what it names, and with its ETag', async () => {
  const answer = await send(
    `{ widget(widgetId: "${widgetId(1)}") { id etag status names price { amount } size { kind radius side } parts { name weightGrams } maker { name etag } formerMakers { id } } }`,
  )
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    data: {
      widget: {
        id: widgetId(1),
        etag: '"v3"',
        status: 'IN_STOCK',
        names: { en: 'Widget 1' },
        price: { amount: 3_000_000_001 },
        size: { kind: 'ROUND', radius: 1.5, side: null },
        parts: [
          { name: 'Wheel', weightGrams: 12 },
          { name: 'Axle', weightGrams: null },
        ],
        maker: { name: 'Smith', etag: '"v1"' },
        formerMakers: [{ id: makerId(0) }, null],
      },
    },
  })
  expect(asked).toEqual(['getWidget', 'getMaker × 3'])
})

test('what a list names is asked for in one go, whether interpreted or compiled', async () => {
  const query = '{ widgets(first: 20) { nodes { id maker { name } formerMakers { name } } totalCount extra } }'
  const answers = []
  for (let turn = 1; turn <= 30; turn += 1) {
    asked.splice(0)
    answers.push((await send(query)).body)
    expect(asked, `turn ${turn}`).toEqual(['listWidgets', 'getMaker × 4'])
  }
  expect(answers[0].data.widgets.nodes).toHaveLength(20)
  expect(answers[0].data.widgets).toMatchObject({ totalCount: 25, extra: { facets: [] } })
  for (const answer of answers) expect(answer).toEqual(answers[0])
})

test('a list goes on from any edge, and every item comes once', async () => {
  const query =
    'query($after: String, $first: Int) { widgets(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }'
  const page = async (variables: object) => (await send(query, { variables })).body.data.widgets
  const ids: string[] = []
  let after: string | undefined
  for (const first of [7, 3, 10, 20]) {
    const { edges, pageInfo } = await page({ first, after })
    ids.push(...edges.map(({ node }: { node: { id: string } }) => node.id))
    expect(pageInfo.endCursor).toBe(edges.at(-1).cursor)
    expect(pageInfo.hasPreviousPage).toBe(after !== undefined)
    after = pageInfo.endCursor
    expect(pageInfo.hasNextPage).toBe(ids.length < 25)
  }
  expect(ids).toEqual(Array.from({ length: 25 }, (_, index) => widgetId(index + 1)))
  expect((await page({ first: 5, after })).edges).toEqual([])
  const { edges } = await page({ first: 5 })
  const behindThird = await page({ first: 2, after: edges[2].cursor })
  expect(behindThird.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([widgetId(4), widgetId(5)])
})

test('a cursor that was made up, and a page too long, are refused as over REST', async () => {
  for (const after of ['x y', '', 'abc', '.0', '.101', 'AAAAAAAAAAAAAAAAAAAA.3'])
    expect(
      problems(
        (await send('query($after: String) { widgets(after: $after) { nodes { id } } }', { variables: { after } }))
          .body,
      ),
      after,
    ).toEqual(['gateway/invalid-cursor'])
  for (const first of [0, -1, 101])
    expect(problems((await send(`{ widgets(first: ${first}) { nodes { id } } }`)).body), `${first}`).toEqual([
      'gateway/invalid-query',
    ])
})

test('anything with an id is a node, and what hangs below it is one of its fields', async () => {
  const { body } = await send(
    `{ one: node(id: "${makerId(1)}") { id __typename ... on Maker { name widgets(first: 2) { nodes { id } } } } none: node(id: "${makerId(9)}") { id } other: node(id: "xyz_1") { id } }`,
  )
  expect(body).toEqual({
    data: {
      one: {
        id: makerId(1),
        __typename: 'Maker',
        name: 'Smith',
        widgets: { nodes: [{ id: widgetId(1) }, { id: widgetId(2) }] },
      },
      none: null,
      other: null,
    },
  })
})

test('a mutation is the route’s command: its access, its validation, its key, its guard', async () => {
  const make =
    'mutation($input: MakeWidgetInput!, $key: String) { makeWidget(input: $input, idempotencyKey: $key) { id etag } }'
  const input = { name: 'Cog', status: 'SOLD_OUT', size: { kind: 'SQUARE', side: 2 } }
  const made = await send(make, { variables: { input, key: 'key-9' } })
  expect(made.body).toEqual({ data: { makeWidget: { id: widgetId(1), etag: '"v1"' } } })
  expect(made.headers['fx-as-of']).toBe('00000000000000aa')
  expect(asked[0]).toMatch(
    /^makeWidget \{"name":"Cog","status":"sold out","size":\{"kind":"square","side":2\}\} [\w-]{32}$/,
  )
  const codeOf = async (...[query, more]: Parameters<typeof send>) => problems((await send(query, more)).body)
  expect(await codeOf(make, { variables: { input }, as: 'viewer' })).toEqual(['gateway/not-allowed'])
  expect(await codeOf(make, { variables: { input }, as: '' })).toEqual(['gateway/not-signed-in'])
  expect(await codeOf(make, { variables: { input }, headers: { 'idempotency-key': '' } })).toEqual([
    'idempotency/key-missing',
  ])
  expect(await codeOf(make, { variables: { input: { name: 'x'.repeat(21) } } })).toEqual(['gateway/invalid-body'])
  const rename = `mutation($etag: String!) { renameWidget(widgetId: "${widgetId(1)}", input: { name: "Cog" }, ifMatch: $etag) { etag } }`
  expect((await send(rename, { variables: { etag: '"v3"' } })).body.data.renameWidget.etag).toBe('"v4"')
  expect(await codeOf(rename, { variables: { etag: 'v3' } })).toEqual(['gateway/if-match-malformed'])
  const { body } = await send(`mutation { breakWidget(widgetId: "${widgetId(1)}") }`)
  expect(body).toEqual({ data: { breakWidget: true } })
})

test('mutations of one request are done in their order, each under a key of its own', async () => {
  await send('mutation { a: makeWidget(input: {name: "A"}) { id } b: makeWidget(input: {name: "B"}) { id } }')
  const [first, second] = asked.map((line) => line.split(' ').at(-1))
  expect(asked.map((line) => line.slice(0, 23))).toEqual(['makeWidget {"name":"A"}', 'makeWidget {"name":"B"}'])
  expect(first).not.toBe(second)
  asked.splice(0)
  await send(`mutation { ...F ... on Mutation { c: makeWidget(input: {name: "A"}) { id } } }
    fragment F on Mutation { a: makeWidget(input: {name: "A"}) { id } b: makeWidget(input: {name: "A"}) { id } }`)
  expect(new Set(asked.map((line) => line.split(' ').at(-1))).size, 'wherever fragments have put them').toBe(3)
  asked.splice(0)
  await send(
    'mutation { ...F } fragment F on Mutation { a: makeWidget(input: {name: "A"}) { id } b: makeWidget(input: {name: "A"}) { id } }',
  )
  expect(new Set(asked.map((line) => line.split(' ').at(-1))).size).toBe(2)
  asked.splice(0)
  await send('mutation { makeWidget(input: {name: "A"}) { id } }')
  const rest = await raw({
    method: 'POST',
    url: '/v1/widgets',
    as: 'buyer',
    headers: { 'content-type': 'application/json' },
    payload: '{"name":"A"}',
  })
  expect(rest.status).toBe(201)
  expect(asked[0], 'the same command over REST has the same key').toBe(asked[1])
})

test('what one mutation of a request has read, the next reads anew', async () => {
  const named = 'maker { widgets(first: 1) { nodes { id } } }'
  await send(
    `mutation { a: makeWidget(input: {name: "A"}) { ${named} } b: makeWidget(input: {name: "B"}) { ${named} } }`,
  )
  const commands = asked.map((line) => line.split(' ', 1)[0]).filter((name) => name !== 'getMaker')
  expect(commands).toEqual(['makeWidget', 'listMakerWidgets', 'makeWidget', 'listMakerWidgets'])
})

test('a refusal is the problem that REST answers; what nobody foresaw is told to nobody', async () => {
  const refused = await send(`{ widget(widgetId: "${widgetId(99)}") { id } widgets(first: 1) { nodes { id } } }`)
  expect(refused.status).toBe(200)
  expect(refused.body.data).toMatchObject({ widget: null, widgets: { nodes: [{}] } })
  expect(refused.body.errors).toEqual([
    {
      message: 'There is no such widget.',
      locations: [{ line: 1, column: 3 }],
      path: ['widget'],
      extensions: {
        code: 'widgets/unknown',
        problem: expect.objectContaining({
          status: 404,
          code: 'widgets/unknown',
          instance: '/graphql',
          traceId: refused.headers['x-request-id'],
        }),
      },
    },
  ])
  const failed = await send(`mutation { failWidget(widgetId: "${widgetId(1)}") }`)
  expect(problems(failed.body)).toEqual(['gateway/unexpected'])
  expect(failed.text).not.toContain('secret')
})

test('staff’s fields are for staff, and a token that is not good is refused before anything is read', async () => {
  expect(problems((await send('{ readLedger { sum } }')).body)).toEqual(['gateway/not-allowed'])
  expect((await send('{ readLedger { sum } }', { as: 'staff' })).body).toEqual({ data: { readLedger: { sum: 1 } } })
  const bad = await send('{ __typename }', { as: 'nobody' })
  expect(bad).toMatchObject({ status: 401, body: { code: 'auth/invalid-token' } })
})

test('the schema says what routes say: descriptions, deprecation, and nothing of files or the operator', async () => {
  const { body } = await send(getIntrospectionQuery({ inputValueDeprecation: true }))
  const text = printSchema(buildClientSchema(body.data as IntrospectionQuery))
  expect(text).toContain('What getWidget is for.')
  expect(text).toMatch(/renameWidget\([^)]*ifMatch: String![^)]*\): Widget @deprecated\(reason: "Make another."\)/s)
  expect(text).toContain('old: Boolean @deprecated(reason: "See madeAt.")')
  expect(text).toContain('nick: String @deprecated(reason: "See name.")')
  expect(text).toContain('state: String @deprecated(reason: "See status.")')
  const asked = '{ __type(name: "Widget") { fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }'
  const { fields } = (await send(asked)).body.data.__type
  expect(fields.filter(({ isDeprecated }: { isDeprecated: boolean }) => isDeprecated)).toEqual([
    { name: 'old', isDeprecated: true, deprecationReason: 'See madeAt.' },
  ])
  expect(text).toMatch(/type Widget implements Node/)
  for (const name of ['createStaff', 'uploadWidgets', 'exportWidgets']) expect(text).not.toContain(name)
})

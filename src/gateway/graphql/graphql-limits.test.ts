import { beforeEach, expect, test } from 'vitest'
import { createMemoryRateLimit } from '../../infrastructure/rate-limit/memory-rate-limit.ts'
import { openFront } from '../front/front.ts'
import { createLimits, type Quota } from '../front/limits.ts'
import { openWorkshop, type Sending } from './workshop.fixture.ts'

const { asked, send, raw } = openWorkshop()
const closed = openWorkshop({ isOpen: false })
beforeEach(() => void asked.splice(0))

const codes = (body: { errors?: { extensions: { problem: { code: string; facts?: { limit: string } } } }[] }): string =>
  (body.errors ?? [])
    .map(({ extensions: { problem } }) => [problem.code, problem.facts?.limit].filter(Boolean).join(' '))
    .join()
const id = `wid_${'1'.padStart(32, '0')}`
const json = { 'content-type': 'application/json' }

/** Of some text so many times. */
const many = (times: number, make: (index: number) => string): string =>
  Array.from({ length: times }, (_, at) => make(at)).join(' ')
const cyclic = 'fragment A on Widget { maker { ...B } } fragment B on Maker { widgets { nodes { ...A } } }'
/** Each fragment spreads the next twice: 2^20 fields out of 20 fragments. */
const doubling = (fragments: number): string =>
  `{ widget(widgetId: "${id}") { ...F0 } } ` +
  many(
    fragments,
    (at) => `fragment F${at} on Widget { ${at === fragments - 1 ? 'id' : `...F${at + 1} ...F${at + 1}`} }`,
  )
const deep = (levels: number): string =>
  levels === 0 ? 'id' : `maker { widgets(first: 1) { edges { node { ${deep(levels - 1)} } } } }`

const tooMuch: Readonly<Record<string, readonly [document: string, answer: string]>> = {
  'seven levels': [`{ widget(widgetId: "${id}") { ${deep(3)} } }`, 'graphql/too-much depth'],
  'long pages of long pages': [
    `{ widgets(first: 100) { nodes { maker { widgets(first: 30) { nodes { id } } } } } }`,
    'graphql/too-much cost',
  ],
  'sixteen aliases': [`{ ${many(16, (at) => `a${at}: __typename`)} }`, 'graphql/too-much aliases'],
  'a hundred sign-ins under aliases': [
    `mutation { ${many(100, (at) => `a${at}: breakWidget(widgetId: "${id}")`)} }`,
    'graphql/too-much aliases',
  ],
  'aliases that hide in fragments': [
    `{ ...Q } fragment Q on Query { ${many(16, (at) => `a${at}: __typename`)} }`,
    'graphql/too-much aliases',
  ],
  'fifty-one directives': [
    `{ widgets ${many(51, () => '@include(if: true)')} { nodes { id } } }`,
    'graphql/too-much directives',
  ],
  'a thousand and one tokens': [`{ ${many(1_001, () => 'id')} }`, 'graphql/too-much tokens'],
  'a long comment': [`{ __typename } # ${'x'.repeat(17_000)}`, 'graphql/too-much text'],
  'fragments in a circle': [`{ widget(widgetId: "${id}") { ...A } } ${cyclic}`, 'graphql/circular-fragment'],
  'a fragment in itself': [
    `{ widget(widgetId: "${id}") { ...A } } fragment A on Widget { id ...A }`,
    'graphql/circular-fragment',
  ],
  'fragments that double': [doubling(20), 'graphql/too-much cost'],
}

for (const [what, [document, answer]] of Object.entries(tooMuch))
  test(`${what}: refused before anything is read, whichever media type is asked for`, async () => {
    for (const accept of ['application/graphql-response+json', 'application/json', '*/*']) {
      const { status, body } = await send(document, { headers: { accept } })
      expect(`${status} ${codes(body)}`).toBe(`400 ${answer}`)
      expect(body).not.toHaveProperty('data')
    }
    expect(asked).toEqual([])
  })

test('refusing twice as many fragments that double takes some twice the work, not a thousand times', async () => {
  /** The least of five, in microseconds of this process: what else the machine does counts for neither. */
  const cost = async (document: string): Promise<number> => {
    const each: number[] = []
    for (let round = 0; round < 5; round++) {
      const begun = process.cpuUsage()
      await send(document)
      each.push(process.cpuUsage(begun).user)
    }
    return Math.max(100, Math.min(...each))
  }
  await cost(doubling(10))
  const ten = await cost(doubling(10))
  expect((await cost(doubling(20))) / ten).toBeLessThan(100)
})

test('what stands at each limit is answered', async () => {
  const atLimit = [
    `{ widget(widgetId: "${id}") { ${deep(2)} maker { id } } }`,
    `{ ${many(15, (at) => `a${at}: __typename`)} }`,
    `{ ${many(50, () => '__typename @include(if: true)')} }`,
    '{ widgets(first: 100) { nodes { id parts { name weightGrams } maker { name } } } }',
  ]
  for (const document of atLimit) {
    const { status, body } = await send(document)
    expect([status, body.errors], document).toEqual([200, undefined])
  }
})

test('the length of a page counts also where a variable says it, each time anew', async () => {
  const document = 'query($n: Int) { widgets(first: $n) { nodes { maker { widgets(first: 25) { nodes { id } } } } } }'
  for (const [variables, answer] of [
    [{ n: 1 }, ''],
    [{ n: 100 }, 'graphql/too-much cost'],
    [{}, 'graphql/too-much cost'],
    [{ n: 2 }, ''],
  ] as const)
    expect(codes((await send(document, { variables })).body), JSON.stringify(variables)).toBe(answer)
})

test('five requests in an array are answered in order, six are refused', async () => {
  const batch = (count: number) =>
    raw({
      method: 'POST',
      url: '/graphql',
      as: 'buyer',
      headers: json,
      payload: JSON.stringify(Array.from({ length: count }, () => ({ query: '{ __typename }' }))),
    })
  expect((await batch(5)).body).toEqual(Array.from({ length: 5 }, () => ({ data: { __typename: 'Query' } })))
  const six = await batch(6)
  expect(`${six.status} ${codes(six.body)}`).toBe('400 graphql/too-much batch')
  expect(codes((await batch(0)).body)).toBe('graphql/malformed-request')
})

test('strangers are shown no schema and no suggestion where it is closed; who is signed in is', async () => {
  const ask = (query: string, more: Sending = {}) => closed.send(query, { as: '', ...more })
  for (const query of [
    '{ __schema { types { name } } }',
    '{ __type(name: "Widget") { name } }',
    '{ ...F } fragment F on Query { __schema { types { name } } }',
  ]) {
    const refused = await ask(query)
    expect(`${refused.status} ${codes(refused.body)}`, query).toBe('400 graphql/closed')
    expect(codes((await ask(query, { as: 'viewer' })).body), query).toBe('')
    expect(codes((await ask(query)).body), 'also of a document that is known by now').toBe('graphql/closed')
  }
  const misspelt = '{ widget(widgetId: "x") { nam } widgts { nodes { id } } }'
  expect((await ask(misspelt)).text).not.toMatch(/did you mean/i)
  expect((await ask(misspelt, { as: 'viewer' })).text).toMatch(/did you mean/i)
  const make = 'mutation($input: MakeWidgetInput!) { makeWidget(input: $input) { id } }'
  for (const input of [
    { name: 'A', nik: 'a' },
    { name: 'A', status: 'IN_STOK' },
  ]) {
    const stranger = await ask(make, { variables: { input } })
    expect([stranger.status, codes(stranger.body)]).toEqual([400, 'graphql/invalid-document'])
    expect(stranger.text).not.toMatch(/did you mean/i)
    expect((await ask(make, { as: 'viewer', variables: { input } })).text).toMatch(/did you mean/i)
  }
  expect((await ask('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } })
})

test('the page to try it is shown where it is open, and runs no script but its own', async () => {
  const page = await raw({ url: '/graphql', headers: { accept: 'text/html,*/*' } })
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; /)
  const none = await closed.raw({ url: '/graphql', headers: { accept: 'text/html,*/*' } })
  expect(none.status).toBe(400)
})

test('a body that poisons prototypes, nests deeply or is no request is refused', async () => {
  const bodies = [
    '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true}}}',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`,
    '{"query":7}',
    '{"query":"{ __typename }","variables":[]}',
    '"text"',
    'null',
    '{',
    '',
  ]
  for (const payload of bodies) {
    const { status, body } = await raw({ method: 'POST', url: '/graphql', as: 'buyer', headers: json, payload })
    expect(status, payload).toBe(400)
    expect(codes(body), payload).toMatch(/^(gateway\/malformed-body|graphql\/malformed-request)$/)
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('a GET reads, and changes nothing', async () => {
  const get = (query: string, variables = '{}') =>
    raw({ url: `/graphql?${new URLSearchParams({ query, variables }).toString()}`, as: 'buyer' })
  expect(
    (await get('query($n: Int) { widgets(first: $n) { nodes { id } } }', '{"n":1}')).body.data.widgets.nodes,
  ).toHaveLength(1)
  asked.splice(0)
  const changed = await get(`mutation { breakWidget(widgetId: "${id}") }`)
  expect(changed).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  expect(asked).toEqual([])
})

test('each mutation of a document counts as one, whatever it is called, and what is over the quota is not done', async () => {
  const limit = createMemoryRateLimit({ monotonicMs: () => performance.now() })
  const plenty: Quota = { count: 1_000, seconds: 1 }
  const quotas = {
    read: plenty,
    search: plenty,
    heavy: plenty,
    import: plenty,
    connection: plenty,
    'sign-in': plenty,
    write: { count: 2, seconds: 60 },
  }
  const limits = createLimits({ quotas, organisationTimes: 10, exact: limit, quick: limit })
  const counted = openWorkshop({}, openFront({ limits }))
  const breaking = (name: string): string => `${name}: breakWidget(widgetId: "${id}")`
  const { status, body } = await counted.send(`mutation { ${['a', 'b', 'c'].map(breaking).join(' ')} }`, {
    headers: { 'idempotency-key': 'key-1' },
  })
  expect(status).toBe(200)
  expect(codes(body)).toBe('gateway/quota-exceeded')
  expect(counted.asked).toEqual(['breakWidget', 'breakWidget'])
})

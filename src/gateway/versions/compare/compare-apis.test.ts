/** What breaks a client of a published description, one by one; and that what does not is not called so. */
import { expect, test } from 'vitest'
import { compareApis, type ApiDescription } from './compare-apis.ts'

type Json = Record<string, unknown>

const text = { type: 'string' }
const object = (properties: Json, required: readonly string[] = []): Json => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

type Given = { readonly body?: Json; readonly reply?: Json; readonly operation?: Json; readonly schemas?: Json }

/** An API of one operation. */
const api = ({ body, reply, operation = {}, schemas = {} }: Given): ApiDescription => ({
  paths: {
    '/v1/things': {
      post: {
        operationId: 'makeThing',
        parameters: [],
        ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
        responses: {
          '200': { content: { 'application/json': { schema: reply ?? object({}) } } },
          '4XX': { description: 'A problem' },
        },
        ...operation,
      },
    },
  },
  components: { schemas },
})

const changes = (before: Given, after: Given): string[] =>
  compareApis(api(before), api(after)).map(({ where, what, breaks }) => `${breaks ? 'BREAKS ' : ''}${where} ${what}`)
const bodies = (before: Json, after: Json): string[] => changes({ body: before }, { body: after })
const replies = (before: Json, after: Json): string[] => changes({ reply: before }, { reply: after })
/** Of a field `a`, in what is sent and what is answered. */
const sent = (before: Json, after: Json): string[] => bodies(object({ a: before }), object({ a: after }))
const answered = (before: Json, after: Json): string[] => replies(object({ a: before }), object({ a: after }))

test('nothing is otherwise in the same description, and words are nobody’s promise', () => {
  expect(bodies(object({ a: text }), object({ a: { ...text, description: 'Said better.', title: 'A' } }))).toEqual([])
})

test('routes: gone, called otherwise, new, deprecated, for other people', () => {
  const one = api({})
  expect(compareApis(one, { paths: {} })).toEqual([
    { operation: 'POST /v1/things', where: '', what: 'is gone', breaks: true },
  ])
  expect(compareApis({ paths: {} }, one)).toEqual([
    { operation: 'POST /v1/things', where: '', what: 'is new', breaks: false },
  ])
  expect(changes({}, { operation: { operationId: 'createThing' } })).toEqual(['BREAKS  is called createThing'])
  expect(changes({}, { operation: { deprecated: true } })).toEqual([' is deprecated'])
  expect(changes({ operation: { security: [] } }, {})).toEqual(['BREAKS  is for who signed in'])
  expect(changes({}, { operation: { security: [] } })).toEqual([' is for everybody'])
})

test('parameters: gone, needed, another type; new ones may be left out', () => {
  const withQuery = (...parameters: Json[]): Given => ({
    operation: { parameters: parameters.map((each) => ({ name: 'q', in: 'query', schema: text, ...each })) },
  })
  expect(changes(withQuery({}), withQuery())).toEqual(['BREAKS query q is no longer taken'])
  expect(changes(withQuery(), withQuery({ required: true }))).toEqual(['BREAKS query q must be sent'])
  expect(changes(withQuery({}), withQuery({ required: true }))).toEqual(['BREAKS query q must be sent'])
  expect(changes(withQuery({}), withQuery({ schema: { type: 'integer' } }))).toEqual([
    'BREAKS query q no longer takes string instead of integer',
  ])
  expect(changes(withQuery(), withQuery({}))).toEqual(['query q may be sent'])
  expect(changes(withQuery({ required: true }), withQuery({}))).toEqual(['query q may be left out'])
})

test('fields that are sent: a new one that is needed, one that is no longer taken', () => {
  expect(bodies(object({}), object({ a: text }, ['a']))).toEqual(['BREAKS body /a must be sent'])
  expect(bodies(object({ a: text }), object({ a: text }, ['a']))).toEqual(['BREAKS body /a must be sent'])
  expect(bodies(object({ a: text }), object({}))).toEqual(['BREAKS body /a is no longer taken'])
  expect(bodies(object({}), object({ a: text }))).toEqual(['body /a may be sent'])
  expect(bodies(object({ a: text }, ['a']), object({ a: text }))).toEqual(['body /a may be left out'])
})

test('fields that are answered: one that is gone or may be absent', () => {
  expect(replies(object({ a: text }), object({}))).toEqual(['BREAKS reply /a is no longer answered'])
  expect(replies(object({ a: text }, ['a']), object({}))).toEqual(['BREAKS reply /a is no longer answered'])
  expect(replies(object({}), object({ a: text }, ['a']))).toEqual(['reply /a is answered as well'])
  expect(replies(object({ a: text }, ['a']), object({ a: text }))).toEqual(['BREAKS reply /a may be absent'])
  expect(replies(object({}), object({ a: text }))).toEqual(['reply /a is answered as well'])
  expect(replies(object({ a: text }), object({ a: text }, ['a']))).toEqual(['reply /a is always answered'])
})

test('values: fewer may be sent, more may be answered', () => {
  const [few, many] = [{ enum: ['a'] }, { enum: ['a', 'b'] }]
  expect(sent(many, few)).toEqual(['BREAKS body /a no longer takes "b"'])
  expect(sent(few, many)).toEqual(['body /a takes "b"'])
  expect(sent(text, few)).toEqual(['BREAKS body /a no longer takes anything instead of "a"'])
  expect(answered(few, many)).toEqual(['BREAKS reply /a may be "b"'])
  expect(answered(many, few)).toEqual(['reply /a is no longer "b"'])
  expect(answered(few, text)).toEqual(['BREAKS reply /a may be anything instead of "a"'])
  expect(answered({ const: 'a' }, { const: 'b' })).toEqual(['BREAKS reply /a may be "b"'])
})

test('types: another one breaks both sides, a wider one the side that reads it', () => {
  const [whole, number] = [{ type: 'integer' }, { type: 'number' }]
  expect(sent(text, number)).toEqual(['BREAKS body /a no longer takes string instead of number'])
  expect(answered(text, number)).toEqual(['BREAKS reply /a may be number instead of string'])
  expect(sent(whole, number)).toEqual(['body /a takes number instead of integer'])
  expect(sent(number, whole)).toEqual(['BREAKS body /a no longer takes number instead of integer'])
  expect(answered(whole, number)).toEqual(['BREAKS reply /a may be number instead of integer'])
})

test('bounds, patterns and formats', () => {
  for (const [name, tighter] of [
    ['minLength', 5],
    ['maxLength', 1],
    ['minimum', 5],
    ['maximum', 1],
    ['minItems', 5],
    ['maxItems', 1],
  ] as const) {
    const [loose, tight] = [{ [name]: 3 }, { [name]: tighter }]
    expect(sent(loose, tight)).toEqual([`BREAKS body /a no longer takes ${name} 3 instead of ${tighter}`])
    expect(sent({}, tight)).toEqual([`BREAKS body /a no longer takes ${name} none instead of ${tighter}`])
    expect(sent(tight, loose)).toEqual([`body /a takes ${name} 3 instead of ${tighter}`])
    expect(answered(tight, loose)).toEqual([`BREAKS reply /a may be ${name} 3 instead of ${tighter}`])
  }
  expect(sent({ ...text, pattern: 'a' }, { ...text, pattern: 'b' })[0]).toMatch(
    /^BREAKS body \/a no longer takes pattern/,
  )
  expect(sent({ ...text, pattern: 'a' }, text)).toEqual(['body /a takes pattern none instead of "a"'])
  expect(answered({ ...text, format: 'date' }, { ...text, format: 'date-time' })[0]).toMatch(
    /^BREAKS reply \/a may be format/,
  )
  expect(answered({ ...text, format: 'date' }, text)).toEqual(['BREAKS reply /a may be format none instead of "date"'])
})

test('lists, maps and what is referred to are looked into; circles end', () => {
  const list = (items: Json): Json => ({ type: 'array', items })
  expect(answered(list(object({ b: text })), list(object({})))).toEqual(['BREAKS reply /a[]/b is no longer answered'])
  const map = (values: Json): Json => ({ type: 'object', patternProperties: { '^x': values } })
  expect(sent(map(text), map({ type: 'integer' }))).toEqual([
    'BREAKS body /a/* no longer takes string instead of integer',
  ])
  const reference = { $ref: '#/components/schemas/Node' }
  const tree = (properties: Json): Given => ({
    reply: reference,
    schemas: { Node: object({ below: list(reference), ...properties }) },
  })
  expect(changes(tree({ name: text }), tree({}))).toEqual(['BREAKS reply /name is no longer answered'])
})

test('alternatives: one more is taken, one fewer is not; each is held against the one it is most like', () => {
  const kind = (name: string, more: Json = {}): Json => object({ kind: { const: name }, ...more }, ['kind'])
  const [cat, dog] = [kind('cat'), kind('dog')]
  expect(sent({ anyOf: [cat, dog] }, { anyOf: [cat] })).toEqual(['BREAKS body /a/kind no longer takes "dog"'])
  expect(sent({ anyOf: [cat] }, { anyOf: [cat, dog] })).toEqual(['body /a/kind takes "dog"'])
  expect(answered({ anyOf: [cat] }, { anyOf: [cat, dog] })).toEqual(['BREAKS reply /a/kind may be "dog"'])
  expect(answered({ anyOf: [kind('cat', { a: text }), dog] }, { anyOf: [dog, cat] })).toEqual([
    'BREAKS reply /a/a is no longer answered',
  ])
  expect(answered({ type: ['string', 'null'] }, text)).toEqual(['reply /a is no longer null instead of string'])
  expect(answered(text, { anyOf: [text, { type: 'null' }] })).toEqual(['BREAKS reply /a may be null instead of string'])
})

test('bodies and replies as a whole: their media types, their being there, statuses and headers', () => {
  const as = (...types: string[]): Json => Object.fromEntries(types.map((type) => [type, { schema: text }]))
  const takes = (...types: string[]): Given => ({ operation: { requestBody: { content: as(...types) } } })
  expect(changes(takes('text/csv', 'application/json'), takes('text/csv'))).toEqual([
    'BREAKS body as application/json is no longer taken',
  ])
  expect(changes(takes('text/csv'), takes('text/csv', 'application/json'))).toEqual(['body as application/json is new'])
  expect(changes({}, { body: object({}) })).toEqual(['BREAKS body must be sent'])
  expect(changes({ body: object({}) }, {})).toEqual(['BREAKS body is no longer taken'])
  const gives = (responses: Json): Given => ({ operation: { responses } })
  expect(changes(gives({ '200': { content: as('text/csv') } }), gives({ '200': { content: {} } }))).toEqual([
    'BREAKS reply as text/csv is no longer answered',
  ])
  expect(changes(gives({ '200': {} }), gives({ '202': {} }))).toEqual([
    'BREAKS status 200 is no longer answered',
    'BREAKS status 202 may be answered',
  ])
  expect(changes(gives({ '200': { headers: { 'FX-As-Of': {} } } }), gives({ '200': {} }))).toEqual([
    'BREAKS header FX-As-Of is no longer answered',
  ])
  expect(changes(gives({ '200': {} }), gives({ '200': {}, '304': {} }))).toEqual(['status 304 may be answered'])
})

test('a reading whose reply is no JSON, and was described as none at all, is described better and breaks nobody', () => {
  const reading = (responses: Json): ApiDescription => ({
    paths: { '/v1/report': { get: { operationId: 'getReport', responses: { ...responses, '304': {}, '4XX': {} } } } },
  })
  const nothing = reading({ '204': {} })
  const whatBreaks = (before: ApiDescription, after: ApiDescription): readonly boolean[] =>
    compareApis(before, after).map(({ breaks }) => breaks)
  expect(whatBreaks(nothing, reading({ '200': { content: { 'text/csv': {} } } }))).toEqual([false])
  expect(whatBreaks(nothing, reading({ '200': { content: { 'application/json': {} } } }))).toEqual([true, true])
  expect(whatBreaks(reading({ '200': { content: { 'text/csv': {} } } }), nothing)).toEqual([true, true])
})

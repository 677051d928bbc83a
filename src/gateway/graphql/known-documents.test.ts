/** Where only known documents run: nothing that a stranger wrote is even parsed. */
import { expect, test } from 'vitest'
import { limits } from './request-limits.ts'
import { openWorkshop, sha256, widgetId } from './workshop.fixture.ts'

const document = '{ widgets(first: 1) { nodes { id } } }'
/** In the file of known ones by mistake: nobody could tell but by reading it. */
const broken = '{ widgets('
const strict = openWorkshop({
  persisted: new Map([document, broken].map((text) => [sha256(text), text])),
  onlyPersisted: true,
})

const ask = (payload: object) =>
  strict.raw({
    method: 'POST',
    url: '/graphql',
    as: 'buyer',
    headers: { 'content-type': 'application/json' },
    payload,
  })
type Body = { errors?: { extensions: { code: string } }[]; data?: unknown }
const codeOf = ({ errors = [] }: Body): string => errors.map(({ extensions }) => extensions.code).join()
const answered = { data: { widgets: { nodes: [{ id: widgetId(1) }] } } }
const extensionsOf = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } })

test('known documents are asked for by their hash, also as Apollo’s clients do, and by their text', async () => {
  for (const known of [
    { documentId: `sha256:${sha256(document)}` },
    { documentId: sha256(document) },
    { extensions: extensionsOf(document) },
    { query: document },
  ])
    expect((await ask(known)).body, JSON.stringify(known)).toEqual(answered)
  const byGet = `/graphql?${new URLSearchParams({ extensions: JSON.stringify(extensionsOf(document)) }).toString()}`
  expect((await strict.raw({ url: byGet, as: 'buyer' })).body).toEqual(answered)
})

test('what is not known is refused before anything of it is read: nothing tells what is wrong with it, or that nothing is', async () => {
  const unknown = {
    valid: '{ __typename }',
    'as a known one but for a space': `${document} `,
    'no GraphQL': '{ gadgets(',
    'the schema': '{ __schema { types { name } } }',
    'a field there is not': '{ nothing }',
    'beyond every limit': `{ ${'a: __typename '.repeat(limits.tokens)} }`,
    'nested without end': '{ a '.repeat(20_000),
  }
  strict.asked.splice(0)
  for (const [what, query] of Object.entries(unknown)) {
    for (const asked of [
      { query },
      { query, documentId: '0'.repeat(64) },
      { query, extensions: extensionsOf(query) },
    ]) {
      const { status, body } = await ask(asked)
      expect(`${status} ${codeOf(body)}`, what).toBe('400 graphql/not-persisted')
    }
    const byGet = `/graphql?${new URLSearchParams({ query: query.slice(0, 2_000) }).toString()}`
    expect(codeOf((await strict.raw({ url: byGet, as: 'buyer' })).body), what).toBe('graphql/not-persisted')
  }
  for (const documentId of ['0'.repeat(64), '', '../known', '__proto__', sha256(`${document} `)]) {
    const { status, body } = await ask({ documentId })
    expect(`${status} ${codeOf(body)}`, documentId).toBe('400 graphql/unknown-document')
  }
  expect(strict.asked).toEqual([])
  // That a parser would have said something else, one that is known shows.
  expect(codeOf((await ask({ documentId: sha256(broken) })).body)).toBe('graphql/invalid-document')
})

test('in an array each is known or refused by itself', async () => {
  const batch = [
    { query: document },
    { query: '{ __typename }' },
    { documentId: sha256(document) },
    { documentId: 'x' },
  ]
  const { status, body } = await ask(batch)
  expect(status).toBe(200)
  const [first, second, third, fourth] = body as Body[]
  expect([first, third]).toEqual([answered, answered])
  expect([second, fourth].map((one) => codeOf(one!))).toEqual(['graphql/not-persisted', 'graphql/unknown-document'])
})

import Fastify from 'fastify'
import { Type } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import { openTestGateway } from '../open-test-gateway.fixture.ts'
import { route } from '../route.ts'
import { docsRoutes } from './docs-routes.ts'
import { escapeHtml, prose } from './page.ts'

const { send } = openTestGateway({
  problems: {
    'things/odd': { title: 'Odd <things>', remedy: 'Even them: `a < b`.\n\nOr & leave <script>alert(1)</script> out.' },
  },
})

test('pages run no script and load nothing, whatever they say', async () => {
  for (const url of ['/docs', '/docs/v2', '/docs/versions', '/problems', '/problems/things/odd']) {
    const { status, headers, text } = await send({ url })
    expect(status, url).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(text).toMatch(/^<!doctype html><html lang="en">/)
    expect(text).not.toMatch(/<script|<img|<link|src=|url\(|\son\w+=/i)
  }
})

test('a problem’s page says what is wrong and what to do, letter for letter', async () => {
  const { text } = await send({ url: '/problems/things/odd' })
  expect(text).toContain('<h1>Odd &lt;things&gt;</h1>')
  expect(text).toContain('<p>Even them: <code>a &lt; b</code>.</p>')
  expect(text).toContain('<p>Or &amp; leave &lt;script&gt;alert(1)&lt;/script&gt; out.</p>')
  expect((await send({ url: '/problems' })).text).toContain('<a href="/problems/things/odd">')
})

test('a code without a page is a 404 problem; what objects inherit is no code', async () => {
  for (const url of [
    '/problems/things/even?x=1',
    '/problems/constructor/name',
    '/problems/a/b/c',
    '/problems/toString',
  ]) {
    const { status, body } = await send({ url })
    expect(status, url).toBe(404)
    expect(body).toMatchObject({ code: 'gateway/unknown-path', instance: url.split('?')[0] })
  }
})

test('the API is described for programs at /openapi.json, every operation at /docs', async () => {
  const { headers, body } = await send({ url: '/openapi.json' })
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(body.openapi).toBe('3.1.0')
  const { text } = await send({ url: '/docs' })
  const ids = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(ids).toContain('replaceThing')
  for (const id of ids) expect(text).toContain(`<section id="${id}">`)
  expect(text).toContain(escapeHtml(`"$FX/v1/only-operator" \\\n  -H "Authorization: Operator $TOKEN"`))
  expect(text).toContain(escapeHtml(`"$FX/v1/only-staff" \\\n  -H "Authorization: Bearer $TOKEN"`))
})

const app = Fastify()
const hostile = `<script>alert('x')</script> & "quotes"`
const Deep = Type.Object(
  { inner: Type.Array(Type.Object({ leaf: Type.String({ description: hostile }) })) },
  { title: 'Deep' },
)
const described = route({
  method: 'POST',
  path: '/v1/hostile/{id}',
  operationId: 'hostile',
  tag: 'Operations',
  summary: hostile,
  description: `First.\n\nThen \`code\` ${hostile}`,
  access: { kind: 'member' },
  params: Type.Object({ id: Type.String({ description: hostile }) }),
  body: Type.Object({
    kind: Type.Enum(['<a>', '<b>']),
    owner: Type.String({ examples: [`O'Brien & Sons`] }),
    deep: Type.Union([Deep, Type.Null()]),
    list: Type.Array(Deep),
  }),
  reply: Deep,
  handle: async () => ({}),
})
for (const one of docsRoutes({ routes: [described], changeOf: () => undefined, problems: {}, version: '1.0.0' }))
  app.route(one)
afterAll(() => app.close())

test('whatever a description says is text on the page', async () => {
  const { payload } = await app.inject('/docs')
  expect(payload).not.toContain('<script')
  expect(payload).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;')
  expect(payload).toContain('<p>First.</p><p>Then <code>code</code> &lt;script&gt;')
  expect(payload).toContain('&lt;a&gt; | &lt;b&gt;')
})

test('fields are shown with their way in, types by their names, and a request that a shell takes as it stands', async () => {
  const { payload } = await app.inject('/docs')
  expect(payload).toContain('<code>inner[].leaf</code>')
  expect(payload).toContain('<code>list[].inner[].leaf</code>')
  expect(payload).toContain('<td>DeepInput or null</td>')
  expect(payload).toContain('<td>list of DeepInput</td>')
  expect(payload).toContain(escapeHtml(`"owner":"O'\\''Brien & Sons"`))
  expect(payload).toContain(escapeHtml(`-H "Idempotency-Key: $(uuidgen)"`))
})

test('text is escaped wherever it stands in HTML', () => {
  expect(escapeHtml(`<a href="x" id='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  )
  expect(escapeHtml(undefined)).toBe('undefined')
  expect(prose('a `<b>` c')).toBe('<p>a <code>&lt;b&gt;</code> c</p>')
})

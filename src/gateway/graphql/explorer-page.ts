/** A page to try GraphQL with, for development: GraphiQL itself is tens of packages, or a script from somebody else's server. */
import { hash } from 'node:crypto'
import { page } from '../docs/page.ts'

const script = `
const byId = (id) => document.getElementById(id)
const kept = JSON.parse(sessionStorage.getItem('graphql') ?? '{}')
for (const id of ['query', 'variables', 'token', 'organisation']) {
  if (kept[id] !== undefined) byId(id).value = kept[id]
  byId(id).addEventListener('input', keep)
}
function keep() {
  const all = ['query', 'variables', 'token', 'organisation'].map((id) => [id, byId(id).value])
  sessionStorage.setItem('graphql', JSON.stringify(Object.fromEntries(all)))
}
async function ask(query, variables) {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json', 'idempotency-key': crypto.randomUUID() }
  if (byId('token').value) headers.authorization = 'Bearer ' + byId('token').value
  if (byId('organisation').value) headers['fx-organisation'] = byId('organisation').value
  const reply = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
  return reply.json()
}
async function run() {
  try {
    const variables = JSON.parse(byId('variables').value || '{}')
    byId('answer').textContent = JSON.stringify(await ask(byId('query').value, variables), null, 2)
  } catch (error) {
    byId('answer').textContent = String(error)
  }
}
byId('run').addEventListener('click', run)
byId('query').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run()
})
const shape = (type) => type.kind === 'NON_NULL' ? shape(type.ofType) + '!' : type.kind === 'LIST' ? '[' + shape(type.ofType) + ']' : type.name
const deep = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'
const fields = 'fields { name description args { name type { ' + deep + ' } } type { ' + deep + ' } }'
const schema = ask('{ __schema { queryType { ' + fields + ' } mutationType { ' + fields + ' } types { name ' + fields + ' inputFields { name type { ' + deep + ' } } enumValues { name } } } }')
function line(field) {
  const given = (field.args ?? []).map((arg) => arg.name + ': ' + shape(arg.type)).join(', ')
  return field.name + (given ? '(' + given + ')' : '') + ': ' + shape(field.type)
}
byId('find').addEventListener('input', async () => {
  const { data } = await schema
  const wanted = byId('find').value.toLowerCase()
  const roots = [['query', data.__schema.queryType], ['mutation', data.__schema.mutationType]]
  const found = roots.flatMap(([kind, type]) => type.fields.filter(({ name }) => name.toLowerCase().includes(wanted)).map((field) => kind + ' ' + line(field)))
  const types = data.__schema.types.filter(({ name }) => name.toLowerCase() === wanted)
  const inside = types.flatMap((type) => [type.name, ...[...(type.fields ?? []), ...(type.inputFields ?? [])].map((field) => '  ' + line(field)), ...(type.enumValues ?? []).map(({ name }) => '  ' + name)])
  byId('found').textContent = wanted ? [...inside, ...found].slice(0, 80).join('\\n') : ''
})
`

const example = `{
  products(first: 3) {
    nodes { id name supplier { legalName } }
    pageInfo { hasNextPage endCursor }
  }
}`

const box = 'style="width:100%;font:inherit"'

export const explorerPage = page(
  'FoodXchange GraphQL',
  `<p>Type part of a field’s name, or a type’s.</p><input id="find" aria-label="Find in the schema" ${box}><pre id="found"></pre>`,
  `<h1>GraphQL</h1>
<p><label>Access token<input id="token" type="password" autocomplete="off" ${box}></label></p>
<p><label>Organisation you act for<input id="organisation" ${box}></label></p>
<p><label>Document<textarea id="query" rows="14" spellcheck="false" ${box}>${example}</textarea></label></p>
<p><label>Variables, as JSON<textarea id="variables" rows="3" spellcheck="false" ${box}></textarea></label></p>
<p><button id="run">Run (Ctrl Enter)</button></p><pre id="answer" role="status"></pre><script>${script}</script>`,
)

/** The one script that runs is the one above. */
export const explorerHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'sha256-${hash('sha256', script, 'base64')}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}

/** The API's description for people: every operation with its fields, bounds and a request to copy. */
import { exampleOf } from './example.ts'
import type { OpenApi } from './openapi.ts'
import { escapeHtml, page, prose } from './page.ts'

type Json = Record<string, unknown>
type Parameter = { name: string; in: string; required: boolean; description?: string; schema: Json }
type Operation = {
  operationId: string
  tags: [string]
  summary: string
  description?: string
  deprecated?: true
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { description?: string; content?: Record<string, { schema: Json }> }>
  security?: Json[]
}
type Entry = { method: string; path: string; operation: Operation }

/** @param description  where programs read the same */
export function renderApiPage(api: OpenApi, description: string): string {
  const entries = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Entry => ({
      method,
      path,
      operation: operation as Operation,
    })),
  )
  const byTag = api.tags.map(({ name }): [string, Entry[]] => [
    String(name),
    entries.filter(({ operation }) => operation.tags[0] === name),
  ])
  const describe = (tag: string): string => String(api.tags.find(({ name }) => name === tag)?.['description'] ?? '')
  const navigation = byTag
    .map(([tag, group]) => `<h2>${escapeHtml(tag)}</h2><ul>${group.map(linkTo).join('')}</ul>`)
    .join('')
  const content = byTag
    .map(
      ([tag, group]) =>
        `<h2>${escapeHtml(tag)}</h2>${prose(describe(tag))}${group.map((entry) => renderOperation(entry, api)).join('')}`,
    )
    .join('')
  const intro = `<h1>API</h1>${prose(String(api.info['description']))}<p>The same for programs: <a href="${description}">${description}</a>. There are <a href="/docs">/v1</a> and <a href="/docs/v2">/v2</a>; <a href="/docs/versions">what is otherwise</a>. Every refusal is a problem with a code; <a href="/problems">all codes</a>.</p>`
  return page('FoodXchange API', navigation, intro + content)
}

const linkTo = ({ operation }: Entry): string =>
  `<li><a href="#${operation.operationId}">${escapeHtml(operation.summary)}</a></li>`

function renderOperation(entry: Entry, api: OpenApi): string {
  const { method, path, operation } = entry
  const { operationId, summary, description, deprecated, parameters = [], requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  const [status, success] = Object.entries(responses)[0]!
  const reply = success.content?.['application/json']?.schema
  return `<section id="${operationId}"><h3><span class="method">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3>
<p><strong>${escapeHtml(summary)}</strong>${deprecated ? ' (deprecated)' : ''} <span class="soft">${operationId}</span></p>${description ? prose(description) : ''}
${parameters.length > 0 ? table(parameters.map((parameter) => row(`${parameter.name} (${parameter.in})`, parameter.required, parameter.schema, parameter.description))) : ''}
${body ? `<h4>Body</h4>${table(rowsOf(body, api))}` : ''}
<h4>Answer ${escapeHtml(status)}</h4>${reply ? table(rowsOf(reply, api)) : '<p class="soft">No body.</p>'}
<pre>${escapeHtml(curl(entry, body, api))}</pre></section>`
}

const table = (rows: string[]): string =>
  `<table><tr><th>Field</th><th>Type</th><th>Meaning</th></tr>${rows.join('')}</table>`

const row = (name: string, required: boolean, schema: Json, description?: unknown): string =>
  `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' <span class="soft">optional</span>'}</td><td>${escapeHtml(typeText(schema))}</td><td>${escapeHtml(description ?? schema['description'] ?? '')}</td></tr>`

const resolve = (schema: Json, api: OpenApi): Json => {
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  return (api.components['schemas'] as Record<string, Json>)[reference.split('/').at(-1)!] ?? {}
}

/** A row for each field, those of inner objects with their path; four levels are enough to read. */
function rowsOf(given: Json, api: OpenApi, prefix = '', depth = 0): string[] {
  const schema = resolve(given, api)
  const inner = schema['type'] === 'array' ? resolve(schema['items'] as Json, api) : schema
  const properties = (inner['properties'] ?? {}) as Record<string, Json>
  const required = (inner['required'] ?? []) as string[]
  const at = schema['type'] === 'array' ? `${prefix}[].` : prefix && `${prefix}.`
  return Object.entries(properties).flatMap(([name, property]) => {
    const resolved = resolve(property, api)
    const field = row(at + name, required.includes(name), resolved, property['description'])
    return depth < 3 ? [field, ...rowsOf(resolved, api, at + name, depth + 1)] : [field]
  })
}

function typeText(schema: Json): string {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1)!
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[]).join(' | ')
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  const union = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (union) return union.map(typeText).join(' or ')
  if (schema['type'] === 'array') return `list of ${typeText(schema['items'] as Json)}`
  const bounds = Object.entries({ '≥ ': 'minimum', '≤ ': 'maximum', 'at most ': 'maxLength', '': 'format' })
    .filter(([, key]) => schema[key] !== undefined && Math.abs(Number(schema[key])) !== Number.MAX_SAFE_INTEGER)
    .map(([sign, key]) => `${sign}${String(schema[key])}`)
  return [String(schema['type'] ?? schema['title'] ?? 'any'), ...bounds].join(', ')
}

function curl({ method, path, operation }: Entry, body: Json | undefined, api: OpenApi): string {
  const byOperator = operation.security?.some((scheme) => 'operator' in scheme)
  const lines = [`curl -X ${method.toUpperCase()} "$FX${path}"`]
  if (operation.security?.length !== 0)
    lines.push(`-H "Authorization: ${byOperator ? 'Operator $TOKEN' : 'Bearer $TOKEN'}"`)
  for (const { name, in: part, required } of operation.parameters ?? [])
    // A key is for one request: the shell makes a new one each time that the line is pasted.
    if (part === 'header' && required)
      lines.push(name === 'If-Match' ? `-H 'If-Match: "v1"'` : `-H "${name}: $(uuidgen)"`)
  if (body) {
    const example = JSON.stringify(exampleOf(body, (schema) => resolve(schema, api)))
    // A shell's text in quotes ends at the next one, so that one is written outside of them.
    lines.push(`-H 'Content-Type: application/json'`, `-d '${example.replaceAll("'", `'\\''`)}'`)
  }
  return lines.join(' \\\n  ')
}

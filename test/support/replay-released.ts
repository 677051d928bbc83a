/**
 * Trades as clients of the last release do: with the client as it was released, through calls that were written down
 * then. Each reply is held against the description that was published with it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Compile } from 'typebox/compile'
import type { Contract } from '../../scripts/api-contract.ts'
import { readContract } from '../../scripts/published-api.ts'
import { root } from '../../scripts/tool.ts'
import { inlined } from './inlined-schema.ts'

type Json = Readonly<Record<string, unknown>>
type Answer = { readonly status: number; readonly data: unknown; readonly etag: string | undefined }
type ReleasedClient = Readonly<Record<string, (input: unknown) => Promise<Answer>>>
type Released = {
  readonly createClient: (options: {
    readonly baseUrl: string
    readonly authorization: () => string
    readonly organisation: string
    readonly asOf: object
  }) => ReleasedClient
}

type Call = {
  readonly as: string
  readonly call: string
  readonly input: unknown
  readonly status: number
  /** Of the problem, where it is refused. */
  readonly code?: string
  /** What of the reply later calls name, by pointer; under which name its ETag. */
  readonly keep?: Readonly<Record<string, string>>
  readonly etag?: string
}

export type Replay = {
  readonly url: string
  /** By the name that calls are made under. */
  readonly people: Readonly<Record<string, { readonly token: string; readonly organisationId: string }>>
  /** What calls name in braces. */
  readonly known: Readonly<Record<string, string>>
}

const folder = join(root, 'test/released')
/** Of a variable name, so that the compiler does not look for types that nobody keeps. */
const loadClient = async (): Promise<Released> => {
  const file = pathToFileURL(join(folder, 'client-1.0.0.mjs')).href
  return (await import(file)) as Released
}

/** Every call that did not go as it was written down, with why; none is what is wanted. */
export async function replayReleased({ url, people, known: given }: Replay): Promise<readonly string[]> {
  const { createClient } = await loadClient()
  // Each reads what the others wrote, through whichever process.
  const asOf = {}
  const contract = readContract('v1')
  const known: Record<string, string> = { ...given }
  const failures: string[] = []
  const lines = readFileSync(join(folder, 'calls.ndjson'), 'utf8').trim().split('\n')
  for (const [at, line] of lines.entries()) {
    const { as, call, input, status, code, keep = {}, etag } = JSON.parse(line) as Call
    const fail = (why: string): void => void failures.push(`${at + 1} ${call}: ${why}`)
    const { token, organisationId } = people[as]!
    const client = createClient({
      baseUrl: url,
      authorization: () => `Bearer ${token}`,
      organisation: organisationId,
      asOf,
    })
    const answer = await client[call]!(filled(input, known)).catch(
      (error: unknown) => error as Answer & { code?: string },
    )
    if (answer.status !== status) fail(`answered ${answer.status} (${String((answer as { code?: string }).code)})`)
    else if (code !== undefined && (answer as { code?: string }).code !== code)
      fail(`refused with ${String((answer as { code?: string }).code)}`)
    else if (code === undefined) {
      for (const gap of gapsOf(contract, call, answer)) fail(gap)
      for (const [name, pointer] of Object.entries(keep)) known[name] = String((answer.data as Json)[pointer.slice(1)])
      if (etag !== undefined) known[etag] = answer.etag ?? ''
    }
  }
  return failures
}

const filled = (value: unknown, known: Readonly<Record<string, string>>): unknown => {
  if (typeof value === 'string')
    return value.replaceAll(/\{(\w+)\}/g, (_all, name: string) => known[name] ?? `{${name}}`)
  if (Array.isArray(value)) return value.map((item) => filled(item, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, known)]))
}

/** Where a reply is not what was published of its operation. */
function gapsOf(contract: Contract, operationId: string, { status, data }: Answer): readonly string[] {
  const operations = Object.values(contract.paths).flatMap((item) => Object.values(item as Json)) as Json[]
  const operation = operations.find((each) => each['operationId'] === operationId)
  const reply = (operation?.['responses'] as Record<string, Json> | undefined)?.[String(status)]
  if (!reply) return [`${status} was never published`]
  const schema = (reply['content'] as Record<string, { schema: Json }> | undefined)?.['application/json']?.schema
  if (!schema) return []
  const compiled = Compile(inlined(schema, contract.components.schemas) as never)
  return compiled.Check(data)
    ? []
    : [...compiled.Errors(data)].map(({ instancePath, message }) => `${instancePath} ${message}`)
}

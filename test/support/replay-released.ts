/**
 * Makes calls that were written down, one after the other, and holds each reply against what was answered then and
 * against the contract that is published of its operation.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Compile } from 'typebox/compile'
import type { Contract, Version } from '../../scripts/api-contract.ts'
import { readContract } from '../../scripts/published-api.ts'
import { inlined } from './inlined-schema.ts'
import { at, filled, type AskedCall, type Json, type Known, type RecordedCall } from './released-calls.ts'
import type { Answer, ReleasedClient, ReleasedModule } from './released-client.ts'
import { lacksOf } from './reply-shape.ts'

export type Told = Answer & {
  readonly code?: string | undefined
  /** What was waited for never came. */
  readonly isInVain?: boolean
}

/** Sends one call for whoever makes it; a refusal is an answer like others. */
export type SendCall<Call extends AskedCall = RecordedCall> = (call: Call, known: Known) => Promise<Told>

/** As the client that was released does. @param asOf  so that each reads what the others wrote */
export function sendByClient({ createClient }: ReleasedModule, url: string): SendCall<AskedCall> {
  const asOf = {}
  return async ({ as, call, input }, known) => {
    const client: ReleasedClient = createClient({ baseUrl: url, asOf, retries: false, ...whoIs(as, known) })
    return client[call]!(filled(input, known)).catch((error: unknown) => {
      const { status, problem, code } = error as { status?: number; problem?: unknown; code?: string }
      if (status === undefined) throw error
      return { status, data: problem, code, etag: undefined }
    })
  }
}

function whoIs(as: string, known: Known) {
  const [token, organisation] = [known.get(`${as}:token`), known.get(`${as}:organisation`)]
  return {
    ...(token !== undefined && { authorization: () => `Bearer ${token}` }),
    ...(organisation !== undefined && { organisation }),
  }
}

/** As any program does that sends what the client once sent. */
export function sendAsRecorded(url: string): SendCall {
  let newest: string | undefined
  return async ({ as, request: { method, path, body, ifMatch } }, known) => {
    const { authorization, organisation } = whoIs(as, known)
    const response = await fetch(
      url + path.replaceAll(/\{[\w:+-]+\}/g, (name) => encodeURIComponent(filled(name, known))),
      {
        method,
        headers: {
          ...(authorization && { authorization: authorization() }),
          ...(organisation !== undefined && { 'fx-organisation': organisation }),
          ...(method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(ifMatch !== undefined && { 'if-match': filled(ifMatch, known) }),
          ...(newest !== undefined && { 'fx-as-of': newest }),
        },
        // A name may stand in a text of the body, and no known text needs escaping there.
        ...(body !== undefined && { body: JSON.stringify(filled(JSON.parse(body) as Json, known)) }),
        signal: AbortSignal.timeout(timeoutMs),
      },
    )
    newest = response.headers.get('fx-as-of') ?? newest
    const text = await response.text()
    const data: unknown = /\bjson\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text
    const code = response.ok ? undefined : (data as { code?: string }).code
    return {
      status: response.status,
      data: text === '' ? undefined : data,
      code,
      etag: response.headers.get('etag') ?? undefined,
    }
  }
}

const timeoutMs = 30_000
const patienceMs = 15_000

/** Makes a call until its reply has what is waited for; keeps of it what later calls name. */
export async function make<Call extends AskedCall>(call: Call, send: SendCall<Call>, known: Known): Promise<Told> {
  const { until = {}, keep = {}, etag } = call
  const lookedUntil = performance.now() + patienceMs
  let told = await send(call, known)
  const isThere = (): boolean =>
    Object.entries(until).every(([pointer, value]) => {
      const found = at(told.data, pointer)
      return value === '*' ? found !== undefined && found !== null : found === filled(value, known)
    })
  while (!isThere() && performance.now() < lookedUntil) {
    await sleep(50)
    told = await send(call, known)
  }
  for (const [name, pointer] of Object.entries(keep)) known.set(name, String(at(told.data, pointer)))
  if (etag !== undefined) known.set(etag, told.etag ?? '')
  return { ...told, isInVain: !isThere() }
}

/** Every call that did not go as it was written down, with why; none is what is wanted. */
export async function replayReleased(
  release: string,
  calls: readonly RecordedCall[],
  send: SendCall,
  known: Known,
): Promise<readonly string[]> {
  const version = `v${release.split('.', 1)[0]!}` as Version
  const contract = readContract(version)
  const failures: string[] = []
  for (const [index, call] of calls.entries()) {
    const told = await make(call, send, known)
    for (const why of faultsOf(contract, call, told)) failures.push(`${index + 1} ${call.call}: ${why}`)
  }
  return failures
}

function faultsOf(
  contract: Contract,
  { call, status, code, shape, until }: RecordedCall,
  told: Told,
): readonly string[] {
  if (told.status !== status || told.code !== code)
    return [`answered ${told.status} ${String(told.code)}, not ${status} ${String(code)}: ${JSON.stringify(told.data)}`]
  if (told.isInVain) return [`never had ${JSON.stringify(until)}: ${JSON.stringify(told.data)}`]
  const lacks = lacksOf(shape, told.data)
  return code === undefined ? [...lacks, ...gapsOf(contract, call, told)] : lacks
}

/** Where a reply is not what was published of its operation. */
function gapsOf(contract: Contract, operationId: string, { status, data }: Told): readonly string[] {
  const operations = Object.values(contract.paths).flatMap((item) => Object.values(item as Json)) as Json[]
  const operation = operations.find((each) => each['operationId'] === operationId)
  const reply = (operation?.['responses'] as Record<string, Json> | undefined)?.[String(status)]
  if (!reply) return [`${status} was never published`]
  const schema = (reply['content'] as Record<string, { schema: Json }> | undefined)?.['application/json']?.schema
  if (!schema) return []
  const compiled = compile(schema, contract)
  return compiled.Check(data)
    ? []
    : [...compiled.Errors(data)].map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const compiledOf = new WeakMap<Json, ReturnType<typeof Compile>>()
const compile = (schema: Json, contract: Contract): ReturnType<typeof Compile> => {
  const compiled = compiledOf.get(schema) ?? Compile(inlined(schema, contract.components.schemas) as never)
  compiledOf.set(schema, compiled)
  return compiled
}

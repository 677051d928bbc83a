/** The TypeScript client: one function for each operation of the API, typed from its description. */
import type { EventsAsked, ToldEvent } from './event-types.ts'
import { followEvents } from './events.ts'
import { operations, type Operations } from './generated.ts'
import { isJson, openRequest, renewing, type ClientOptions, type OpenRequest } from './request.ts'
import { createRetry, type Retry } from './retries.ts'

export type OperationName = keyof Operations & keyof typeof operations

/** What an operation takes: its path, query and body as described, and what every request may carry. */
export type Input<Name extends OperationName> = InputOf<Operations, Name>

/** The types of a version's operations. */
type Described = Readonly<Record<OperationName, { readonly reply: unknown }>>
export type InputOf<Ops extends Described, Name extends OperationName> = Omit<Ops[Name], 'reply'> & RequestOptions

export type RequestOptions = {
  /** The ETag a change rests on. */
  readonly ifMatch?: string
  /** Made up for each write unless given; give your own to repeat a request safely after a crash of yours. */
  readonly idempotencyKey?: string
  /** The organisation acted for, instead of the client's. */
  readonly organisation?: string
  readonly signal?: AbortSignal
}

export type Answer<T> = {
  readonly status: number
  readonly data: T
  readonly etag: string | undefined
  readonly location: string | undefined
  /** True when an earlier request with the same key had done the work. */
  readonly replayed: boolean
  readonly headers: Headers
}

type Operation<Ops extends Described, Name extends OperationName> =
  {} extends InputOf<Ops, Name>
    ? (input?: InputOf<Ops, Name>) => Promise<Answer<Ops[Name]['reply']>>
    : (input: InputOf<Ops, Name>) => Promise<Answer<Ops[Name]['reply']>>

/** The client of /v1. */
export type Client = ClientOf<Operations>

/** A function for each operation of a version. */
export type ClientOf<Ops extends Described> = { readonly [Name in OperationName]: Operation<Ops, Name> } & {
  /** Events as they happen, each once, however often the connection is lost. */
  readonly events: (asked?: EventsAsked) => AsyncGenerator<ToldEvent>
}

type AnyInput = RequestOptions & { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }

/** Makes a client, which reads what it wrote. Its functions throw `ProblemError` for every refusal. */
export const createClient = (given: ClientOptions): Client => clientOf<Operations>(given, (path) => path)

/** The same of another version. @param pathOf  where what stands at a path of /v1 is in it */
export function clientOf<Ops extends Described>(given: ClientOptions, pathOf: (path: string) => string): ClientOf<Ops> {
  const options = { asOf: {}, ...given }
  const retry: Retry = given.retries === false ? (work) => work() : createRetry(given.retries)
  const entries = Object.entries(operations).map(([name, { method, path }]) => [
    name,
    (input: AnyInput = {}) => send(options, retry, { method, path: pathOf(path) }, input),
  ])
  const events = (asked?: EventsAsked) => followEvents(options, asked)
  return { ...Object.fromEntries(entries), events } as ClientOf<Ops>
}

async function send(
  options: ClientOptions,
  retry: Retry,
  { method, path }: { readonly method: string; readonly path: string },
  { params = {}, body, ...given }: AnyInput,
): Promise<Answer<unknown>> {
  const request: OpenRequest = {
    ...given,
    method,
    path: fill(path, params),
    // The same for each attempt, so that a write whose answer was lost is not done twice.
    ...(method !== 'GET' && { idempotencyKey: given.idempotencyKey ?? crypto.randomUUID() }),
    ...(body !== undefined && { body: JSON.stringify(body), contentType: 'application/json' }),
  }
  const [response, text] = await retry(() => renewing(options, () => readWhole(options, request)), given.signal)
  const data: unknown = text === '' ? undefined : isJson(response) ? JSON.parse(text) : text
  return {
    status: response.status,
    data,
    etag: response.headers.get('etag') ?? undefined,
    location: response.headers.get('location') ?? undefined,
    replayed: response.headers.get('idempotency-replayed') === 'true',
    headers: response.headers,
  }
}

/** An answer that breaks off is asked for again like one that never came. */
async function readWhole(options: ClientOptions, request: OpenRequest): Promise<readonly [Response, string]> {
  const response = await openRequest(options, request)
  return [response, await response.text()]
}

const fill = (path: string, params: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`The path ${path} needs "${name}".`)
    return encodeURIComponent(value)
  })

/** Every item of a list, page by page, until it ends. */
export async function* everyItem<T>(
  list: (query: { cursor?: string; limit: number }) => Promise<Answer<{ items: T[]; page: { next: string | null } }>>,
): AsyncGenerator<T> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { data }: Answer<{ items: T[]; page: { next: string | null } }> = await list({
      limit: 100,
      ...(cursor && { cursor }),
    })
    yield* data.items
    cursor = data.page.next
  }
}

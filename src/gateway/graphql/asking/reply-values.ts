/** What routes answer as values that fields are read from. */
import type { ListReply, Reply, Serialised } from '../../route.ts'

export const etagKey = Symbol('ETag')

export type Item = Readonly<Record<string, unknown>> & { readonly [etagKey]?: string }

export type Page = {
  readonly items: readonly Item[]
  /** Sealed. */
  readonly next: string | undefined
  readonly previous: string | undefined
  readonly total: number | undefined
  readonly extra: Readonly<Record<string, unknown>>
}

export const etagOf = ({ version }: Pick<Reply, 'version'>): string | undefined =>
  version === undefined ? undefined : `"v${version}"`

/** A copy where what a handler gives may be shared. Throws for what is not JSON: such routes have no field. */
export function itemOf({ body }: Pick<Reply, 'body'>, etag: string | undefined): Item {
  if (body === undefined || 'raw' in body) throw new TypeError('A route with a field in GraphQL answers JSON.')
  const value = valueOf(body)
  if (etag === undefined) return value
  // What was parsed here is nobody else's yet.
  return isSerialised(body) ? Object.assign(value, { [etagKey]: etag }) : { ...value, [etagKey]: etag }
}

export const pageOf = (reply: ListReply, seal: (place: string) => string): Page => ({
  ...restOf(reply, seal),
  items: reply.items.map(valueOf),
})

/** A page as bytes, most of which its items are already; `pageOfBytes` reads them. */
export function bytesOfPage(reply: ListReply, seal: (place: string) => string): Uint8Array {
  const items = reply.items.map((item) => (isSerialised(item) ? textOf(item) : JSON.stringify(item)))
  const rest = JSON.stringify(restOf(reply, seal))
  return Buffer.from(`{"items":[${items.join()}],${rest.slice(1)}`)
}

export const pageOfBytes = (bytes: Uint8Array): Page => JSON.parse(textOf({ json: bytes })) as Page

const restOf = (
  { next, previous, total, extra = {} }: ListReply,
  seal: (place: string) => string,
): Omit<Page, 'items'> => ({
  next: next === undefined ? undefined : seal(next),
  previous: previous === undefined ? undefined : seal(previous),
  total,
  extra,
})

const isSerialised = (body: object): body is Serialised => 'json' in body && Object.keys(body).length === 1

const textOf = ({ json }: Serialised): string =>
  typeof json === 'string' ? json : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString()

const valueOf = (body: object): Item => (isSerialised(body) ? (JSON.parse(textOf(body)) as Item) : (body as Item))

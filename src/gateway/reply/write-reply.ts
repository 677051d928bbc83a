/** Writes what a service answered as HTTP: status, headers for caches and clients, JSON or bytes, pages with their links. */
import { Readable } from 'node:stream'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'
import { toldPath } from '../request/enter-version.ts'
import type { Keep, ListReply, Reply, Serialised } from '../route.ts'

/** Keeps a reply that says it may be, and marks it as kept or not; its headers stand already. */
export type KeepReply = (keep: Keep, bytes: Uint8Array, reply: KnownReply) => void

export function writeReply(
  answer: Reply,
  success: number,
  keepReply: KeepReply,
  request: KnownRequest,
  reply: KnownReply,
): KnownReply {
  const { status = success, body, version, location, headers, replayed, keep } = answer
  if (headers) reply.headers(headers)
  if (headers?.['cache-control'] === undefined) reserveForCaller(request, reply)
  if (location !== undefined) reply.header('location', toldPath(request, location))
  if (replayed) reply.header('idempotency-replayed', 'true')
  if (version !== undefined) {
    const etag = `"v${version}"`
    reply.header('etag', etag)
    if (isReading(request.method) && isKnownEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
  }
  if (body === undefined) return reply.code(status === 200 ? 204 : status).send()
  reply.code(status)
  if ('raw' in body) {
    const { raw, type } = body as { raw: string | Uint8Array | AsyncIterable<string | Uint8Array>; type: string }
    reply.header('content-type', type)
    if (typeof raw === 'string') return reply.send(raw)
    if (ArrayBuffer.isView(raw)) return reply.send(asBuffer(raw))
    return reply.send(Readable.from(request.method === 'HEAD' ? unread(raw) : raw))
  }
  reply.header('content-type', 'application/json; charset=utf-8')
  const json = isSerialised(body) ? body.json : JSON.stringify(body)
  if (!keep) return reply.send(typeof json === 'string' ? json : asBuffer(json))
  return reply.send(kept(keep, json, keepReply, reply))
}

function kept(keep: Keep, json: string | Uint8Array, keepReply: KeepReply, reply: KnownReply): Buffer {
  const bytes = typeof json === 'string' ? Buffer.from(json) : asBuffer(json)
  keepReply(keep, bytes, reply)
  return bytes
}

/** For HEAD the framework would read all of it to the end, which a stream of events has not: it is let go of instead. */
function unread(pieces: AsyncIterable<string | Uint8Array>): readonly string[] {
  void pieces[Symbol.asyncIterator]().return?.()
  return []
}

/** Unless a route says otherwise: what a public one answers may depend on who asks, such as the prices of a list. */
function reserveForCaller({ headers }: KnownRequest, reply: KnownReply): void {
  reply.header('cache-control', 'private, no-cache')
  // Who comes from a page of another origin is told so: the same holds for nobody else.
  const vary =
    headers.origin === undefined ? 'Authorization, FX-Organisation' : 'Authorization, FX-Organisation, Origin'
  reply.header('vary', vary)
}

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD'

/** Compared weakly, as RFC 9110 §13.1.2 wants it: a proxy that packs a reply makes our ETag `W/"v3"`. */
export const isKnownEtag = (header: string | undefined, etag: string): boolean => {
  if (header === undefined || header === etag) return header === etag
  return header.split(',').some((known) => ['*', etag, `W/${etag}`].includes(known.trim()))
}

export function writeList(
  answer: ListReply,
  seal: (place: string) => string,
  keepReply: KeepReply,
  request: KnownRequest,
  reply: KnownReply,
): KnownReply {
  const { items, next, previous, total, extra, keep } = answer
  const page: Record<string, unknown> = { next: next ? seal(next) : null, previous: previous ? seal(previous) : null }
  if (total !== undefined) page['total'] = total
  const told = reply.getHeader('link')
  const links: string[] = typeof told === 'string' ? [told] : []
  for (const rel of ['next', 'previous'] as const)
    if (page[rel])
      links.push(`<${withCursor(request.originalUrl, page[rel] as string)}>; rel="${rel === 'next' ? 'next' : 'prev'}"`)
  if (links.length > 0) reply.header('link', links.join(', '))
  reserveForCaller(request, reply)
  const rest = extra ? `,${JSON.stringify(extra).slice(1, -1)}` : ''
  const tail = `],"page":${JSON.stringify(page)}${rest.length > 1 ? rest : ''}}`
  reply.header('content-type', 'application/json; charset=utf-8').code(200)
  const bytes = joined(items, tail)
  if (keep) keepReply(keep, bytes, reply)
  return reply.send(bytes)
}

const head = Buffer.from('{"items":[')
const comma = 44

/** Most items are bytes already: they are copied, never read. */
function joined(items: ListReply['items'], tail: string): Buffer {
  const parts = items.map(bytesOf)
  const end = Buffer.from(tail)
  const commas = Math.max(0, parts.length - 1)
  const whole = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + part.length, head.length + commas + end.length))
  whole.set(head)
  let at = head.length
  for (const part of parts) {
    if (at > head.length) whole[at++] = comma
    whole.set(part, at)
    at += part.length
  }
  whole.set(end, at)
  return whole
}

const bytesOf = (item: object | Serialised): Uint8Array => {
  if (!isSerialised(item)) return Buffer.from(JSON.stringify(item))
  return typeof item.json === 'string' ? Buffer.from(item.json) : item.json
}

const isSerialised = (body: object): body is Serialised => 'json' in body && Object.keys(body).length === 1
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function withCursor(url: string, cursor: string): string {
  const [path = ''] = url.split('?', 1)
  const query = new URLSearchParams(url.slice(path.length + 1))
  query.set('cursor', cursor)
  return `${path}?${query.toString()}`
}

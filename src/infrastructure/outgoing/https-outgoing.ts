/** Calls strangers' addresses with Node's own client: each connection anew, to an address that was just found to be public. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type * as https from 'node:https'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import type { Rejection } from '../../kernel/rejection.ts'
import { faultOfUrl } from './https/outgoing-url.ts'
import { OutgoingFailure, type Outgoing, type OutgoingReply, type OutgoingRequest } from './outgoing.ts'
import { isPublicAddress } from './https/public-address.ts'

export type Resolve = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

export type HttpsOutgoingOptions = {
  /** All addresses of a name; the system's own way unless told. */
  readonly resolve?: Resolve
  /** Which URLs and addresses may be called: `faultOfUrl` and `isPublicAddress` unless a test has its own listener. */
  readonly faultOf?: (url: string) => Rejection | undefined
  readonly isAllowed?: (address: string) => boolean
  /** Certificates to believe besides the system's. */
  readonly certificates?: readonly string[]
  /** So many calls at once at most; one more is refused as unreachable. */
  readonly callsMax?: number
}

/** More than all that call may have under way together (webhooks 40 and their trials, identity providers 24, breached passwords 8). */
const callsMaxDefault = 88
const headersMaxBytes = 16_384

const bySystem: Resolve = (hostname, done) => systemLookup(hostname, { all: true }, done)

export function createHttpsOutgoing({
  resolve = bySystem,
  faultOf = faultOfUrl,
  isAllowed = isPublicAddress,
  certificates,
  callsMax = callsMaxDefault,
}: HttpsOutgoingOptions = {}): Outgoing {
  const closing = new AbortController()
  const lookup = allowedOnly(resolve, isAllowed)
  let calls = 0
  return {
    faultOf,
    async send(request) {
      if (faultOf(request.url) || !isAllowedLiteral(request.url, isAllowed)) throw refused()
      if (calls >= callsMax) throw new OutgoingFailure('unreachable', `${callsMax} calls are under way already.`)
      calls += 1
      try {
        return await call(request, { lookup, isAllowed, ca: certificates, closing: closing.signal })
      } finally {
        calls -= 1
      }
    },
    close: () => closing.abort(),
  }
}

/** An address that stands in the URL itself is looked up by nobody. */
function isAllowedLiteral(url: string, isAllowed: (address: string) => boolean): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 || isAllowed(host)
}

type CallOptions = {
  readonly lookup: LookupFunction
  readonly isAllowed: (address: string) => boolean
  readonly ca: readonly string[] | undefined
  readonly closing: AbortSignal
}

/**
 * Gives only addresses that may be called: of a name with some that may not, none, since nobody of good faith has both.
 * The socket connects to what this gives, so that no second answer to the same name can come in between.
 */
const allowedOnly =
  (resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error || first === undefined) return done(error ?? refused(), '', 0)
      if (!addresses.every(({ address }) => isAllowed(address))) return done(refused(), '', 0)
      if (options.all) return done(null, [...addresses])
      return done(null, first.address, first.family)
    })
  }

async function call({ url, method, headers, body, timeoutMs, replyBytesMax }: OutgoingRequest, options: CallOptions) {
  // Plain HTTP is what a test's own listener speaks; no URL that is called has it.
  const client: Pick<typeof https, 'request'> =
    new URL(url).protocol === 'http:' ? await import('node:http') : await import('node:https')
  const timedOut = AbortSignal.timeout(timeoutMs)
  const payload = body === undefined ? undefined : Buffer.from(body as string)
  const settings: RequestOptions & { ca?: string[] } = {
    method,
    headers: { ...headers, ...(payload && { 'content-length': String(payload.length) }) },
    // No agent: neither a connection that is kept, checked for another call, nor a proxy that the environment names.
    agent: false,
    lookup: options.lookup,
    maxHeaderSize: headersMaxBytes,
    signal: AbortSignal.any([timedOut, options.closing]),
    ...(options.ca && { ca: [...options.ca] }),
  }
  try {
    const asked = client.request(url, settings)
    checkConnected(asked, options.isAllowed)
    asked.end(payload)
    return await replyOf(asked, replyBytesMax)
  } catch (error) {
    if (error instanceof OutgoingFailure) throw error
    if (timedOut.aborted) throw new OutgoingFailure('timed-out', `No whole reply came within ${timeoutMs} ms.`)
    throw new OutgoingFailure('unreachable', 'The address could not be called.', { cause: error })
  }
}

/** Whatever was looked up, the connection has the last word. */
function checkConnected(asked: ClientRequest, isAllowed: (address: string) => boolean): void {
  asked.once('socket', (socket) => {
    socket.once('connect', () => {
      if (!isAllowed(socket.remoteAddress ?? '')) asked.destroy(refused())
    })
  })
}

function replyOf(asked: ClientRequest, replyBytesMax: number): Promise<OutgoingReply> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject)
    asked.once('response', (reply: IncomingMessage) => {
      const chunks: Buffer[] = []
      let bytes = 0
      reply.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        chunks.push(chunk)
        if (bytes > replyBytesMax) asked.destroy(tooLarge(replyBytesMax))
      })
      reply.once('error', reject)
      reply.once('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks) }),
      )
    })
  })
}

const refused = (): OutgoingFailure =>
  new OutgoingFailure('refused', 'The URL does not lead to a public address, or is not one that is called.')
const tooLarge = (bytesMax: number): OutgoingFailure =>
  new OutgoingFailure('too-large', `The reply has more than ${bytesMax} bytes.`)

/** Which web pages may use the API from a browser (CORS), and that no other writes or connects through somebody's browser (CSRF). */
import type { IncomingHttpHeaders } from 'node:http'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'

export type Origins = {
  /** What a page of another origin is told with every reply; undefined where it is told nothing. */
  readonly headersFor: (headers: IncomingHttpHeaders) => Readonly<Record<string, string>> | undefined
  /** What the browser is told that asks beforehand. */
  readonly preflightFor: (headers: IncomingHttpHeaders, allow: string) => Readonly<Record<string, string>> | undefined
  /** Throws `Rejected` for what a page of a stranger makes a browser send. Who is no browser names no page. */
  readonly assertKnown: (headers: IncomingHttpHeaders) => void
}

const preflightSeconds = 600

const exposed = [
  'Deprecation',
  'ETag',
  'FX-As-Of',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'X-Request-Id',
].join(', ')

const taken = [
  'Authorization',
  'Content-Type',
  'FX-As-Of',
  'FX-Client',
  'FX-Organisation',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Request-Id',
].join(', ')

/** @param allowed  origins such as `https://console.example`, besides the exchange's own. Never all of them, never with cookies. */
export function createOrigins(allowed: readonly string[]): Origins {
  const named = new Set(allowed)
  return {
    headersFor: ({ origin }) => (origin !== undefined && named.has(origin) ? toldTo(origin) : undefined),
    preflightFor({ origin, 'access-control-request-method': method }, allow) {
      if (origin === undefined || method === undefined || !named.has(origin)) return undefined
      return {
        ...toldTo(origin),
        'access-control-allow-methods': allow,
        'access-control-allow-headers': taken,
        'access-control-max-age': String(preflightSeconds),
      }
    },
    assertKnown({ origin, host, 'sec-fetch-site': site }) {
      // Browsers say so themselves, whatever name a proxy has put into `Host`; no page can.
      if (site === 'same-origin' || site === 'none') return
      if (origin === undefined ? site !== 'cross-site' : named.has(origin) || hostOf(origin) === host) return
      throw new Rejected(unknownOrigin)
    },
  }
}

const toldTo = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': exposed,
  vary: 'Authorization, FX-Organisation, Origin',
})

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)

const unknownOrigin: Rejection = {
  kind: 'forbidden',
  code: 'gateway/unknown-origin',
  detail: 'Pages of this origin may neither write nor connect. The operator names those that may in FX_ORIGINS.',
}

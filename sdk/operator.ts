/** Proof that one holds an exchange's operator secret, without sending it: a token for a few minutes, signed with it. */

export type OperatorOptions = {
  /** How long each token is good. 120 unless said; an exchange takes none for longer than 300. */
  readonly lifeSeconds?: number
  /** Milliseconds since 1970, for tests. */
  readonly now?: () => number
}

/**
 * Give it to `createClient` as `authorization`: each request has a token of its own, a JWT (RFC 7519) by HMAC-SHA256.
 *
 * @param secret  as the exchange was given it, in base64 or base64url; never sent
 * Throws `TypeError` where it is neither.
 */
export function operatorAuthorization(
  secret: string,
  { lifeSeconds = 120, now = Date.now }: OperatorOptions = {},
): () => Promise<string> {
  const bytes = fromBase64(secret)
  return async () => {
    const issuedAt = Math.floor(now() / 1_000)
    const claims = {
      iss: 'urn:foodxchange:operator',
      aud: 'urn:foodxchange:api',
      sub: 'operator',
      jti: crypto.randomUUID(),
      iat: issuedAt,
      exp: issuedAt + lifeSeconds,
    }
    const content = [{ alg: 'HS256', typ: 'operator+jwt' }, claims].map((part) => toBase64url(encode(part))).join('.')
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(content))
    return `Operator ${content}.${toBase64url(new Uint8Array(signature))}`
  }
}

const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const toBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = text.trim().replaceAll('-', '+').replaceAll('_', '/')
  if (!/^[\w+/]{16,}={0,2}$/.test(plain)) throw new TypeError('The operator’s secret is base64.')
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0))
}

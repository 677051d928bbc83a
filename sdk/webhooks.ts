/** Whether a message that came to a webhook is the exchange's, by Standard Webhooks 1.0; with Web Crypto, so in any runtime. */

export type WebhookRequest = {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it came, to the byte: a body that was parsed and written again has another signature. */
  readonly body: string | Uint8Array<ArrayBuffer>
}

export type VerifyOptions = {
  /** How far the time of the message may be from now. Default 300,000, as the standard says. */
  readonly toleranceMs?: number
  /** Milliseconds since 1970. */
  readonly nowMs?: number
}

/** Why a message was not believed. Answer it with 401, and do nothing with it. */
export class WebhookError extends Error {
  override name = 'WebhookError'
}

const version = 'v1,'
/** A genuine message has one, and two while a secret is rotated: a header full of them would only cost time. */
const signaturesMax = 10

/**
 * Gives the message's content once it is known to come from the exchange, and lately.
 * Its header `webhook-id` is the same each time one message is sent again: deal with each id once (`dealOnce`).
 *
 * @param secret  `whsec_…` as the endpoint was made with it; both while it is being rotated
 * Throws `WebhookError` for all else.
 */
export async function verifyWebhook(
  secret: string | readonly string[],
  request: WebhookRequest,
  { toleranceMs = 300_000, nowMs = Date.now() }: VerifyOptions = {},
): Promise<unknown> {
  const id = read(request, 'webhook-id')
  const timestamp = read(request, 'webhook-timestamp')
  const signatures = read(request, 'webhook-signature').split(' ', signaturesMax)
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('The header webhook-timestamp is no number of seconds.')
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > toleranceMs)
    throw new WebhookError('The message was signed too long ago, or by a clock that is ahead. Compare the clocks.')
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body
  const signed = join(new TextEncoder().encode(`${id}.${timestamp}.`), body)
  for (const one of typeof secret === 'string' ? [secret] : secret)
    if (await isSignedWith(one, signatures, signed)) return JSON.parse(new TextDecoder().decode(body))
  throw new WebhookError('No signature is by this secret. Compare the secret, and verify the body as it came.')
}

/**
 * Does the work of a message unless its id was dealt with before; says whether it was done now. Who comes while it is
 * under way waits for it. Work that failed is not dealt with: its error is thrown, and the next try does it.
 */
export type DealOnce = (id: string, work: () => Promise<void>) => Promise<boolean>

/**
 * Remembers the ids of so many messages, the oldest forgotten first, in this process. A message stays genuine for five
 * minutes after it was signed: take more than may come in that time. Several processes keep ids in their database,
 * in the transaction of the work.
 */
export function dealOnce({ idsMax = 10_000 }: { readonly idsMax?: number } = {}): DealOnce {
  const dealt = new Map<string, Promise<void>>()
  return async (id, work) => {
    const earlier = dealt.get(id)
    if (earlier) {
      await earlier
      return false
    }
    const working = Promise.resolve().then(work)
    dealt.set(id, working)
    if (dealt.size > idsMax) dealt.delete(dealt.keys().next().value!)
    try {
      await working
      return true
    } catch (error) {
      dealt.delete(id)
      throw error
    }
  }
}

async function isSignedWith(
  secret: string,
  signatures: readonly string[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''))
  if (bytes === undefined) throw new TypeError('A secret of a webhook is "whsec_" and base64.')
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  for (const text of signatures) {
    const signature = text.startsWith(version) ? fromBase64(text.slice(version.length)) : undefined
    // Compared in constant time.
    if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true
  }
  return false
}

function read({ headers }: WebhookRequest, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  if (typeof value === 'string' && value !== '') return value
  throw new WebhookError(`The header ${name} is missing.`)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

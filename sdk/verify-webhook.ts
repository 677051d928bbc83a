/** Tells a receiver of webhooks whether a message is the exchange's own: Standard Webhooks 1.0, in Node and in browsers. */

/** What a message says: that something happened to a record, and where to read it. */
export type WebhookMessage = {
  /** Such as `order.confirmed`. */
  readonly type: string
  /** When it happened. */
  readonly timestamp: string
  readonly data: {
    /** The same however often the message is sent: whoever has seen it need do nothing. */
    readonly id: string
    readonly organisationId: string
    /** The path where the record is read. */
    readonly subject: string
    readonly version: number
    /** Sent as `FX-As-Of`, so that the record is read with this event in it. */
    readonly asOf: string
  }
}

export type WebhookToVerify = {
  /** `whsec_…`; several while secrets are changed over. */
  readonly secret: string | readonly string[]
  /** As they came; names in lower case. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The bytes that came, as text, before anything parsed them. */
  readonly body: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** The message is not the exchange's, or is too old: answer 401 and do nothing. */
export class WebhookRefused extends Error {
  override name = 'WebhookRefused'
}

/** As the standard has it: a message that is older, or newer, may be somebody's recording. */
const toleranceSeconds = 300

/** Gives what the message says; throws `WebhookRefused` for a message that no secret signed, or not just now. */
export async function verifyWebhook({
  secret,
  headers,
  body,
  now = Date.now,
}: WebhookToVerify): Promise<WebhookMessage> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    textOf(headers, name),
  ) as [string, string, string]
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now() / 1_000 - Number(timestamp)) > toleranceSeconds)
    throw new WebhookRefused('The message was not sent just now.')
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  for (const text of [secret].flat())
    if (await isSigned(text, signed, signatures)) return JSON.parse(body) as WebhookMessage
  throw new WebhookRefused('No secret that is known signed the message.')
}

function textOf(headers: WebhookToVerify['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  if (typeof value !== 'string') throw new WebhookRefused(`The message has no ${name}.`)
  return value
}

/** The comparison is the platform's own, and takes as long whatever is wrong. */
async function isSigned(secret: string, signed: Uint8Array<ArrayBuffer>, signatures: string): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytesOf(secret.replace(/^whsec_/, '')), algorithm, false, ['verify'])
  for (const signature of signatures.split(' ')) {
    const [version, text = ''] = signature.split(',')
    if (version !== 'v1' || !/^[\w+/]{43}=$/.test(text)) continue
    if (await crypto.subtle.verify('HMAC', key, bytesOf(text), signed)) return true
  }
  return false
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))

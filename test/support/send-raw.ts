/** HTTP without a client's good manners: what a stranger's program may send, and what comes back to the letter. */

export type RawRequest = {
  readonly method?: string
  readonly path: string
  readonly token?: string | undefined
  readonly organisation?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes go out as they are, anything else as JSON. */
  readonly body?: unknown
}

export type RawAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is not. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a route answers, for a test to look into
  readonly body: any
}

export type SendRaw = (request: RawRequest) => Promise<RawAnswer>

const timeoutMs = 30_000

/** Sends to one exchange; a write has a fresh key and the JSON media type unless `headers` say otherwise ('' leaves one out). */
export const sendRaw =
  (baseUrl: string): SendRaw =>
  async ({ method = 'GET', path, token, organisation, headers = {}, body }) => {
    const all: Record<string, string> = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(organisation && { 'fx-organisation': organisation }),
      ...(method !== 'GET' && { 'idempotency-key': crypto.randomUUID() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    }
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
    const payload =
      body === undefined || typeof body === 'string' || ArrayBuffer.isView(body) ? body : JSON.stringify(body)
    const response = await fetch(baseUrl + path, {
      method,
      headers: sent,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
      ...(payload !== undefined && { body: payload as string | Uint8Array<ArrayBuffer> }),
    })
    const text = await response.text()
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    }
  }

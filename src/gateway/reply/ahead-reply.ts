/** A reply that goes out without the framework: its headers gathered in one object, written at once with what is sent. */
import type { ServerResponse } from 'node:http'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'

export class AheadReply implements KnownReply {
  readonly request: KnownRequest
  statusCode = 200
  sent = false
  readonly #response: ServerResponse
  readonly #headers: Record<string, string>
  readonly #onSent: (reply: AheadReply) => void

  /** @param headers  what every reply says; becomes the reply's own */
  constructor(
    request: KnownRequest,
    response: ServerResponse,
    headers: Record<string, string>,
    onSent: (reply: AheadReply) => void,
  ) {
    this.request = request
    this.#response = response
    this.#headers = headers
    this.#onSent = onSent
  }

  code(status: number): this {
    this.statusCode = status
    return this
  }

  header(name: string, value: string): this {
    this.#headers[name] = value
    return this
  }

  headers(values: Readonly<Record<string, string>>): this {
    for (const name in values) this.#headers[name] = values[name]!
    return this
  }

  getHeader(name: string): string | undefined {
    return this.#headers[name]
  }

  getHeaders(): Readonly<Record<string, string>> {
    return this.#headers
  }

  /** Throws a `TypeError` for what comes in pieces: only what is whole is answered here. */
  send(payload?: unknown): this {
    if (payload === undefined) {
      if (this.statusCode !== 204 && this.statusCode !== 304) this.#headers['content-length'] = '0'
    } else if (typeof payload === 'string' || Buffer.isBuffer(payload))
      this.#headers['content-length'] = String(Buffer.byteLength(payload))
    else throw new TypeError('What is answered ahead of the framework is a text or bytes.')
    this.#response.writeHead(this.statusCode, this.#headers)
    this.#response.end(payload)
    this.sent = true
    this.#onSent(this)
    return this
  }
}

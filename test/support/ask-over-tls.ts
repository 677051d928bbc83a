/** Requests over TLS as another process would send them, on a connection of their own. */
import { request, type RequestOptions } from 'node:https'
import { text } from 'node:stream/consumers'
import type { TLSSocket } from 'node:tls'

export type AnswerOverTls = {
  readonly status: number
  readonly text: string
  /** Of the certificate that the listener showed. */
  readonly serialNumber: string
  /** That the connection was made with. */
  readonly cipher: string
}

const timeoutMs = 10_000

/** Rejects where the connection is refused, or ends without an answer. */
export function askOverTls(url: string, options: RequestOptions): Promise<AnswerOverTls> {
  const { promise, resolve, reject } = Promise.withResolvers<AnswerOverTls>()
  const sent = request(url, { agent: false, timeout: timeoutMs, ...options }, async (response) => {
    try {
      // What `https` was asked through.
      const socket = response.socket as TLSSocket
      const serialNumber = socket.getPeerX509Certificate()?.serialNumber ?? ''
      const cipher = socket.getCipher().name
      resolve({ status: response.statusCode ?? 0, text: await text(response), serialNumber, cipher })
    } catch (error) {
      reject(error as Error)
    }
  })
  sent.on('timeout', () => sent.destroy(new Error(`No answer within ${timeoutMs} ms.`)))
  sent.on('error', reject)
  sent.end()
  return promise
}

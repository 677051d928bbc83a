/**
 * The outgoing port: calls to addresses that strangers gave us, such as webhooks and sign-in providers, which must not
 * become calls into our own network. Libraries that filter addresses check them before they connect; a name can answer
 * otherwise a moment later, so the address is checked that is connected to.
 */
import type { Rejection } from '../../kernel/rejection.ts'

export type OutgoingRequest = {
  /** `https`, at its usual port. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Without `Host`, `Connection` and lengths, which are ours. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** For all of it: name, connection, reply. */
  readonly timeoutMs: number
  /** A longer reply is a failure. */
  readonly replyBytesMax: number
}

export type OutgoingReply = {
  /** A redirect is a reply like any other, and followed by nobody. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/** What happened instead of a reply. Nothing of what was found out about the network is in its message. */
export class OutgoingFailure extends Error {
  override name = 'OutgoingFailure'
  readonly reason: 'refused' | 'unreachable' | 'timed-out' | 'too-large'

  constructor(reason: OutgoingFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

export type Outgoing = {
  /** Why a URL can never be called, by its text alone: for when it is registered. */
  readonly faultOf: (url: string) => Rejection | undefined
  /** Rejects with `OutgoingFailure`; with `refused` before any connection where the URL or its address is not public. */
  readonly send: (request: OutgoingRequest) => Promise<OutgoingReply>
  /** Ends what is under way. */
  readonly close: () => void
}

/** A WebSocket as the protocol's library uses it: bounded in messages, told no faster than it takes, ended at any time. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Connection, DoorSocket, LiveSource } from '../../../services/live/index.ts'

export type SocketNeeds = { readonly live: LiveSource; readonly failed: (error: unknown) => void }

/** What the library sees. */
type ProtocolSocket = {
  readonly protocol: string
  send(data: string): Promise<void>
  close(code?: number, reason?: string): void
  onMessage(take: (data: string) => Promise<void>): void
}

export type SubscriptionSocket = {
  readonly protocolSocket: ProtocolSocket
  /** Says why and ends; what follows is not sent. */
  readonly end: (code: number, reason: string) => void
  /** Of one subscription: aborts with the connection, or before it by `end`. */
  readonly endingOfOne: () => { readonly ending: AbortSignal; readonly end: () => void }
  /** @param closed  how the library hears that the socket has closed */
  readonly serve: (closed: (code?: number, reason?: string) => Promise<void>) => Connection
}

const OPEN = 1

export function openSubscriptionSocket(socket: DoorSocket, { live, failed }: SocketNeeds): SubscriptionSocket {
  const ended = new AbortController()
  const isWithinRate = live.messageRate()
  let take: (data: string) => Promise<void> = async () => undefined

  const end = (code: number, reason: string): void => {
    if (socket.readyState === OPEN) socket.close(code, reason)
    ended.abort()
  }
  const taker = {
    isOpen: () => socket.readyState === OPEN,
    bufferedBytes: () => socket.bufferedAmount,
    tooSlow: () => end(1013, 'Events were read too slowly.'),
  }
  const fail = (error: unknown): void => {
    // Such as a process that is behind: whoever comes again goes on from the last place.
    if (error instanceof Rejected) return end(1013, error.rejection.code)
    failed(error)
    end(1011, 'Something went wrong on our side.')
  }
  return {
    end,
    protocolSocket: {
      protocol: socket.protocol,
      async send(data) {
        if (!taker.isOpen()) return
        socket.send(data)
        await live.waitForRoom(taker)
      },
      close: (code = 1000, reason = '') => end(code, reason),
      onMessage: (taking) => void (take = taking),
    },
    endingOfOne() {
      const one = new AbortController()
      return { ending: AbortSignal.any([ended.signal, one.signal]), end: () => one.abort() }
    },
    serve: (closed) => ({
      end,
      message(data, isBinary) {
        if (!isWithinRate()) return end(1008, 'More than 50 messages within a second.')
        if (isBinary) return end(1003, 'Messages are texts.')
        take(data).catch(fail)
      },
      closed(code, reason) {
        ended.abort()
        closed(code, reason).catch(failed)
      },
    }),
  }
}

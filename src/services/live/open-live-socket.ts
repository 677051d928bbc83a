/** The WebSocket door of live events: many quiet connections, each bounded, all of them pinged by one timer. */
import type { WebSocket, WebSocketServer } from 'ws'
import type { Upgrade, UpgradeRequest } from '../../gateway/route.ts'
import { actingOrganisation } from '../../kernel/caller.ts'
import type { ConnectionCount } from './count-connections.ts'
import { liveLimits } from './live-limits.ts'
import type { CredentialWatch } from './open-credential-watch.ts'
import type { EventFeed } from './open-event-feed.ts'
import type { ReadClientMessage } from './read-client-message.ts'
import { serveLiveConnection, type LiveConnection } from './serve-live-connection.ts'

export type LiveSocketNeeds = {
  readonly feed: EventFeed
  readonly watch: CredentialWatch
  readonly connections: ConnectionCount
  readonly monotonicMs: () => number
  readonly failed: (error: unknown) => void
}

export type LiveSocketDoor = {
  readonly upgrade: Upgrade
  /** Says goodbye to all, and waits for their answer a moment. */
  stop(): Promise<void>
}

/** Answered to whoever offers it: a browser that offers its token needs one that is none. */
export const subprotocol = 'foodxchange.v1'

type Loaded = { readonly server: WebSocketServer; readonly readMessage: ReadClientMessage }
type Open = { readonly socket: WebSocket; readonly connection: LiveConnection; isAnswering: boolean }

export function openLiveSocket(needs: LiveSocketNeeds): LiveSocketDoor {
  const open = new Set<Open>()
  let loaded: Promise<Loaded> | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopping = false

  /** Loaded when the first one comes: an exchange that nobody listens to starts without it. */
  const load = async (): Promise<Loaded> => {
    const [{ WebSocketServer: Server }, { createClientMessageReader }] = await Promise.all([
      import('ws'),
      import('./read-client-message.ts'),
    ])
    const server = new Server({
      noServer: true,
      maxPayload: liveLimits.messageMaxBytes,
      // A thousand compressors would hold more memory than what they save on the wire.
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    })
    return { server, readMessage: createClientMessageReader() }
  }
  const pingAll = (): void => {
    for (const one of open) {
      if (one.isAnswering) one.socket.ping()
      else one.socket.terminate()
      one.isAnswering = false
    }
  }
  const take = (
    socket: WebSocket,
    readMessage: ReadClientMessage,
    { caller, credentials }: UpgradeRequest,
    organisationId: string,
  ): void => {
    const { feed, watch, connections, monotonicMs, failed } = needs
    const release = connections.take(organisationId)
    if (!release || isStopping) {
      release?.()
      return socket.close(isStopping ? 1001 : 1013, 'No more connections fit into this process.')
    }
    const connection = serveLiveConnection(socket, { feed, organisationId, readMessage, monotonicMs, failed })
    const one: Open = { socket, connection, isAnswering: true }
    open.add(one)
    timer ??= setInterval(pingAll, liveLimits.pingEveryMs).unref()
    const unwatch = watch.watch(credentials, caller, (why) => connection.end(1008, `The token was ${why}.`))
    socket.on('pong', () => (one.isAnswering = true))
    // Its binary type is as it was made: messages are buffers.
    socket.on('message', (data, isBinary) => connection.message((data as Buffer).toString(), isBinary))
    // What breaks a connection closes it; there is nothing else to do about it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open.delete(one)
      unwatch()
      release()
      connection.closed()
    })
  }
  const accept = (upgrade: UpgradeRequest): void => {
    const organisationId = actingOrganisation(upgrade.caller)
    if (organisationId === undefined) return void upgrade.socket.destroy()
    loaded ??= load()
    loaded.then(
      ({ server, readMessage }) =>
        server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) =>
          take(socket, readMessage, upgrade, organisationId),
        ),
      (error: unknown) => {
        loaded = undefined
        upgrade.socket.destroy()
        needs.failed(error)
      },
    )
  }
  return {
    upgrade: { path: '/ws', access: { kind: 'member' }, bearerSubprotocols: true, open: accept },
    async stop() {
      isStopping = true
      clearInterval(timer)
      const closing = [...open].map(({ socket, connection }) => {
        const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
        connection.end(1001, 'The process ends.')
        return closed
      })
      const late = new Promise<void>((resolve) => setTimeout(resolve, liveLimits.closeMs).unref())
      await Promise.race([Promise.all(closing), late])
      for (const { socket } of open) socket.terminate()
    },
  }
}

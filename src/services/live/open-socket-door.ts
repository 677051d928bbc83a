/** The WebSocket door of a process: many quiet connections of several protocols, each bounded, all pinged by one timer. */
import type { WebSocket, WebSocketServer } from 'ws'
import type { Upgrade, UpgradeRequest } from '../../gateway/route.ts'
import { actingOrganisation, type Caller, type Credentials } from '../../kernel/caller.ts'
import type { ConnectionCount } from './count-connections.ts'
import { liveLimits } from './live-limits.ts'
import type { CredentialWatch } from './open-credential-watch.ts'

export type SocketDoorNeeds = {
  readonly watch: CredentialWatch
  readonly connections: ConnectionCount
  readonly failed: (error: unknown) => void
}

/** What a protocol sees of a WebSocket. */
export type DoorSocket = {
  readonly protocol: string
  readonly bufferedAmount: number
  readonly readyState: number
  send(data: string): void
  /** Bytes are a text where they are said to be. */
  send(data: string | Buffer, options: { binary: boolean }): void
  close(code: number, reason: string): void
}

/**
 * Lets whoever acts for an organisation stay: counted to it, and ended when the credentials are good no more. Where
 * nobody is let stay for a few seconds, the connection is closed. False where no more fit.
 */
export type Admit = (caller: Caller, credentials: Credentials) => boolean

/** One connection, as its protocol serves it. */
export type Connection = {
  message(data: string, isBinary: boolean): void
  /** Says why and ends; what follows is not sent. */
  end(code: number, reason: string): void
  /** After the socket closed. */
  closed(code: number, reason: string): void
}

export type Serve = (socket: DoorSocket, admit: Admit, upgrade: UpgradeRequest) => Connection

/** A path of the door. */
export type Entrance = Pick<Upgrade, 'path' | 'access'> & {
  /** Answered to whoever offers it: a browser that offers its token needs one that is none. */
  readonly subprotocol: string
  /** Called when the first one comes: an exchange that nobody listens to starts without it. */
  readonly load: () => Promise<Serve>
}

export type SocketDoor = {
  upgrade(entrance: Entrance): Upgrade
  /** Says goodbye to all, and waits for their answer a moment. */
  stop(): Promise<void>
}

type Loaded = { readonly server: WebSocketServer; readonly serve: Serve }
type Open = { readonly socket: WebSocket; readonly connection: Connection; isAnswering: boolean }

/** Who comes without a token and signs in over the connection; more than these are sent away. */
const strangersMax = 1_000

export function openSocketDoor(needs: SocketDoorNeeds): SocketDoor {
  const open = new Set<Open>()
  const strangers: Strangers = { count: 0 }
  let timer: NodeJS.Timeout | undefined
  let isStopping = false

  const pingAll = (): void => {
    for (const one of open) {
      if (one.isAnswering) one.socket.ping()
      else one.socket.terminate()
      one.isAnswering = false
    }
  }
  const take = (socket: WebSocket, serve: Serve, upgrade: UpgradeRequest): void => {
    if (isStopping) return socket.close(1001, 'The process ends.')
    const admission = openAdmission(needs, strangers)
    const connection = serve(
      socket,
      admission.admitUntil((why) => connection.end(1008, why)),
      upgrade,
    )
    const one: Open = { socket, connection, isAnswering: true }
    open.add(one)
    timer ??= setInterval(pingAll, liveLimits.pingEveryMs).unref()
    socket.on('pong', () => (one.isAnswering = true))
    // Its binary type is as it was made: messages are buffers.
    socket.on('message', (data, isBinary) => connection.message((data as Buffer).toString(), isBinary))
    // What breaks a connection closes it; there is nothing else to do about it.
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      open.delete(one)
      admission.leave()
      connection.closed(code, reason.toString())
    })
    admission.expect(connection.end)
  }
  return {
    upgrade({ path, access, subprotocol, load }) {
      let loaded: Promise<Loaded> | undefined
      const accept = (upgrade: UpgradeRequest): void => {
        loaded ??= Promise.all([openServer(subprotocol), load()]).then(([server, serve]) => ({ server, serve }))
        loaded.then(
          ({ server, serve }) =>
            server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) =>
              take(socket, serve, upgrade),
            ),
          (error: unknown) => {
            loaded = undefined
            upgrade.socket.destroy()
            needs.failed(error)
          },
        )
      }
      return { path, access, bearerSubprotocols: true, open: accept }
    },
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

async function openServer(subprotocol: string): Promise<WebSocketServer> {
  const { WebSocketServer: Server } = await import('ws')
  return new Server({
    noServer: true,
    maxPayload: liveLimits.messageMaxBytes,
    // A thousand compressors would hold more memory than what they save on the wire.
    perMessageDeflate: false,
    // The door knows its connections itself.
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })
}

/** Connections of this process that nobody was let stay on yet. */
type Strangers = { count: number }

/** Of one connection. */
function openAdmission({ watch, connections }: SocketDoorNeeds, strangers: Strangers) {
  let leaving: (() => void)[] = []
  const leave = (): void => {
    for (const each of leaving) each()
    leaving = []
  }
  return {
    leave,
    /** @param end  told why the connection may not go on */
    admitUntil:
      (end: (why: string) => void): Admit =>
      (caller, credentials) => {
        const organisationId = actingOrganisation(caller)
        const release = organisationId === undefined ? undefined : connections.take(organisationId)
        if (!release) return false
        leave()
        leaving = [release, watch.watch(credentials, caller, (why) => end(`The token was ${why}.`))]
        return true
      },
    /** Whoever was not let stay by now has a few seconds, and is one of few. */
    expect(end: (code: number, why: string) => void): void {
      if (leaving.length > 0) return
      if (strangers.count >= strangersMax) return end(1013, 'Too many connections wait for their sign-in.')
      strangers.count += 1
      const timer = setTimeout(() => end(1008, 'Nobody signed in.'), liveLimits.admissionMs).unref()
      leaving = [() => clearTimeout(timer), () => (strangers.count -= 1)]
    },
  }
}

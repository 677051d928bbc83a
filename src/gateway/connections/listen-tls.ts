/** A listener that only those may speak to whose certificate names them: the network in between is trusted with nothing. */
import type { Server as HttpServer, ServerOptions } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { TlsIdentity } from '../../kernel/tls-identity.ts'
import type { Log } from '../../telemetry/log.ts'
import { namedIn } from './peer-identity.ts'

export type TlsListener = {
  readonly identity: TlsIdentity
  /** Who may call, as `spiffe://…`. */
  readonly peers: readonly string[]
  /** Tells of each renewed identity, until what it gives is called. */
  readonly follow: (renewed: (identity: TlsIdentity) => void) => () => void
}

/** Who connects and says nothing is let go. */
const handshakeTimeoutMs = 10_000

/** The suites of TLS 1.3 that RFC 9325 recommends, the strongest first: of those a caller has, ours comes first. */
const spoken = {
  minVersion: 'TLSv1.3',
  ciphers: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
  honorCipherOrder: true,
} as const

/**
 * Whoever shows no certificate of our authority is refused in the handshake; whoever shows one of somebody else's, right
 * after it, before a byte of HTTP is read. Each leaves a line in the log.
 */
export function listenTls(options: ServerOptions, { identity, peers, follow }: TlsListener, log: Log): HttpServer {
  // Loaded where it is needed: most processes listen to plain HTTP behind a proxy on their machine.
  const { createServer } = process.getBuiltinModule('node:https')
  const server: HttpsServer = createServer({
    ...options,
    ...identity,
    requestCert: true,
    rejectUnauthorized: true,
    ...spoken,
    handshakeTimeout: handshakeTimeoutMs,
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    const named = namedIn(socket.getPeerX509Certificate()?.subjectAltName)
    if (named !== undefined && peers.includes(named)) return
    socket.destroy()
    log.warn({ event: 'peer-refused', security: 'authz_fail', peer: named, address: socket.remoteAddress }, unlisted)
  })
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException, socket: TLSSocket) => {
    log.warn({ event: 'peer-refused', security: 'authn_login_fail', code, address: socket.remoteAddress }, unproven)
  })
  server.once(
    'close',
    follow((renewed) => server.setSecureContext({ ...renewed, ...spoken })),
  )
  // It is one in everything but the class it extends.
  return server as unknown as HttpServer
}

const unlisted = 'a caller was refused whom FX_TLS_PEERS does not list'
const unproven = 'a caller was refused who showed no certificate of ours'

/** The event with the sockets that requests come on: with TLS, `connection` has those beneath them. */
export const connectionEventOf = (server: HttpServer): 'connection' | 'secureConnection' =>
  'setSecureContext' in server ? 'secureConnection' : 'connection'

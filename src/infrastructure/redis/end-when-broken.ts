/** Ends connections that broke after their handshake, which neither Node nor the driver does. */
import type { Redis } from 'ioredis'

/**
 * With TLS 1.3 a server refuses a certificate after the handshake: the socket then tells an error and stays open. The
 * driver listens for one error only, and would end the socket for its silence with a second one, which nobody hears and
 * which ends the process. To be called before the client connects; the driver connects anew by itself.
 */
export function endWhenBroken(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client
    stream.on('error', () => stream.destroy())
  })
}

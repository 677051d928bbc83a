/** Finds ports on loopback that nobody listens on and that no outgoing connection will be given meanwhile. */
import { createServer } from 'node:net'
import { Trouble } from './trouble.ts'

export const HOST = '127.0.0.1'

/**
 * Below what systems lend to outgoing connections (Linux from 32768, others from 49152): a server that was killed must
 * find its port free when it comes back. Above what well-known servers use.
 */
export const PORT_FIRST = 20_000
export const PORT_LAST = 32_000

/**
 * `count` free ports, in rising order, searched from `start` on and around. Two sets that are started at once begin at
 * different places, and so do not race for the same port.
 */
export async function pickPorts(
  count: number,
  start: number,
  isFree: (port: number) => Promise<boolean>,
): Promise<readonly number[]> {
  const span = PORT_LAST - PORT_FIRST + 1
  const picked: number[] = []
  for (let step = 0; step < span && picked.length < count; step += 1) {
    const port = PORT_FIRST + ((start + step) % span)
    if (await isFree(port)) picked.push(port)
  }
  if (picked.length === count) return picked.toSorted((a, b) => a - b)
  throw new Trouble(
    `Only ${picked.length} of ${count} ports are free between ${PORT_FIRST} and ${PORT_LAST}.`,
    'End what holds them; `npm run servers -- down` ends the servers of this checkout.',
  )
}

export const anyStart = (): number => Math.floor(Math.random() * (PORT_LAST - PORT_FIRST))

const claimed = new Set<number>()

/** Whether it is free and nobody here was given it before: a server may take seconds until it listens on it. */
export async function claimPort(port: number): Promise<boolean> {
  if (claimed.has(port)) return false
  claimed.add(port)
  if (await isPortFree(port)) return true
  claimed.delete(port)
  return false
}

export async function isPortFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const server = createServer()
  server.once('error', () => resolve(false))
  server.listen({ host: HOST, port, exclusive: true }, () => server.close(() => resolve(true)))
  return promise
}

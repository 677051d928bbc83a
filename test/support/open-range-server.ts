/** A server of breached passwords that a test owns: real HTTP on loopback, which answers ranges as Pwned Passwords does, or badly. */
import { hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type AskedRange = { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }

export type RangeServer = {
  /** What `/range/…` is put behind. */
  readonly url: string
  readonly asked: readonly AskedRange[]
  /** These were stolen, so often. */
  readonly breached: Map<string, number>
  /** Answers otherwise than it should; undefined: as it should. */
  trouble: ((response: ServerResponse) => void) | undefined
  close(): Promise<void>
}

const sha1 = (password: string): string => hash('sha1', password, 'hex').toUpperCase()

/** Entries that there are in every range, and as many besides as it is padded to. */
const [entries, paddedTo] = [20, 800]

export async function openRangeServer(breached: Readonly<Record<string, number>> = {}): Promise<RangeServer> {
  const asked: AskedRange[] = []
  const server = createServer(({ url: path = '', headers }, response) => {
    asked.push({ path, headers })
    if (ranges.trouble) return ranges.trouble(response)
    const [, prefix] = /^\/range\/([\dA-F]{5})$/i.exec(path) ?? []
    if (prefix === undefined) return void response.writeHead(400).end('The hash prefix was not in a valid format')
    response.setHeader('content-type', 'text/plain')
    response.end(rangeText(prefix.toUpperCase(), ranges.breached, headers['add-padding'] === 'true'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ranges: RangeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    breached: new Map(Object.entries(breached)),
    trouble: undefined,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return ranges
}

function rangeText(prefix: string, breached: ReadonlyMap<string, number>, isPadded: boolean): string {
  const line = (times: number): string => `${randomBytes(18).toString('hex').slice(0, 35).toUpperCase()}:${times}`
  const found = [...breached]
    .filter(([password]) => sha1(password).startsWith(prefix))
    .map(([password, times]) => `${sha1(password).slice(5)}:${times}`)
  const others = Array.from({ length: entries }, (_, n) => line(n + 1))
  const padding = Array.from({ length: isPadded ? paddedTo - entries : 0 }, () => line(0))
  return [...found, ...others, ...padding].toSorted().join('\r\n')
}

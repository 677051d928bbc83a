/** A server of ranges keeps the port's promises, over the real protocol and our own outgoing calls. */
import { afterEach, expect, test } from 'vitest'
import { openRangeServer, type RangeServer } from '../../../test/support/open-range-server.ts'
import { createHttpsOutgoing } from '../outgoing/https-outgoing.ts'
import { loopbackToo } from '../outgoing/https/loopback-too.ts'
import { breachedPasswordsContract } from './breached-passwords.contract.ts'
import { BreachesUnknown } from './breached-passwords.ts'
import { createHttpsBreachedPasswords } from './https-breached-passwords.ts'

const servers: RangeServer[] = []
const outgoing = createHttpsOutgoing(loopbackToo)
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const openServer = async (breached: Readonly<Record<string, number>> = {}): Promise<RangeServer> => {
  const server = await openRangeServer(breached)
  servers.push(server)
  return server
}
const asking = ({ url }: Pick<RangeServer, 'url'>, timeoutMs?: number) =>
  createHttpsBreachedPasswords({ url, send: outgoing.send, ...(timeoutMs !== undefined && { timeoutMs }) })

breachedPasswordsContract('https', async (ranges) => {
  const server = await openServer()
  server.trouble = (response) => {
    const prefix = server.asked.at(-1)!.path.slice('/range/'.length)
    const text = ranges[prefix]
    response.writeHead(text === undefined ? 404 : 200).end(text)
  }
  return asking(server)
})

test('the server is told five digits of a hash, asked to pad, and told nothing else', async () => {
  // Its SHA-1 is in the documentation of Pwned Passwords.
  const server = await openServer({ 'P@ssw0rd': 52_579 })
  expect(await asking(server).timesSeen('P@ssw0rd')).toBe(52_579)
  expect(await asking({ url: `${server.url}/` }).timesSeen('P@ssw0rd and more')).toBe(0)
  expect(server.asked[0]).toMatchObject({ path: '/range/21BD1', headers: { 'add-padding': 'true' } })
  for (const { path, headers } of server.asked) {
    expect(path).toMatch(/^\/range\/[\dA-F]{5}$/)
    expect(Object.keys(headers).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'add-padding',
      'connection',
      'host',
      'user-agent',
    ])
  }
})

test('any other answer than a range, a slow one and none at all are one and the same: nobody can say', async () => {
  const server = await openServer({ 'P@ssw0rd': 1 })
  const unknown = expect.objectContaining({ name: 'BreachesUnknown' })
  const reasonOf = (timeoutMs?: number) =>
    asking(server, timeoutMs)
      .timesSeen('P@ssw0rd')
      .catch((error: unknown) => error)
  for (const status of [204, 301, 400, 403, 404, 429, 500, 503]) {
    server.trouble = (response) => void response.writeHead(status, { location: `${server.url}/range/21BD1` }).end()
    expect(await reasonOf(), `${status}`).toEqual(new BreachesUnknown(`The server answered ${status}.`))
  }
  server.trouble = (response) => void response.writeHead(200).write('0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n')
  expect(await reasonOf(100)).toEqual(unknown)
  server.trouble = (response) => void response.destroy()
  expect(await reasonOf()).toEqual(unknown)
  await servers.pop()!.close()
  expect(await reasonOf()).toEqual(unknown)
})

test('an address inside the network is not asked', async () => {
  const server = await openServer({ 'P@ssw0rd': 1 })
  const guarded = createHttpsOutgoing({ faultOf: () => undefined })
  const asked = createHttpsBreachedPasswords({ url: server.url, send: guarded.send })
  await expect(asked.timesSeen('P@ssw0rd')).rejects.toThrow(BreachesUnknown)
  expect(server.asked).toEqual([])
})

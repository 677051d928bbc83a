import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { claimPort, HOST, isPortFree, pickPorts, PORT_FIRST, PORT_LAST } from './ports.ts'

test('ports that are taken are passed over, and the end of the range goes on at its beginning', async () => {
  const start = PORT_LAST - PORT_FIRST - 1
  const ports = await pickPorts(3, start, async (port) => port !== PORT_LAST)
  expect(ports).toEqual([PORT_FIRST, PORT_FIRST + 1, PORT_LAST - 1])
})

test('where too few are free, it is said how many', async () => {
  await expect(pickPorts(2, 0, async (port) => port === PORT_LAST)).rejects.toThrow('Only 1 of 2 ports')
})

test('a port that somebody listens on is not free, and is once he stops', async () => {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await isPortFree(port)).toBe(false)
  server.close()
  await once(server, 'close')
  expect(await isPortFree(port)).toBe(true)
})

test('who starts several servers at once is given no port twice, though nobody listens on it yet', async () => {
  const claims = await Promise.all([1, 2, 3].map(() => pickPorts(2, 0, claimPort)))
  expect(new Set(claims.flat()).size).toBe(6)
})

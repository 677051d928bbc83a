import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

const behind = clientAddress(['10.0.0.0/8', '192.0.2.1', 'fd00::/8'])

test.each<[string, string | undefined, string]>([
  // Whoever is no proxy of ours speaks for himself.
  ['203.0.113.5', '198.51.100.1', '203.0.113.5'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['fd00::1', '2001:db8::5', '2001:db8::5'],
  // What a client wrote itself stands on the left.
  ['10.0.0.1', '127.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '198.51.100.1, 192.0.2.1, 10.9.9.9', '198.51.100.1'],
  // What is no address ends the chain at the last that was one.
  ['10.0.0.1', 'unknown, 10.0.0.2', '10.0.0.2'],
  ['10.0.0.1', '', '10.0.0.1'],
])('from %s, forwarded for %s, is %s', (direct, forwarded, client) => {
  expect(behind(from(direct, forwarded))).toBe(client)
})

test('with no proxy to trust, what is said of others is not read', () => {
  expect(clientAddress([])(from('10.0.0.1', '198.51.100.1'))).toBe('10.0.0.1')
})

test('a network that is none is refused', () => {
  expect(() => clientAddress(['proxy.example'])).toThrow(RangeError)
})

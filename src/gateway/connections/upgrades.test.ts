import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openTestGateway } from '../open-test-gateway.fixture.ts'

test('a connection that left HTTP holds nothing of its request for as long as it stays: ten thousand of them did', async () => {
  const requests: WeakRef<object>[] = []
  const { app } = openTestGateway({
    upgrades: [
      {
        path: '/ws',
        access: { kind: 'member' },
        bearerSubprotocols: true,
        open({ socket, request, head }) {
          requests.push(new WeakRef(request), new WeakRef(head))
          socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
        },
      },
    ],
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const clients = Array.from({ length: 8 }, () => connect(port, '127.0.0.1'))
  for (const client of clients) {
    client.write(
      [
        'GET /ws HTTP/1.1',
        'Host: exchange.example',
        'Authorization: Bearer buyer',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '\r\n',
      ].join('\r\n'),
    )
    await once(client, 'data')
  }
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // The last one may still stand in what the engine has in hand.
  await expect
    .poll(() => {
      collect()
      return requests.filter((held) => held.deref() !== undefined).length
    })
    .toBeLessThanOrEqual(2)
  expect(requests).toHaveLength(16)
  expect(clients.filter(({ destroyed }) => destroyed)).toHaveLength(0)
  for (const client of clients) client.destroy()
})

import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { openTestGateway } from '../open-test-gateway.fixture.ts'

const { app } = openTestGateway({ limits: { wholeMs: 300, windowMs: 900, windowBytes: 100, everyMs: 50 } })
let port = 0
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})

/** Begins a POST of so many bytes and goes on sending pieces of it; gives what was answered when it is over. */
async function drip(path: string, { length, type, piece }: { length: number; type: string; piece: string }) {
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', 'Authorization: Bearer buyer', `Content-Type: ${type}`]
  const socket: Socket = connect(port, '127.0.0.1')
  socket.write([...head, 'Idempotency-Key: k', 'Connection: close', `Content-Length: ${length}`, '\r\n'].join('\r\n'))
  const pieces: Buffer[] = []
  socket.on('data', (bytes: Buffer) => pieces.push(bytes))
  // Writing to a connection that was just hung up on: what came before tells why.
  socket.on('error', (error: NodeJS.ErrnoException) => expect(['EPIPE', 'ECONNRESET']).toContain(error.code))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  let sent = 0
  while (!socket.destroyed && socket.writable && sent < length) {
    socket.write(piece)
    sent += piece.length
    await sleep(20)
  }
  await closed
  return { answered: Buffer.concat(pieces).toString(), sent }
}

test('a body that drips is hung up on when its time is over, however steadily it drips', async () => {
  const { answered, sent } = await drip('/v1/things', { length: 1_000, type: 'application/json', piece: 'a' })
  expect(answered).toMatch(/^HTTP\/1\.1 408 [^]*"code":"gateway\/request-timeout"/)
  expect(sent).toBeLessThan(200)
})

test('a file takes as long as it needs while enough of it comes', async () => {
  const piece = 'a'.repeat(200)
  const { answered } = await drip('/v1/files', { length: 200 * 50, type: 'text/csv', piece })
  expect(answered).toMatch(/^HTTP\/1\.1 202 [^]*"bytes":10000/)
})

test('a file that hardly comes is hung up on', async () => {
  const { answered, sent } = await drip('/v1/files', { length: 10_000, type: 'text/csv', piece: 'a' })
  expect(answered).toMatch(/^(HTTP\/1\.1 408 |$)/)
  expect(sent).toBeLessThan(200)
})

test('what no route ever sees is refused by a problem, too, and its connection ends', async () => {
  const answerTo = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    socket.end(text)
    return Buffer.concat((await socket.toArray()) as Buffer[]).toString()
  }
  for (const [text, status, code] of [
    [
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      '431 Request Header Fields Too Large',
      'headers-too-large',
    ],
    ['SMELL / HTTP/1.1\r\nHost: x\r\n\r\n', '400 Bad Request', 'malformed-request'],
  ] as const) {
    const [head = '', body = ''] = (await answerTo(text)).split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status}\r\n`)
    expect(head).toContain('\r\nContent-Type: application/problem+json; charset=utf-8\r\n')
    const { type, traceId } = JSON.parse(body) as { type: string; traceId: string }
    expect([type, head.includes(`X-Request-Id: ${traceId}\r\n`)]).toEqual([`/problems/gateway/${code}`, true])
  }
})

import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpsOutgoing, type HttpsOutgoingOptions, type Resolve } from './https-outgoing.ts'
import { faultOfUrl } from './https/outgoing-url.ts'
import { isPublicAddress } from './https/public-address.ts'
import type { OutgoingFailure, OutgoingRequest } from './outgoing.ts'

type Answer = Parameters<typeof createServer>[1]

/** A real listener inside the network, which counts who comes. */
const listen = async (answer: Answer, host = '127.0.0.1') => {
  const came = { connections: 0, requests: 0 }
  const server: Server = createServer((request, response) => {
    came.requests += 1
    answer?.(request as never, response as never)
  })
  server.on('connection', () => (came.connections += 1))
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, came }
}

const request = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  timeoutMs: 2_000,
  replyBytesMax: 65_536,
  ...more,
})

/** As names resolve, first to last; the last for good. */
const answering = (...answers: readonly (readonly string[])[]): Resolve => {
  let asked = 0
  return (_name, done) => {
    const addresses = answers[Math.min(asked, answers.length - 1)]!
    asked += 1
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

/** Our listeners speak HTTP on loopback, at any port: what is tested beside that is all else. */
const toListeners = (options: HttpsOutgoingOptions = {}) =>
  createHttpsOutgoing({ faultOf: () => undefined, isAllowed: () => true, ...options })

const reasonOf = async (sent: Promise<unknown>): Promise<string> => {
  try {
    await sent
    return 'answered'
  } catch (error) {
    return (error as OutgoingFailure).reason
  }
}

test('what was sent arrives, and what was answered comes back', async () => {
  const seen: string[] = []
  const { port } = await listen((asked, response) => {
    asked.on('data', (chunk) => seen.push(`${asked.method} ${asked.headers['webhook-id']} ${chunk}`))
    asked.on('end', () => response.writeHead(202, { 'x-answer': 'yes' }).end('taken'))
  })
  const outgoing = toListeners({ resolve: answering(['127.0.0.1']) })
  const reply = await outgoing.send(
    request(`http://hooks.example:${port}/in`, { headers: { 'webhook-id': 'msg_1' }, body: '{"a":"ü"}' }),
  )
  expect(reply.status).toBe(202)
  expect(reply.headers['x-answer']).toBe('yes')
  expect(new TextDecoder().decode(reply.body)).toBe('taken')
  expect(seen).toEqual(['POST msg_1 {"a":"ü"}'])
})

test('a redirect is an answer, and followed by nobody', async () => {
  const inside = await listen((_asked, response) => response.end('secret'))
  const { port } = await listen((_asked, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inside.port}/` }).end(),
  )
  const outgoing = toListeners({ resolve: answering(['127.0.0.1']) })
  expect((await outgoing.send(request(`http://hooks.example:${port}/`))).status).toBe(307)
  expect(inside.came.connections).toBe(0)
})

test('whatever a URL says, nobody inside is ever connected to', async () => {
  const { port, came } = await listen((_asked, response) => response.end('secret'))
  const v6 = await listen((_asked, response) => response.end('secret'), '::1').catch(() => undefined)
  const outgoing = createHttpsOutgoing({ faultOf: () => undefined })
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    'localhost',
  ]
  for (const host of hosts)
    for (const at of [port, v6?.port])
      if (at !== undefined)
        expect(await reasonOf(outgoing.send(request(`http://${host}:${at}/`))), host).toBe('refused')
  expect(came.connections + (v6?.came.connections ?? 0)).toBe(0)
})

test('a name that is public when it is asked and inside when it is called, is not called', async () => {
  const { port, came } = await listen((_asked, response) => response.end('secret'))
  const rebinding = createHttpsOutgoing({
    faultOf: () => undefined,
    resolve: answering(['93.184.215.14'], ['127.0.0.1']),
  })
  // The first call goes to the public address alone, which nobody answers here.
  const first = reasonOf(rebinding.send(request(`http://rebind.example:${port}/`, { timeoutMs: 50 })))
  expect(['timed-out', 'unreachable']).toContain(await first)
  expect(await reasonOf(rebinding.send(request(`http://rebind.example:${port}/`)))).toBe('refused')
  const both = createHttpsOutgoing({ faultOf: () => undefined, resolve: answering(['93.184.215.14', '127.0.0.1']) })
  expect(await reasonOf(both.send(request(`http://both.example:${port}/`)))).toBe('refused')
  const mapped = createHttpsOutgoing({ faultOf: () => undefined, resolve: answering(['::ffff:127.0.0.1']) })
  expect(await reasonOf(mapped.send(request(`http://mapped.example:${port}/`)))).toBe('refused')
  expect(came.connections).toBe(0)
})

test('a reply that never ends, in time or in length, is given up', async () => {
  const { port } = await listen((asked, response) => {
    if (asked.url === '/silent') return
    response.writeHead(200)
    if (asked.url === '/slow') return void response.write('a')
    const flood = (): void => {
      while (!response.destroyed && response.write('a'.repeat(16_384)));
      response.once('drain', flood)
    }
    flood()
  })
  const outgoing = toListeners({ resolve: answering(['127.0.0.1']) })
  const reason = (path: string) =>
    reasonOf(outgoing.send(request(`http://hooks.example:${port}${path}`, { timeoutMs: 300 })))
  expect(await reason('/silent')).toBe('timed-out')
  expect(await reason('/slow')).toBe('timed-out')
  expect(await reason('/flood')).toBe('too-large')
})

test('a reply that is cut off, or a call that is one too many, is a failure; closing ends what is under way', async () => {
  const { port } = await listen((asked, response) => {
    if (asked.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' })
      response.write('a', () => response.destroy())
    }
  })
  const outgoing = toListeners({ resolve: answering(['127.0.0.1']), callsMax: 1 })
  expect(await reasonOf(outgoing.send(request(`http://hooks.example:${port}/cut`)))).toBe('unreachable')
  const waiting = reasonOf(outgoing.send(request(`http://hooks.example:${port}/silent`)))
  expect(await reasonOf(outgoing.send(request(`http://hooks.example:${port}/silent`)))).toBe('unreachable')
  outgoing.close()
  expect(await waiting).toBe('unreachable')
})

test('no proxy that the environment names is asked', async () => {
  const proxy = await listen((_asked, response) => response.end('proxied'))
  const { port } = await listen((_asked, response) => response.end('direct'))
  const before = { ...process.env }
  onTestFinished(() => {
    process.env = before
  })
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'])
    process.env[name] = `http://127.0.0.1:${proxy.port}`
  process.env['NODE_USE_ENV_PROXY'] = '1'
  const outgoing = toListeners({ resolve: answering(['127.0.0.1']) })
  const { body } = await outgoing.send(request(`http://hooks.example:${port}/`))
  expect(new TextDecoder().decode(body)).toBe('direct')
  expect(proxy.came.connections).toBe(0)
})

test.each([
  'https://hooks.example/in',
  'https://hooks.example:443/in?a=b#c',
  'https://93.184.215.14/',
  'https://[2606:2800:21f:cb07::1]/',
  'https://bücher.example/',
])('%s may be called', (url) => {
  expect(faultOfUrl(url)).toBeUndefined()
})

test.each([
  'http://hooks.example/',
  'ftp://hooks.example/',
  'file:///etc/passwd',
  'gopher://hooks.example/',
  'javascript:alert(1)',
  'https://hooks.example:8443/',
  'https://hooks.example:80/',
  'https://user:secret@hooks.example/',
  'https://hooks.example@127.0.0.1/',
  'https://hooks.example/\r\nHost: inside',
  'https://hooks.example/\u0000',
  'https://hooks.example\\@127.0.0.1/',
  ' https://hooks.example/',
  'https://',
  'hooks.example',
  `https://hooks.example/${'a'.repeat(2_048)}`,
])('%j is no URL that is called', (url) => {
  expect(faultOfUrl(url)?.code).toBe('outgoing/url')
})

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://017700000001/',
  'https://0/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fe80::1]/',
  'https://[fd00:ec2::254]/',
  'https://[2002:7f00:1::]/',
  'https://[64:ff9b::10.0.0.1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://a.localhost/',
  'https://metadata.google.internal/',
  'https://printer.local/',
  'https://1.0.0.127.in-addr.arpa/',
  'https://intranet/',
  'https://①②⑦.⓪.⓪.①/',
])('%s leads to nobody outside', (url) => {
  expect(faultOfUrl(url)?.code).toBe('outgoing/not-public')
})

test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '192.0.3.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each(['', 'name', '8.8.8.8.8', '::8.8.8.8', '::ffff:8.8.8.8', 'fc00::1', 'ff02::1', '2001:db8::1', '2001::1'])(
  '%j is not, or not told to be',
  (address) => {
    expect(isPublicAddress(address)).toBe(false)
  },
)

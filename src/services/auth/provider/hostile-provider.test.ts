import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { exportSPKI, generateKeyPair, importJWK, type CryptoKey } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { foundDairy, signUpConfirmed, type Dairy } from '../../../../test/support/connect-dairy.ts'
import {
  correctEmail,
  openHostileProvider,
  type HostileProvider,
} from '../../../../test/support/open-hostile-provider.ts'
import { openTestMarket, type TestMarket } from '../../../../test/support/open-test-market.ts'
import { createHttpsOutgoing } from '../../../infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../../../infrastructure/outgoing/https/loopback-too.ts'

let market: TestMarket
let provider: HostileProvider
let dairy: Dairy
let correct: Pick<HostileProvider, 'idToken'>

/** Of somebody else. */
let anotherKey: CryptoKey
/** How long is waited for who answers slowly: as long as in earnest, no test has to wait. */
let patienceMs: number
const impatient = () => {
  const outgoing = createHttpsOutgoing(loopbackToo)
  return { ...outgoing, send: (request) => outgoing.send({ ...request, timeoutMs: patienceMs }) } as typeof outgoing
}

beforeAll(async () => {
  patienceMs = 4_000
  anotherKey = (await generateKeyPair('RS256')).privateKey
  market = await openTestMarket({ outgoing: impatient() })
  dairy = await foundDairy(market)
  provider = await openHostileProvider()
  correct = { idToken: provider.idToken }
  await dairy.trust(provider)
  await dairy.invite(correctEmail)
})
beforeEach(() => {
  patienceMs = 4_000
  Object.assign(provider, { ...correct, description: {}, keys: [provider.publicKey], userInfo: undefined })
  provider.instead = () => false
})
// Kept for ten minutes otherwise; and failures count for a quarter of an hour.
afterEach(() => market.advance(901_000))
afterAll(async () => {
  await provider.close()
  await market.dispose()
})

/** What the exchange says to an answer of the provider; the browser brings `answer` over what is correct. */
async function answered(answer: Record<string, string | undefined> = {}, of = dairy) {
  const begun = await of.begin()
  const asked = new URL(begun.url).searchParams
  provider.nonce = asked.get('nonce')!
  const given = { code: 'c1', state: asked.get('state')!, ...answer }
  const query = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return of.finish(begun, `${of.redirectUri}?${new URLSearchParams(query as [string, string][]).toString()}`)
}

test('what is correct in all is taken, so that each of the refusals below is for what it says', async () => {
  expect((await answered()).status).toBe(200)
  expect((await answered({ iss: provider.issuer })).status).toBe(200)
})

const now = (): number => Math.floor(Date.now() / 1_000)
test.each<[what: string, reason: string, claims: () => Record<string, unknown>]>([
  ['another issuer', 'iss', () => ({ iss: 'https://login.example' })],
  ['an issuer with a slash more', 'iss', () => ({ iss: `${provider.issuer}/` })],
  ['another audience', 'aud', () => ({ aud: 'another' })],
  ['no audience', 'invalid_response', () => ({ aud: undefined })],
  ['an audience more that nobody answers for', 'aud', () => ({ aud: ['exchange', 'another'] })],
  ['another authorised party', 'azp', () => ({ aud: ['exchange', 'another'], azp: 'another' })],
  ['another authorised party of one audience', 'azp', () => ({ azp: 'another' })],
  ['another nonce', 'nonce', () => ({ nonce: 'another' })],
  ['no nonce', 'invalid_response', () => ({ nonce: undefined })],
  ['a time that is over', 'exp', () => ({ exp: now() - 11 })],
  ['no end', 'invalid_response', () => ({ exp: undefined })],
  ['a time to come', 'nbf', () => ({ nbf: now() + 60 })],
  ['no subject', 'invalid_response', () => ({ sub: undefined })],
  ['a subject that is a number', 'invalid_response', () => ({ sub: 1 })],
  ['a subject beyond all length', 'sub', () => ({ sub: 'a'.repeat(256) })],
])('an ID token for %s is not believed', async (_what, reason, claims) => {
  provider.idToken = () => provider.sign(claims())
  expect((await answered()).body).toMatchObject({ code: 'auth/provider-not-believed', facts: { reason } })
})

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
async function unsigned(header: object): Promise<string> {
  const [, claims] = (await provider.sign()).split('.')
  return `${encoded(header)}.${claims}.`
}

test.each<[what: string, make: () => Promise<string>]>([
  ['no algorithm', () => unsigned({ alg: 'none' })],
  ['no algorithm, in other letters', () => unsigned({ alg: 'nOnE' })],
  ['no signature', () => unsigned({ alg: 'RS256', kid: 'k1' })],
  ['our own client secret', () => provider.sign({}, { alg: 'HS256' }, new TextEncoder().encode('secret'))],
  [
    'the public key as if it were a secret',
    async () => {
      const key = (await importJWK(provider.publicKey, 'RS256')) as CryptoKey
      return provider.sign({}, { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(key)))
    },
  ],
  ['another key under its name', () => provider.sign({}, {}, anotherKey)],
  ['a key that it does not publish', () => provider.sign({}, { kid: 'k2' })],
  [
    'a key that the token brings along',
    () => provider.sign({}, { jwk: provider.publicKey, jku: `${provider.issuer}/other`, kid: 'k2' }, anotherKey),
  ],
  ['a critical header that nobody knows', () => provider.sign({}, { crit: ['b64'], b64: true })],
  ['nothing that is a token', async () => 'a.b.c'],
  ['five parts', async () => 'a.b.c.d.e'],
])('an ID token signed with %s is not believed', async (_what, make) => {
  provider.idToken = make
  expect((await answered()).body.code).toBe('auth/provider-not-believed')
  expect(provider.asked).not.toContain('/other')
})

test('a key of 1,024 bits, keys that are none and no keys at all verify nothing', async () => {
  const weak = { kty: 'RSA', kid: 'k1', e: 'AQAB', n: Buffer.alloc(128, 0xff).toString('base64url') }
  for (const keys of [
    [weak],
    [],
    [{ kty: 'RSA', kid: 'k1' }],
    [{ kty: 'RSA', kid: 'k1', key_ops: 5 }],
    [null],
    'keys',
  ]) {
    provider.keys = keys as never
    expect((await answered()).body.code, JSON.stringify(keys)).toBe('auth/provider-not-believed')
    market.advance(901_000)
  }
})

test.each<[what: string, answer: Record<string, string | undefined>]>([
  ['another state', { state: 'another' }],
  ['no state', { state: undefined }],
  ['another issuer', { iss: 'https://login.example' }],
  ['no code', { code: undefined }],
  ['an ID token in the address', { id_token: 'a.b.c' }],
  ['a whole answer in one parameter', { response: 'a.b.c' }],
])('an answer with %s is not believed, and nobody is called for it', async (_what, answer) => {
  const before = provider.asked.filter((path) => path === '/token').length
  expect((await answered(answer)).body.code).toBe('auth/provider-not-believed')
  expect(provider.asked.filter((path) => path === '/token')).toHaveLength(before)
})

test('a provider that names itself in its answers is not believed without', async () => {
  provider.description = { authorization_response_iss_parameter_supported: true }
  expect((await answered()).body.code).toBe('auth/provider-not-believed')
  market.advance(901_000)
  expect((await answered({ iss: provider.issuer })).status).toBe(200)
})

test('mix-up: the code of an honest provider, sent back for a hostile one, goes to neither', async () => {
  const honest = await openHostileProvider()
  onTestFinished(honest.close)
  const butter = await foundDairy(market, 'butter.example')
  await butter.trust(honest)
  // The hostile one has sent the browser on to the honest one, which sends it to the address that it knows.
  const begun = await dairy.begin()
  const state = new URL(begun.url).searchParams.get('state')!
  const asked = [...provider.asked, ...honest.asked].length
  const back = `${butter.redirectUri}?${new URLSearchParams({ code: 'c1', state }).toString()}`
  expect((await dairy.finish(begun, back)).body.facts.reason).toBe('redirect_uri')
  expect([...provider.asked, ...honest.asked]).toHaveLength(asked)
})

test('a hostile provider opens no account of another organisation, whatever it says', async () => {
  const butter = await foundDairy(market, 'butter.example')
  const bob = await signUpConfirmed(market, 'bob@butter.example')
  const carl = await signUpConfirmed(market, 'carl@dairy.example')
  for (const [email, code] of [
    [butter.owner.email, 'auth/provider-address-foreign'],
    [bob.email, 'auth/provider-address-foreign'],
    ['bob@BUTTER.example', 'auth/provider-address-foreign'],
    ['bob@butter.example@dairy.example', 'auth/provider-address-not-verified'],
    ['bob@butter.example\u0000@dairy.example', 'auth/provider-address-not-verified'],
    // Of its own domain, and of no organisation that it speaks for.
    [carl.email, 'auth/not-known-to-organisation'],
  ] as const) {
    provider.idToken = () => provider.sign({ sub: `hostile ${email}`, email })
    expect((await answered()).body.code, email).toBe(code)
  }
  // Not even one who was invited, by another address.
  await dairy.invite(bob.email)
  provider.idToken = () => provider.sign({ sub: 'hostile bob', email: bob.email })
  expect((await answered()).body.code).toBe('auth/provider-address-foreign')
})

test('the same person of the same issuer is somebody else to another organisation', async () => {
  const { accessToken } = (await answered()).body
  const me = await market.send('GET', '/v1/me', undefined, { token: accessToken })
  const butter = await foundDairy(market, 'cream.example')
  await butter.trust(provider)
  provider.idToken = () => provider.sign({ sub: 'ada', email: 'ada@cream.example' })
  expect((await answered({}, butter)).body.code).toBe('auth/not-known-to-organisation')
  await butter.invite('ada@cream.example')
  const other = await answered({}, butter)
  const them = await market.send('GET', '/v1/me', undefined, { token: other.body.accessToken })
  expect(them.body.id).not.toBe(me.body.id)
})

test.each<[what: string, email: unknown, verified: unknown, code: string]>([
  ['the word true', correctEmail, 'true', 'auth/provider-address-not-verified'],
  ['one', correctEmail, 1, 'auth/provider-address-not-verified'],
  ['a list of addresses', [correctEmail], true, 'auth/provider-address-not-verified'],
])('%s is no proof of an address', async (what, email, verified, code) => {
  provider.idToken = () => provider.sign({ sub: what, email, email_verified: verified })
  expect((await answered()).body.code).toBe(code)
})

test('what the UserInfo endpoint says is believed of the ID token’s person only', async () => {
  provider.userInfo = { sub: 'ada', email: correctEmail, email_verified: true }
  provider.idToken = () => provider.sign({ email: undefined, email_verified: undefined })
  expect((await answered()).status).toBe(200)
  provider.userInfo = { ...provider.userInfo, sub: 'eve' }
  expect((await answered()).body.facts.reason).toBe('sub')
})

test('one answer signs in once, though its provider would take the code again', async () => {
  const begun = await dairy.begin()
  const asked = new URL(begun.url).searchParams
  provider.nonce = asked.get('nonce')!
  const url = `${dairy.redirectUri}?${new URLSearchParams({ code: 'c1', state: asked.get('state')! }).toString()}`
  const both = await Promise.all([dairy.finish(begun, url), dairy.finish(begun, url)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
  expect((await dairy.finish(begun, url)).body.code).toBe('auth/invalid-provider-sign-in')
})

test.each<[what: string, description: () => Record<string, unknown>]>([
  ['that is another’s', () => ({ issuer: 'https://login.example' })],
  ['that is its own but for a slash', () => ({ issuer: `${provider.issuer}/` })],
  ['that signs with shared secrets', () => ({ id_token_signing_alg_values_supported: ['HS256', 'none'] })],
  ['that sends people to a script', () => ({ authorization_endpoint: 'javascript:alert(1)' })],
  ['that sends people inside', () => ({ authorization_endpoint: 'https://10.0.0.1/' })],
  ['that has us call inside', () => ({ token_endpoint: 'http://169.254.169.254/latest' })],
  ['whose keys lie inside', () => ({ jwks_uri: 'https://metadata.google.internal/keys' })],
  ['without keys', () => ({ jwks_uri: undefined })],
])('a description %s is not used', async (_what, description) => {
  provider.description = description()
  expect((await dairy.connect(provider)).body.code).toBe('auth/provider-unusable')
  const begun = await market.send('POST', '/v1/auth/provider-sign-ins', { organisationId: dairy.organisationId })
  expect(begun.body.code).toBe('auth/provider-unusable')
})

test.each([
  'http://10.0.0.1/',
  'https://localhost.internal/',
  'ftp://login.example/',
  'https://login.example/?a=b',
  'login',
])('an issuer %s is called by nobody', async (issuer) => {
  const connected = await dairy.connect({ ...provider, issuer })
  expect(connected.body).toMatchObject({ code: 'auth/provider-unusable', errors: [{ pointer: '/issuer' }] })
})

/** Somebody who listens, for as long as the test goes on. */
async function openListener(answer: (response: ServerResponse) => unknown) {
  let connections = 0
  const server = createServer((_request, response) => void answer(response)).on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, connections: () => connections }
}

test('redirects lead nowhere, whichever endpoint answers with one', async () => {
  const inside = await openListener((response) => response.end('{}'))
  const location = inside.url
  for (const path of ['/.well-known/openid-configuration', '/token', '/keys']) {
    provider.instead = (asked, _request, response) =>
      asked === path && response.writeHead(307, { location, 'content-type': 'application/json' }).end() !== undefined
    const begun = await market.send('POST', '/v1/auth/provider-sign-ins', { organisationId: dairy.organisationId })
    if (path.startsWith('/.well-known')) expect(begun.body.code).toBe('auth/provider-unusable')
    else expect((await answered()).body.code, path).toBe('auth/provider-not-believed')
    market.advance(901_000)
  }
  expect(inside.connections()).toBe(0)
})

test('answers that are huge, slow, cut off or no JSON end in time, and take nobody else along', async () => {
  patienceMs = 300
  const troubles = ['huge', 'silent', 'cut', 'broken', 'failing'] as const
  for (const trouble of troubles) {
    provider.instead = (path, _request, response) => {
      if (path !== '/token') return false
      if (trouble === 'silent') return true
      response.writeHead(trouble === 'failing' ? 500 : 200, { 'content-type': 'application/json' })
      if (trouble === 'cut') response.write('{', () => response.destroy())
      else response.end(trouble === 'huge' ? JSON.stringify({ a: 'a'.repeat(100_000) }) : 'no JSON')
      return true
    }
    const expected = trouble === 'broken' ? 'auth/provider-not-believed' : 'auth/provider-unreachable'
    expect((await answered()).body.code, trouble).toBe(expected)
  }
})

test('a provider that does not answer is called six times at once; more wait their turn, and no more than a dozen', async () => {
  patienceMs = 300
  let [open, peak] = [0, 0]
  provider.instead = (path, _request, response) => {
    if (path !== '/token') return false
    peak = Math.max(peak, (open += 1))
    response.once('close', () => (open -= 1))
    return true
  }
  const before = provider.asked.filter((path) => path === '/token').length
  const all = await Promise.all(Array.from({ length: 19 }, () => answered()))
  expect(new Set(all.map(({ body }) => body.code))).toEqual(new Set(['auth/provider-unreachable']))
  expect(peak).toBeLessThanOrEqual(6)
  // Those of the last turn may end before they come.
  const called = provider.asked.filter((path) => path === '/token').length - before
  expect([called > 6, called <= 18], String(called)).toEqual([true, true])
})

test('who tries out one silent issuer after another holds up nobody who signs in', async () => {
  patienceMs = 300
  const silent = await Promise.all(Array.from({ length: 6 }, () => openListener(() => undefined)))
  const called = (): number => silent.filter(({ connections }) => connections() > 0).length
  const tried = Promise.all(silent.map(({ url: issuer }) => dairy.connect({ ...provider, issuer })))
  await expect.poll(called).toBe(4)
  expect((await answered()).status).toBe(200)
  expect(new Set((await tried).map(({ body }) => body.code))).toEqual(new Set(['auth/provider-unreachable']))
  expect(called()).toBe(4)
})

test('an office that begins its day at once comes in, and asks for description and keys once', async () => {
  const before = provider.asked.length
  const begun = await Promise.all(Array.from({ length: 18 }, () => dairy.begin()))
  const finished = await Promise.all(
    begun.map((each) => {
      const asked = new URL(each.url).searchParams
      const [state, code] = [asked.get('state')!, asked.get('nonce')!]
      provider.idToken = (nonce) => provider.sign({ nonce })
      return dairy.finish(each, `${dairy.redirectUri}?${new URLSearchParams({ code, state }).toString()}`)
    }),
  )
  expect(finished.map(({ status }) => status)).toEqual(Array.from({ length: 18 }, () => 200))
  const asked = provider.asked.slice(before)
  expect(asked.filter((path) => path === '/.well-known/openid-configuration')).toHaveLength(1)
  expect(asked.filter((path) => path === '/keys')).toHaveLength(1)
})

test('answers that do not hold, twenty of them, and their place has to wait; others go on', async () => {
  for (let tried = 0; tried < 20; tried += 1) await answered({ state: 'another' })
  const refused = await answered()
  expect(refused).toMatchObject({ status: 429, body: { code: 'auth/too-many-failures' } })
  const begun = await dairy.begin()
  const asked = new URL(begun.url).searchParams
  provider.nonce = asked.get('nonce')!
  const url = `${dairy.redirectUri}?${new URLSearchParams({ code: 'c1', state: asked.get('state')! }).toString()}`
  const body = { signInToken: begun.signInToken, url }
  const elsewhere = await market.send('POST', '/v1/auth/provider-sign-ins/finish', body, { remoteAddress: '192.0.2.7' })
  expect(elsewhere.status).toBe(200)
})

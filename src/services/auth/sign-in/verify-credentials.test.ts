import { createHmac } from 'node:crypto'
import { generateKeyPair, exportJWK, SignJWT, type JWTPayload } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  openTestMarket,
  operatorSecret,
  registerOrganisation,
  signIn,
  signUp,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

const me = (token: string) => market.send('GET', '/v1/me', undefined, { token })
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** Tokens that somebody without our key, or with only a part of it, would try; each a change to a good one. */
async function forgeries(): Promise<Record<string, string>> {
  const { token, refreshToken } = await signUp(market, 'ada@example.com')
  const [head = '', body = '', signature = ''] = token.split('.')
  const [header, claims] = [decode(head), decode(body)]
  const { kid, key } = await market.keyRing.signer()
  const [published] = market.keyRing.published()
  const stranger = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const strangersJwk = await exportJWK(stranger.publicKey)
  const signed = (payload: JWTPayload, more: object = {}, by = key) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...more }).sign(by)
  const withHead = (more: object) => `${encode({ ...header, ...more })}.${body}.${signature}`
  const byHmac = (more: object, secret: string) => {
    const text = `${encode({ ...header, alg: 'HS256', ...more })}.${body}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name))
  const now = claims.iat as number
  return {
    'algorithm none': `${encode({ ...header, alg: 'none' })}.${body}.`,
    'algorithm NoNe': `${encode({ ...header, alg: 'NoNe' })}.${body}.${signature}`,
    'HMAC with the public key': byHmac({}, published!['x']!),
    'HMAC with nothing': byHmac({}, ''),
    'a stranger’s key under our key id': await signed(claims, {}, stranger.privateKey),
    'a key in the header': await signed(claims, { jwk: strangersJwk }, stranger.privateKey),
    'a key by address': await signed(
      claims,
      { jku: 'https://evil.example/jwks.json', kid: 'other' },
      stranger.privateKey,
    ),
    'a certificate by address': await signed(
      claims,
      { x5u: 'https://evil.example/x', kid: 'other' },
      stranger.privateKey,
    ),
    'a key id that is a path': withHead({ kid: '../../../../dev/null' }),
    'no key id': await signed(claims, { kid: undefined }),
    'an unknown critical header': withHead({ crit: ['fx'], fx: true }),
    'another type': await signed(claims, { typ: 'JWT' }),
    'another issuer': await signed({ ...claims, iss: 'https://evil.example' }),
    'another audience': await signed({ ...claims, aud: 'urn:other' }),
    'not yet valid': await signed({ ...claims, nbf: now + 300 }),
    'issued in the future': await signed({ ...claims, iat: now + 300, exp: now + 900 }),
    expired: await signed({ ...claims, iat: now - 700, exp: now - 100 }),
    'without expiry': await signed(without('exp')),
    'living for a year': await signed({ ...claims, iat: now - 3_600, exp: now + 31_536_000 }),
    'without a session': await signed(without('sid')),
    'another person’s subject': await signed({ ...claims, sub: `usr_${'0'.repeat(32)}` }),
    'a user’s session for staff': await signed({ ...claims, sub: `stf_${claims.sub.slice(4)}` }),
    'no signature': `${head}.${body}.`,
    'a signature of zeros': `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
    'a changed claim': `${head}.${encode({ ...claims, sub: `usr_${'0'.repeat(32)}` })}.${signature}`,
    'a refresh token': refreshToken,
    'a megabyte': `${head}.${'A'.repeat(9_000)}.${signature}`,
    'no token at all': 'certainly-no-token-of-ours',
  }
}

test('a token that is not wholly ours is refused, whatever is wrong with it, and the good one still works', async () => {
  const forged = await forgeries()
  expect(Object.keys(forged).length).toBeGreaterThanOrEqual(20)
  for (const [name, token] of Object.entries(forged)) {
    const refused = await me(token)
    expect([name, refused.status, refused.body.code]).toEqual([name, 401, 'auth/invalid-token'])
    expect(refused.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(JSON.stringify(refused.body)).not.toContain(token.slice(0, 40))
  }
  expect((await me((await signIn(market, 'ada@example.com')).token)).status).toBe(200)
})

test('an access token ends after ten minutes and a few seconds, though it is remembered', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  expect((await me(token)).status).toBe(200)
  market.advance(598_000)
  expect((await me(token)).status).toBe(200)
  market.advance(10_000)
  expect((await me(token)).status).toBe(401)
})

test('other schemes than Bearer, and what is no token of the operator, are refused', async () => {
  const ofOperator = [operatorSecret, `${operatorSecret.slice(1)}x`].map((text) => `Operator ${text}`)
  for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'token', ...ofOperator]) {
    const refused = await market.send('GET', '/v1/me', undefined, { authorization })
    expect([authorization, refused.status]).toEqual([authorization, 401])
  }
})

test('one acts for one’s only organisation, else for the one that is named; another’s is refused like none at all', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const eve = await signUp(market, 'eve@example.com')
  const acting = async (organisation?: string) => {
    const caller = await market.authenticate({ authorization: `Bearer ${token}`, organisation })
    return caller.kind === 'user' ? caller.acting : undefined
  }
  expect(await acting()).toBeUndefined()
  const first = await registerOrganisation(market, token)
  expect(await acting()).toEqual({ organisationId: first, role: 'owner' })
  const second = await registerOrganisation(market, token)
  expect(await acting()).toBeUndefined()
  expect(await acting(second)).toEqual({ organisationId: second, role: 'owner' })
  const evesOwn = await registerOrganisation(market, eve.token)
  const asking = (organisations: readonly string[]) =>
    Promise.all(
      organisations.map((organisation) =>
        market.send('GET', `/v1/organisations/${first}`, undefined, { token, organisation }),
      ),
    )
  const answers = await asking([evesOwn, `org_${'0'.repeat(32)}`])
  expect(answers.map(({ status }) => status)).toEqual([403, 403])
  expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, traceId: '' }))).size).toBe(1)
  // An empty header is no header that was left out: neither is what is remembered of the other.
  await acting()
  const malformed = await asking(['', 'nonsense', first.toUpperCase()])
  expect(malformed.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
    Array(3).fill('400 auth/organisation-malformed'),
  )
})

test('a caller that is known is answered without waiting', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  await registerOrganisation(market, token)
  const authorization = `Bearer ${token}`
  expect(market.authenticate({ authorization, organisation: undefined })).toBeInstanceOf(Promise)
  await market.authenticate({ authorization, organisation: undefined })
  expect(market.authenticate({ authorization, organisation: undefined })).toMatchObject({ kind: 'user' })
})

test('who has no organisation yet is looked up each time: another process may have let them into one just now', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const credentials = { authorization: `Bearer ${token}`, organisation: undefined }
  await market.authenticate(credentials)
  const again = market.authenticate(credentials)
  expect(again).toBeInstanceOf(Promise)
  await again
})

test('what another process ended is noticed within five seconds', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  expect((await me(token)).status).toBe(200)
  const caller = await market.authenticate({ authorization: `Bearer ${token}`, organisation: undefined })
  if (caller.kind !== 'user') throw new Error('not signed in')
  // Straight into the log, as another process would: nobody here is told.
  const stream = `session-${caller.sessionId}`
  const body = '{"at":"2026-08-01T12:00:00.000Z","reason":"revoked","type":"session/ended"}'
  await market.store.append(
    {
      id: market.newId('cmt'),
      extensions: [{ stream, version: 2, events: [{ type: 'session/ended', schemaVersion: 1, body }] }],
      organisations: [],
      actor: { kind: 'system', id: 'test' },
      cause: { kind: 'request', id: 'test' },
      at: '2026-08-01T12:00:00.000Z',
    },
    [],
  )
  market.advance(5_000)
  expect((await me(token)).status).toBe(401)
})

test('keys rotate after a month: the new one signs, tokens of the old one are still good, both are published', async () => {
  await signUp(market, 'ada@example.com')
  market.advance(30 * 86_400_000 - 5_000)
  const { token } = await signIn(market, 'ada@example.com')
  market.advance(6_000)
  const { token: newer } = await signIn(market, 'ada@example.com')
  const kidOf = (text: string) => decode(text.split('.')[0]!).kid
  expect(kidOf(newer)).not.toBe(kidOf(token))
  expect((await me(token)).status).toBe(200)
  expect((await me(newer)).status).toBe(200)
  const { body } = await market.send('GET', '/.well-known/jwks.json')
  expect(body.keys.map(({ kid }: { kid: string }) => kid)).toEqual([kidOf(token), kidOf(newer)])
  expect(Object.keys(body.keys[0])).not.toContain('d')
})

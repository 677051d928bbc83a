import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { operatorAuthorization } from '../../../../sdk/operator.ts'
import { verifyOperator } from './verify-operator.ts'

const secret = Buffer.alloc(32, 7).toString('base64url')
const at = Date.parse('2026-08-01T09:00:00Z')
const verify = (token: string, nowMs = at) =>
  verifyOperator({ operatorSecret: secret, clock: { now: () => new Date(nowMs).toISOString() } })(token)
const made = async (own = secret, more: object = {}) =>
  (await operatorAuthorization(own, { now: () => at, ...more })()).replace('Operator ', '')
const refused = { rejection: { kind: 'unauthenticated', code: 'auth/invalid-operator-token' } }

test('a token of the secret’s holder is taken for some minutes, by clocks that differ by half a minute', async () => {
  const token = await made()
  expect(token).not.toContain(secret)
  for (const laterMs of [-30_000, 0, 120_000, 149_000])
    await expect(verify(token, at + laterMs)).resolves.toBeUndefined()
  await expect(verify(await made(`${Buffer.alloc(32, 7).toString('base64')}\n`))).resolves.toBeUndefined()
  for (const laterMs of [-31_000, 151_000]) await expect(verify(token, at + laterMs)).rejects.toMatchObject(refused)
})

test('the secret itself, another one, and whatever is not whole is refused', async () => {
  const [head = '', claims = '', signature = ''] = (await made()).split('.')
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = (header: object, payload: object, hash = 'sha256'): string => {
    const content = `${encode(header)}.${encode(payload)}`
    const mac = createHmac(hash, Buffer.from(secret, 'base64url')).update(content).digest('base64url')
    return `${content}.${mac}`
  }
  const header = { alg: 'HS256', typ: 'operator+jwt' }
  const whole = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  await expect(verify(signed(header, whole))).resolves.toBeUndefined()
  const bad: Readonly<Record<string, string>> = {
    'the secret': secret,
    'another secret': await made(Buffer.alloc(32, 8).toString('base64url')),
    'no signature': `${head}.${claims}.`,
    none: `${encode({ ...header, alg: 'none' })}.${claims}.`,
    'a stronger hash': signed({ ...header, alg: 'HS512' }, whole, 'sha512'),
    'another type': signed({ ...header, typ: 'at+jwt' }, whole),
    'another issuer': signed(header, { ...whole, iss: 'urn:foodxchange' }),
    'another audience': signed(header, { ...whole, aud: 'urn:other' }),
    'another subject': signed(header, { ...whole, sub: 'staff' }),
    'no end': signed(header, { ...whole, exp: undefined }),
    'no name': signed(header, { ...whole, jti: undefined }),
    'an hour': await made(secret, { lifeSeconds: 3_600 }),
    'a changed end': `${head}.${encode({ ...whole, exp: 9_999_999_999 })}.${signature}`,
    'more than a token': 'a'.repeat(2_000),
  }
  for (const [what, token] of Object.entries(bad)) await expect(verify(token), what).rejects.toMatchObject(refused)
})

test('what cannot be a secret is said at once', () => {
  for (const text of ['', 'short', 'has spaces in the middle of it', 'ümlaut'.repeat(9)])
    expect(() => operatorAuthorization(text), text).toThrow(TypeError)
})

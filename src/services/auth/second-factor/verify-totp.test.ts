import { expect, test } from 'vitest'
import { base32 } from './base32.ts'
import { newRecoveryCodes, readRecoveryCode, recoveryDigest } from './issue-recovery-codes.ts'
import { newTotpSecret, stepAt, stepOfCode, totp, totpUri } from './verify-totp.ts'

const ascii = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length))

test.each([
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
])('RFC 6238, appendix B: the codes at %i seconds', (seconds, ...codes) => {
  const step = stepAt(seconds * 1_000)
  const made = [
    totp(ascii(20), step, { algorithm: 'sha1', digits: 8 }),
    totp(ascii(32), step, { algorithm: 'sha256', digits: 8 }),
    totp(ascii(64), step, { algorithm: 'sha512', digits: 8 }),
  ]
  expect(made).toEqual(codes)
})

test('RFC 4226, appendix D: the first ten codes of a counter', () => {
  const codes = Array.from({ length: 10 }, (_, counter) => totp(ascii(20), counter))
  expect(codes.join(' ')).toBe('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489')
})

test('RFC 4648, section 10: base32', () => {
  const made = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))
  expect(made).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
})

test('the code before, the present and the next one are taken, each as its own step; others are not', () => {
  const secret = newTotpSecret()
  const atMs = 1_800_000_015_000
  const present = stepAt(atMs)
  const found = [-2, -1, 0, 1, 2].map((away) => stepOfCode(secret, totp(secret, present + away), atMs))
  expect(found).toEqual([null, present - 1, present, present + 1, null])
  for (const code of ['', '12345', '1234567', 'abcdef', ' 12345']) expect(stepOfCode(secret, code, atMs)).toBe(null)
})

test('an app learns from the address whose account it is, and all that it has to know', () => {
  const uri = new URL(totpUri(ascii(20), 'ada+fx@example.com'))
  expect(uri.pathname).toContain('FoodXchange:ada%2Bfx%40example.com')
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'FoodXchange',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})

test('ten recovery codes, all different, read however they were typed, and kept as digests', () => {
  const { codes, digests } = newRecoveryCodes()
  expect([new Set(codes).size, new Set(digests).size]).toEqual([10, 10])
  expect(codes[0]).toMatch(/^([a-z2-7]{6}-){3}[a-z2-7]{6}$/)
  const typed = codes[0]!.toUpperCase().replaceAll('-', ' ')
  expect(recoveryDigest(readRecoveryCode(typed)!)).toBe(digests[0])
  for (const text of ['123456', codes[0]!.slice(1), `${codes[0]}a`, codes[0]!.replace(/^./, '1')])
    expect(readRecoveryCode(text)).toBeUndefined()
})

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createFingerprint } from './request-fingerprint.ts'

const key = new Uint8Array(32).fill(1)
const fingerprint = createFingerprint(key)

test('a fingerprint tells where its parts end', () => {
  expect(fingerprint('ab', 'c')).not.toBe(fingerprint('a', 'bc'))
  expect(fingerprint('a', '')).not.toBe(fingerprint('a'))
  expect(fingerprint('1:a')).not.toBe(fingerprint('a'))
  expect(fingerprint('a', 'b')).toBe(fingerprint('a', 'b'))
  expect(fingerprint('x')).toMatch(/^[\w-]{32}$/)
})

test('who reads the log cannot try passwords against a fingerprint: without the key there is nothing to compare with', () => {
  const parts = ['/v1/auth/register', '', '{"password":"correct horse battery"}'] as const
  const kept = fingerprint(...parts)
  expect(createFingerprint(new Uint8Array(32).fill(2))(...parts)).not.toBe(kept)
  const text = parts.map((part) => `${part.length}:${part}`).join('')
  expect(createHash('sha256').update(text).digest('base64url')).not.toContain(kept)
  expect(createFingerprint(new Uint8Array(key))(...parts)).toBe(kept)
})

test('a key that could be guessed is refused', () => {
  expect(() => createFingerprint(new Uint8Array(31))).toThrow(RangeError)
})

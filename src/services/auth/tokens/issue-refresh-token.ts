/**
 * Refresh tokens: opaque, good for one use, kept as digests only. The successor of a token is computed from it with a
 * secret, so that requests which crossed get the same one and nothing has to be kept in clear; a mark tells tokens of
 * ours that were used before from mere guesses, which must not end anybody's session.
 */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

export type RefreshToken = { readonly sessionId: string; readonly generation: number; readonly text: string }

export type RefreshTokens = {
  first(sessionId: string): RefreshToken
  successor(token: RefreshToken): RefreshToken
  digest(token: RefreshToken): string
  /** Undefined for what was never given out. Says nothing about whether it is still good. */
  read(text: string): RefreshToken | undefined
}

const FORM = /^fxr_(ses_[0-9a-f]{32})\.(\d{1,9})\.([\w-]{43})\.([\w-]{22})$/

/** @param secret  at least 32 bytes; the same on every node */
export function refreshTokens(secret: Uint8Array): RefreshTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'refresh tokens', 32))
  const hmac = (...parts: string[]): Buffer => createHmac('sha256', key).update(parts.join('\n')).digest()
  const markOf = (sessionId: string, generation: number, value: string): Buffer =>
    hmac('mark', sessionId, String(generation), value).subarray(0, 16)
  const make = (sessionId: string, generation: number, value: string): RefreshToken => {
    const mark = markOf(sessionId, generation, value).toString('base64url')
    return { sessionId, generation, text: `fxr_${sessionId}.${generation}.${value}.${mark}` }
  }
  return {
    first: (sessionId) => make(sessionId, 0, randomBytes(32).toString('base64url')),
    successor: ({ sessionId, generation, text }) =>
      make(sessionId, generation + 1, hmac('successor', text).toString('base64url')),
    digest: ({ text }) => createHash('sha256').update(text).digest('base64url'),
    read(text) {
      const [, sessionId = '', generation = '', value = '', mark = ''] = FORM.exec(text) ?? []
      if (sessionId === '') return undefined
      const expected = markOf(sessionId, Number(generation), value)
      if (!timingSafeEqual(expected, Buffer.from(mark, 'base64url').subarray(0, 16))) return undefined
      return { sessionId, generation: Number(generation), text }
    },
  }
}

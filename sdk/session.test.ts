import { expect, test } from 'vitest'
import { openSession } from './session.ts'

/** An exchange that issues tokens and notes what was asked for. */
function issuing() {
  const asked: Record<string, string>[] = []
  const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const sent = new Headers(init?.headers).get('authorization')
    asked.push({
      ...(JSON.parse(String(init?.body)) as Record<string, string>),
      ...(sent !== null && { authorization: sent }),
    })
    const n = asked.length
    return Response.json({
      accessToken: `access-${n}`,
      refreshToken: `refresh-${n}`,
      tokenType: 'Bearer',
      expiresIn: 900,
    })
  }
  return { asked, fetch: fetch as typeof globalThis.fetch }
}

const baseUrl = 'http://exchange.example'

test('a token serves until shortly before its end; then all who wait get another by one request', async () => {
  const { asked, fetch } = issuing()
  let nowMs = 0
  const session = await openSession(
    { baseUrl, fetch, now: () => nowMs },
    { email: 'a@b.example', password: 'long words' },
  )
  expect(asked).toEqual([{ grantType: 'password', email: 'a@b.example', password: 'long words' }])
  nowMs = 869_999
  expect(await session.authorization()).toBe('Bearer access-1')
  nowMs = 870_000
  const both = await Promise.all([session.authorization(), session.authorization(), session.renew()])
  expect(both.slice(0, 2)).toEqual(['Bearer access-2', 'Bearer access-2'])
  expect(asked[1]).toEqual({ grantType: 'refresh_token', refreshToken: 'refresh-1' })
  expect([asked.length, session.refreshToken()]).toEqual([2, 'refresh-2'])
})

test('a renewal that fails fails whoever waits for it, and the next request tries again', async () => {
  const { asked, fetch } = issuing()
  let isDown = false
  const session = await openSession(
    {
      baseUrl,
      retries: false,
      fetch: (...args) => (isDown ? Promise.reject(new TypeError('fetch failed')) : fetch(...args)),
    },
    { refreshToken: 'kept' },
  )
  isDown = true
  await expect(session.renew()).rejects.toThrow('fetch failed')
  isDown = false
  await session.renew()
  expect(await session.authorization()).toBe('Bearer access-2')
  expect(asked.map(({ refreshToken }) => refreshToken)).toEqual(['kept', 'refresh-1'])
})

test('signing out names the refresh token, which outlives the access token', async () => {
  const { asked, fetch } = issuing()
  const session = await openSession({ baseUrl, fetch }, { refreshToken: 'kept' })
  await session.signOut()
  expect(asked[1]).toEqual({ refreshToken: 'refresh-1' })
})

/** The exchange that issues tokens, whose first answers never come. */
function losing(count: number) {
  const { asked, fetch } = issuing()
  const losingFetch: typeof globalThis.fetch = async (...request) => {
    const answer = await fetch(...request)
    if (asked.length > count) return answer
    return new Promise((_resolve, reject) => {
      const { signal } = request[1]!
      signal!.addEventListener('abort', () => reject(signal!.reason as Error), { once: true })
    })
  }
  return { asked, fetch: losingFetch }
}

test('a renewal whose answer was lost is asked for again while the token may be used again, and no longer', async () => {
  const once = losing(1)
  const session = await openSession({ baseUrl, fetch: once.fetch, timeoutMs: 50 }, { refreshToken: 'kept' })
  expect(once.asked.map(({ refreshToken }) => refreshToken)).toEqual(['kept', 'kept'])
  expect(session.refreshToken()).toBe('refresh-2')
  const never = losing(Infinity)
  const began = performance.now()
  await expect(openSession({ baseUrl, fetch: never.fetch, timeoutMs: 50 }, { refreshToken: 'kept' })).rejects.toThrow(
    'timeout',
  )
  expect(performance.now() - began).toBeGreaterThanOrEqual(140)
  expect(never.asked.length).toBeLessThanOrEqual(4)
})

test('a renewal that is to wait longer than the token may be used again is not sent again', async () => {
  let asked = 0
  const busy: typeof globalThis.fetch = async () => {
    asked += 1
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '60' }
    return new Response(JSON.stringify({ status: 503, code: 'store/unanswered' }), { status: 503, headers })
  }
  const opening = openSession({ baseUrl, fetch: busy, timeoutMs: 50 }, { refreshToken: 'kept' })
  await expect(opening).rejects.toMatchObject({ status: 503 })
  expect(asked).toBe(1)
})

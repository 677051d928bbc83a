import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { ProblemError } from './problem.ts'
import { createRetry, type RetryOptions } from './retries.ts'

const refused = (status: number, headers: Record<string, string> = {}, code = 'store/contended'): ProblemError =>
  new ProblemError(
    status,
    { type: '', title: '', status, detail: '', instance: '', code, traceId: '' },
    new Headers(headers),
  )

/** Work that fails in turn as told, then succeeds; and how long was waited before each further attempt. */
function failing(failures: readonly unknown[], options: RetryOptions = {}) {
  const waits: number[] = []
  const retry = createRetry({ random: () => 0.5, wait: async (ms) => void waits.push(ms), ...options })
  let attempts = 0
  const run = () =>
    retry(async () => {
      attempts += 1
      const failure = failures[attempts - 1]
      if (failure) throw failure
      return 'done'
    })
  return { run, waits, attempts: () => attempts }
}

test('what fails in passing is sent again, later each time, and as late as the exchange asks', async () => {
  const { run, waits } = failing([new TypeError('fetch failed'), refused(503), refused(429, { 'retry-after': '7' })])
  expect(await run()).toBe('done')
  expect(waits).toEqual([200, 400, 7_000])
})

test('what would fail alike is not: other refusals, waits beyond a minute, a caller that gave up', async () => {
  for (const error of [
    refused(409),
    refused(500),
    refused(503, { 'retry-after': '61' }),
    new DOMException('given up', 'AbortError'),
  ]) {
    const { run, attempts } = failing([error])
    await expect(run()).rejects.toBe(error)
    expect(attempts()).toBe(1)
  }
  const { run } = failing([refused(409, {}, 'idempotency/in-flight')])
  expect(await run()).toBe('done')
})

test('after four attempts it is left', async () => {
  const { run, attempts } = failing([1, 2, 3, 4, 5].map(() => refused(503)))
  await expect(run()).rejects.toThrow('503')
  expect(attempts()).toBe(4)
})

test('while everything fails, a client sends a tenth more than it would, not four times as much', async () => {
  let sent = 0
  const retry = createRetry({ reserve: 10, wait: async () => undefined })
  for (let request = 0; request < 200; request += 1)
    await retry(async () => {
      sent += 1
      throw refused(503)
    }).catch(() => undefined)
  expect(sent).toBeGreaterThan(200 + 10)
  expect(sent).toBeLessThanOrEqual(200 + 10 + 200 / 10)
})

test('a write is sent again with the key it had, also with another token', async () => {
  const sent: Headers[] = []
  const answers = [
    () => new Response('no', { status: 502 }),
    () => Response.json({ code: 'auth/invalid-token', status: 401, detail: 'Ended.' }, { status: 401 }),
    () => Response.json({ id: 'ord_1' }),
  ]
  let token = 'first'
  const client = createClient({
    baseUrl: 'http://exchange.example',
    authorization: () => `Bearer ${token}`,
    renew: async () => void (token = 'second'),
    retries: { wait: async () => undefined },
    fetch: async (_url, init) => {
      sent.push(new Headers(init?.headers))
      return answers[sent.length - 1]!()
    },
  })
  await client.sendOrder({ params: { orderId: 'ord_1' } })
  expect(new Set(sent.map((headers) => headers.get('idempotency-key'))).size).toBe(1)
  expect(sent.map((headers) => headers.get('authorization'))).toEqual(['Bearer first', 'Bearer first', 'Bearer second'])
})

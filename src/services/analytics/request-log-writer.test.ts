import { expect, test, vi } from 'vitest'
import type { Row } from '../../infrastructure/analytics/analytics.ts'
import { analyticsUnavailable } from '../../infrastructure/analytics/analytics.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { createRequestLog } from './request-log-writer.ts'

const request = (n: number) => ({
  requestId: `r${n}`,
  method: 'GET',
  route: '/v1/orders/:orderId',
  status: 200,
  ms: 1.5,
  caller: 'user',
})

function open(insert: (rows: readonly Row[]) => Promise<void>) {
  const failures: unknown[] = []
  const requestLog = createRequestLog({
    analytics: { insert: (_table, rows) => insert(rows) },
    now: () => '2026-08-01T09:00:00.000Z',
    digest: (text) => `digest of ${text.length}`,
    failed: (error) => failures.push(error),
    intervalMs: 1,
  })
  return { requestLog, failures }
}

test('requests are written in batches, organisations by their digest only', async () => {
  const written: (readonly Row[])[] = []
  const { requestLog } = open(async (rows) => void written.push(rows))
  for (let n = 0; n < 1_500; n++) requestLog.add({ ...request(n), ...(n === 0 && { organisation: 'org_secret' }) })
  await vi.waitFor(() => expect(written.map((rows) => rows.length)).toEqual([1_000, 500]))
  expect(written[0]?.[0]).toEqual({
    ...request(0),
    requestId: undefined,
    route: '/v1/orders/{orderId}',
    request_id: 'r0',
    at: '2026-08-01T09:00:00.000Z',
    organisation: 'digest of 10',
  })
  expect(JSON.stringify(written)).not.toContain('org_secret')
  expect(requestLog.lost()).toBe(0)
  await requestLog.stop()
})

test('while the server is away so many are held, the rest is left out and counted, and the same batch is tried again', async () => {
  const tried: (readonly Row[])[] = []
  let isAway = true
  const { requestLog, failures } = open(async (rows) => {
    tried.push(rows)
    if (isAway) throw new Rejected(analyticsUnavailable)
  })
  for (let n = 0; n < 10_500; n++) requestLog.add(request(n))
  expect(requestLog.lost()).toBe(500)
  await vi.waitFor(() => expect(tried).toHaveLength(1))
  isAway = false
  await requestLog.stop()
  expect(tried[1]).toEqual(tried[0])
  expect(tried.slice(1).reduce((sum, rows) => sum + rows.length, 0)).toBe(10_000)
  expect([requestLog.lost(), failures]).toEqual([500, []])
})

test('what cannot be written at the end is counted as lost; a mistake of ours is told and does not stop the rest', async () => {
  const { requestLog, failures } = open(() => Promise.reject(new Error('no such column')))
  requestLog.add(request(1))
  await vi.waitFor(() => expect(failures).toHaveLength(1))
  expect(requestLog.lost()).toBe(1)
  const away = open(() => Promise.reject(new Rejected(analyticsUnavailable)))
  away.requestLog.add(request(2))
  await away.requestLog.stop()
  expect(away.requestLog.lost()).toBe(1)
  await requestLog.stop()
})

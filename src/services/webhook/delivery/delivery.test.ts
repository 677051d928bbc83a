import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  afterAttempt,
  newDelivery,
  payloadText,
  retryWaitsMs,
  triesMax,
  type Attempt,
  type Delivery,
} from './delivery.ts'

const event = {
  id: `evt_${'1'.repeat(32)}`,
  type: 'order.sent',
  organisationId: 'org_a',
  subject: '/v1/orders/ord_1',
  version: 3,
  at: '2027-03-01T08:00:00.000Z',
  asOf: '0'.repeat(16),
}
const fresh = newDelivery({ id: 'whd_1', webhookId: 'whk_1', organisationId: 'org_a' }, event, 0)
const failed: Attempt = { at: '', durationMs: 1, status: 500 }
const hours = (ms: number): number => ms / 3_600_000

/** Fails whenever it is due; gives when it was tried. */
function failAll(random: () => number): { readonly triedMs: readonly number[]; readonly last: Delivery } {
  const triedMs: number[] = []
  let delivery: Delivery = fresh
  while (delivery.status === 'waiting') {
    triedMs.push(delivery.dueMs)
    delivery = afterAttempt(delivery, failed, delivery.dueMs, random())
  }
  return { triedMs, last: delivery }
}

test('it is tried ten times over three days, as the standard recommends', () => {
  const { triedMs, last } = failAll(() => 0.5)
  expect(triedMs.slice(1).map((ms, n) => ms - triedMs[n]!)).toEqual(retryWaitsMs)
  expect(hours(triedMs.at(-1)!)).toBeCloseTo(75.6, 1)
  expect(last).toMatchObject({ status: 'failed', attempts: 10, tries: 10 })
})

test('whatever chance has it, each wait is within a tenth of what is recommended, and all tries are made', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: triesMax }), (chances) => {
      let n = 0
      const { triedMs } = failAll(() => chances[n++ % chances.length]!)
      expect(triedMs).toHaveLength(triesMax)
      for (const [at, wait] of retryWaitsMs.entries()) {
        const waited = triedMs[at + 1]! - triedMs[at]!
        expect(Math.abs(waited - wait)).toBeLessThanOrEqual(wait * 0.1 + 1)
      }
    }),
  )
})

test('a receiver that asks for more time gets it, and one that asks for less does not hurry us', () => {
  const wait = (retryAfterMs: number): number => {
    const next = afterAttempt(fresh, { ...failed, status: 503, retryAfterMs }, 0, 0.5)
    return next.status === 'waiting' ? next.dueMs : -1
  }
  expect(wait(600_000)).toBe(600_000)
  expect(wait(1_000)).toBe(5_000)
})

test('2xx delivers; 3xx is followed by nobody and is a failure; 410 ends it at once', () => {
  const ended = (attempt: Partial<Attempt>): string =>
    afterAttempt(fresh, { at: '', durationMs: 1, ...attempt }, 0, 0).status
  expect([200, 201, 204, 299].map((status) => ended({ status }))).toEqual(Array(4).fill('delivered'))
  expect([301, 307, 400, 404, 429, 500].map((status) => ended({ status }))).toEqual(Array(6).fill('waiting'))
  expect(ended({ status: 410 })).toBe('failed')
  expect(ended({ failure: 'timed-out' })).toBe('waiting')
})

test('what is sent says what happened and where to read it, and nothing of what it is', () => {
  expect(JSON.parse(payloadText(fresh))).toEqual({
    type: 'order.sent',
    timestamp: event.at,
    data: {
      id: event.id,
      organisationId: 'org_a',
      subject: '/v1/orders/ord_1',
      version: 3,
      asOf: '0000000000000000',
    },
  })
})

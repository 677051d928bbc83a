import { expect, test } from 'vitest'
import { liveLimits } from './live-limits.ts'
import { nextEvents, type Entry } from './next-events.ts'
import { openSubscription, type Outlet } from './open-subscription.ts'
import { beginning } from './place.ts'

const entries: readonly Entry[] = Array.from({ length: 500 }, (_, n) => ({
  sequence: n + 1,
  events: [
    {
      id: `evt_${(n + 1).toString(16).padStart(32, '0')}`,
      type: n % 2 === 0 ? 'order.sent' : 'order.confirmed',
      organisationId: 'org_1',
      subject: `/v1/orders/ord_${n + 1}`,
      version: 1,
      at: '2026-08-01T09:00:00.000Z',
      asOf: '0'.repeat(16),
    },
  ],
}))

/** A connection of which nothing is taken, or all. */
function openOutlet(bufferedBytes: () => number) {
  const sent: string[] = []
  let isSlow = false
  const outlet: Outlet = {
    isOpen: () => !isSlow,
    bufferedBytes,
    send: (text) => void sent.push(text),
    tooSlow: () => (isSlow = true),
    failed(error) {
      throw error
    },
  }
  const follow = () => ({
    now: async () => beginning,
    next: async (place: typeof beginning, limit: number) => nextEvents(place, entries, [], limit),
    close: () => undefined,
  })
  return { sent, follow, outlet, isSlow: () => isSlow }
}

test('what is behind comes in order, only what is wanted, and the place counts all of it', async () => {
  const { sent, follow, outlet } = openOutlet(() => 0)
  const wants = (type: string) => type === 'order.sent'
  const subscription = openSubscription({ id: 's', follow, from: beginning, wants, outlet })
  await expect.poll(() => sent.length).toBe(251)
  const told = sent.map((text) => JSON.parse(text) as { type: string; place: string })
  expect(told[0]).toEqual({ type: 'subscribed', id: 's', place: '0' })
  expect(told.slice(1).map(({ place }) => Number(place))).toEqual(Array.from({ length: 250 }, (_, n) => 2 * n + 1))
  expect(subscription.close()).toBe('500')
})

test('who has more than a mebibyte not taken is closed, and nothing more is sent', async () => {
  const { sent, follow, outlet, isSlow } = openOutlet(() => liveLimits.bufferedMaxBytes + 1)
  openSubscription({ id: 's', follow, from: beginning, wants: () => true, outlet })
  await expect.poll(isSlow).toBe(true)
  expect(sent).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { liveLimits } from './live-limits.ts'
import { nextEvents, type Batch, type Entry } from './next-events.ts'
import { openSubscription, type Outlet } from './open-subscription.ts'
import { beginning, type Place } from './place.ts'
import { createClientMessageReader } from './read-client-message.ts'
import { openTurns, pastMax } from './read-past.ts'
import { serveLiveConnection } from './serve-live-connection.ts'
import { Rejected } from '../../kernel/rejection.ts'

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
    send: (text) => void sent.push(text.toString()),
    tooSlow: () => (isSlow = true),
    failed(error) {
      throw error
    },
  }
  const follow = () => ({
    now: async () => beginning,
    next: async (place: typeof beginning, limit: number) => nextEvents(place, entries, [], limit),
    known: () => undefined,
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

test('what is known when they are woken, all are told before anything else happens, in the same bytes; what has to be read, later', async () => {
  let trail: readonly Entry[] = []
  let isKnown = true
  const wake = new Set<() => void>()
  const follow = (notify: () => void) => {
    wake.add(notify)
    return {
      now: async () => beginning,
      next: async (place: Place, limit: number) => nextEvents(place, trail, [], limit),
      known: (place: Place, limit: number) => (isKnown ? known(place, limit) : undefined),
      close: () => wake.delete(notify),
    }
  }
  let made: Batch | undefined
  const known = (place: Place, limit: number): Batch => {
    if (!made || made.place.sealed < trail.length) made = nextEvents(place, trail, [], limit)
    return place.sealed === trail.length ? { events: [], place } : made
  }
  const taken = Array.from({ length: 3 }, () => [] as (string | Buffer)[])
  for (const sent of taken) {
    const { outlet } = openOutlet(() => 0)
    openSubscription({
      id: 's',
      follow,
      from: undefined,
      wants: () => true,
      outlet: { ...outlet, send: (text) => void sent.push(text) },
    })
  }
  await expect.poll(() => taken.every(({ length }) => length === 1)).toBe(true)
  await new Promise(setImmediate)
  trail = entries.slice(0, 1)
  for (const notify of wake) notify()
  expect(taken.map(({ length }) => length)).toEqual([2, 2, 2])
  expect(new Set(taken.map(([, bytes]) => bytes))).toHaveProperty('size', 1)
  isKnown = false
  trail = entries.slice(0, 2)
  for (const notify of wake) notify()
  expect(taken.map(({ length }) => length)).toEqual([2, 2, 2])
  await expect.poll(() => taken.every(({ length }) => length === 3)).toBe(true)
  const places = taken[0]!.map((text) => (JSON.parse(text.toString()) as { place: string }).place)
  expect(places).toEqual(['0', '1', '2'])
})

test('who has more than a mebibyte not taken is closed, and nothing more is sent', async () => {
  const { sent, follow, outlet, isSlow } = openOutlet(() => liveLimits.bufferedMaxBytes + 1)
  openSubscription({ id: 's', follow, from: beginning, wants: () => true, outlet })
  await expect.poll(isSlow).toBe(true)
  expect(sent).toHaveLength(1)
})

test('each subscription is counted, one that asks for the past as a search; who has none left is told, and goes on', async () => {
  const { follow, outlet } = openOutlet(() => 0)
  const sent: string[] = []
  const counted: string[] = []
  const connection = serveLiveConnection(
    {
      protocol: '',
      bufferedAmount: 0,
      readyState: 1,
      send: (text) => void sent.push(text.toString()),
      close: () => undefined,
    },
    {
      feed: {
        past: async (_organisation, place) => ({ events: [], place }),
        isPlaceOf: async () => true,
        follow,
        close: async () => undefined,
      },
      organisationId: 'org_1',
      readMessage: createClientMessageReader(),
      async count(as) {
        counted.push(as)
        if (counted.length > 2)
          throw new Rejected({ kind: 'too-many', code: 'gateway/quota-exceeded', detail: 'Wait.' })
      },
      monotonicMs: () => 0,
      failed: outlet.failed,
    },
  )
  const types = ['order.declined']
  connection.message(JSON.stringify({ type: 'subscribe', id: 'a', types }), false)
  connection.message(JSON.stringify({ type: 'subscribe', id: 'b', types, after: '0' }), false)
  connection.message(JSON.stringify({ type: 'subscribe', id: 'c', types, after: '0' }), false)
  await expect.poll(() => sent.length).toBe(3)
  expect(counted).toEqual(['read', 'search', 'search'])
  const told = sent.map((text) => JSON.parse(text) as { type: string; id: string; problem?: { code: string } })
  expect(told.find(({ type }) => type === 'error')).toMatchObject({
    id: 'c',
    problem: { code: 'gateway/quota-exceeded' },
  })
  connection.closed(1000, '')
})

test('so many pages of the past are read at once in the order asked for, with a turn of the loop each, and so many wait', async () => {
  const inTurn = openTurns(pastMax)
  let [running, most, isDone] = [0, 0, false]
  const order: number[] = []
  const page = (n: number) =>
    inTurn(async () => {
      most = Math.max(most, (running += 1))
      await new Promise(setImmediate)
      running -= 1
      order.push(n)
    })
  const pages = Array.from({ length: pastMax.atOnce + pastMax.waiting }, (_, n) => page(n))
  await expect(page(-1)).rejects.toMatchObject({ rejection: { code: 'live/too-many-readers' } })
  let turns = 0
  const turn = (): void => {
    turns += 1
    if (!isDone) setImmediate(turn)
  }
  turn()
  await Promise.all(pages)
  isDone = true
  expect(most).toBe(pastMax.atOnce)
  expect(order).toEqual(pages.map((_page, n) => n))
  expect(turns).toBeGreaterThan(pastMax.waiting / pastMax.atOnce)
})

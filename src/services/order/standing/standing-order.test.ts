import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../../../kernel/time.ts'
import { cutOffOf, deliveriesAfter, lastCutOff, triedFrom, weekdayOf } from './schedule.ts'
import type { KnownStandingOrder, StandingOrder, StandingOrderCommand } from './standing-order-state.ts'
import { at, day, given, openedWith, stateOf, termsOf } from './standing-order-under-test.ts'
import { dueAt, standingOrder } from './standing-order.ts'

const by = 'usr_ann'
const after = (...commands: readonly StandingOrderCommand[]): KnownStandingOrder => {
  const events = given(...commands)
  if (typeof events === 'string') throw new Error(events)
  return stateOf(events) as KnownStandingOrder
}

test('weeks begin on Monday, before 1970 too, and a cut-off is a full hour so many days before', () => {
  expect(['2027-03-01', '2027-03-07', '1969-12-31', '2024-02-29'].map((date) => weekdayOf(day(date)))).toEqual([
    'monday',
    'sunday',
    'wednesday',
    'thursday',
  ])
  expect(cutOffOf(termsOf(), day('2027-03-05'))).toBe('2027-03-03T12:00:00.000Z')
  expect(triedFrom(termsOf(), day('2027-03-05'))).toBe('2027-03-02T12:00:00.000Z')
  expect(cutOffOf(termsOf({ leadDays: 0, cutOffHour: 0 }), day('2027-03-01'))).toBe('2027-03-01T00:00:00.000Z')
})

test('the last cut-off at an instant is that of the last day which can no longer be ordered', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 * 24 * 60 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 23 }),
      (minutes, leadDays, cutOffHour) => {
        const now = new Date(Date.parse(at) + minutes * 60_000).toISOString() as Instant
        const last = lastCutOff({ leadDays, cutOffHour }, now)
        expect(cutOffOf({ leadDays, cutOffHour }, last) <= now).toBe(true)
        const next = new Date(Date.parse(last) + 86_400_000).toISOString().slice(0, 10)
        expect(cutOffOf({ leadDays, cutOffHour }, day(next)) > now).toBe(true)
      },
    ),
  )
})

test('it delivers on its days of the week within its term, and not while it pauses', () => {
  const terms = termsOf({ pauses: [{ from: day('2027-03-09'), until: day('2027-03-16') }] })
  expect(deliveriesAfter(terms, day('2027-03-02'))).toEqual(['2027-03-05', '2027-03-19', '2027-03-23', '2027-03-26'])
})

test('what is too late when it is opened is left out; where nothing is left it is refused', () => {
  // Of Tuesday the 2nd, the cut-off was on Sunday.
  expect(after(openedWith()).settledThrough).toBe('2027-03-02')
  expect(given(openedWith(termsOf({ until: day('2027-03-02') })))).toBe('standing-order/no-delivery-left')
  expect(given(openedWith(termsOf({ until: day('2027-02-02') })))).toBe('standing-order/dates')
  expect(given(openedWith(termsOf({ until: day('2028-03-07') })))).toBe('standing-order/too-long')
  expect(given(openedWith(termsOf({ lines: [{ productId: 'prd_1', quantities: {} }] })))).toBe('standing-order/lines')
  expect(given(openedWith(termsOf({ pauses: [{ from: day('2027-03-03'), until: day('2027-03-02') }] })))).toBe(
    'standing-order/dates',
  )
})

test('a delivery is due for the day before its cut-off, and once', () => {
  const opened = after(openedWith())
  expect(dueAt(opened, '2027-03-02T11:59:59.999Z')).toBeUndefined()
  expect(dueAt(opened, '2027-03-02T12:00:00.000Z')).toBe('2027-03-05')
  expect(dueAt(opened, '2027-03-03T11:59:59.999Z')).toBe('2027-03-05')
  expect(dueAt(opened, '2027-03-03T12:00:00.000Z')).toBeUndefined()
  const placed = { type: 'place', at: '2027-03-02T13:00:00.000Z', date: day('2027-03-05'), orderId: 'ord_1' } as const
  expect(dueAt(after(openedWith(), placed), '2027-03-02T14:00:00.000Z')).toBeUndefined()
  expect(given(openedWith(), placed, placed)).toBe('standing-order/not-due')
})

test('an obstacle is noted once, forgotten by other terms, and kept as the reason of what was missed', () => {
  const obstacle = { code: 'order/no-price', detail: 'No price.' }
  const date = day('2027-03-05')
  const noted = { type: 'note-obstacle', at: '2027-03-02T13:00:00.000Z', date, ...obstacle } as const
  expect(given(openedWith(), noted, { ...noted, at: '2027-03-02T14:00:00.000Z' })).toHaveLength(2)
  const changed = { type: 'change', at: '2027-03-02T15:00:00.000Z', by: 'usr_bob', terms: termsOf() } as const
  expect(after(openedWith(), noted, changed)).toMatchObject({ stage: { status: 'active' }, describedBy: 'usr_bob' })
  expect(after(openedWith(), noted, changed).stage).not.toHaveProperty('trying')
  const late = { type: 'give-up', at: '2027-03-07T12:00:00.000Z' } as const
  expect(after(openedWith(), noted, late).occurrences).toMatchObject([
    { date, outcome: 'missed', ...obstacle },
    { date: '2027-03-09', outcome: 'missed', code: 'standing-order/not-tried' },
  ])
})

test('other terms reach what earlier ones only passed over, never what is settled, and keep the first day', () => {
  const sooner = termsOf({ leadDays: 0 })
  const changed = { type: 'change', at, by, terms: sooner } as const
  expect(dueAt(after(openedWith(), changed), at)).toBeUndefined()
  expect(dueAt(after(openedWith(), changed), '2027-03-01T12:00:00.000Z')).toBe('2027-03-02')
  const placed = { type: 'place', at: '2027-03-02T13:00:00.000Z', date: day('2027-03-05'), orderId: 'ord_1' } as const
  const again = { ...changed, at: '2027-03-02T14:00:00.000Z' } as const
  expect(dueAt(after(openedWith(), placed, again), '2027-03-04T13:00:00.000Z')).toBeUndefined()
  const moved = { ...again, terms: termsOf({ from: day('2027-03-02') }) }
  expect(given(openedWith(), placed, moved)).toBe('standing-order/begun')
})

test('it ends by itself after its last delivery, also when that passed while it was paused', () => {
  const terms = termsOf({ until: day('2027-03-05') })
  const placed = { type: 'place', at: '2027-03-02T13:00:00.000Z', date: day('2027-03-05'), orderId: 'ord_1' } as const
  expect(after(openedWith(terms), placed).stage).toEqual({ status: 'ended' })
  const pause = { type: 'pause', at, by } as const
  const resume = { type: 'resume', at: '2027-03-04T12:00:00.000Z', by } as const
  expect(after(openedWith(terms), pause, resume)).toMatchObject({ stage: { status: 'ended' }, occurrences: [] })
})

type Step = { readonly minutes: number; readonly what: 'orders' | 'fails' | 'pause' | 'resume' }
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 2_500 }),
    what: fc.constantFrom('orders' as const, 'orders' as const, 'fails' as const, 'pause' as const, 'resume' as const),
  }),
  { maxLength: 40 },
)
const instant = (ms: number): string => new Date(ms).toISOString()

/** What should become of each delivery, told from the moments of all steps without any state. */
function expected(moments: readonly (Step & { readonly ms: number })[]): Record<string, string> {
  const outcomes: Record<string, string> = {}
  const isActiveBefore = (ms: number): boolean =>
    moments.filter((step) => step.ms < ms && (step.what === 'pause' || step.what === 'resume')).at(-1)?.what !== 'pause'
  for (const date of ['05', '09', '12', '16', '19', '23', '26'].map((d) => `2027-03-${d}`)) {
    const cutOff = Date.parse(date) - 36 * 3_600_000
    const isOrdered = moments.some(
      ({ what, ms }) => what === 'orders' && ms >= cutOff - 86_400_000 && ms < cutOff && isActiveBefore(ms),
    )
    if (isOrdered) outcomes[date] = 'placed'
    else if (isActiveBefore(cutOff)) outcomes[date] = 'missed'
  }
  return outcomes
}

test('whenever it is served, paused and resumed, each delivery is ordered once or missed as a naive model says', () => {
  fc.assert(
    fc.property(steps, (made) => {
      let ms = Date.parse(at)
      const moments = made.map((step) => ({ ...step, ms: (ms += step.minutes * 60_000) }))
      let state: StandingOrder = stateOf(given(openedWith()) as never)
      const decide = (command: StandingOrderCommand): void => {
        const decision = standingOrder.decide(command, state)
        if (decision.ok) state = decision.value.reduce(standingOrder.evolve, state)
      }
      for (const { what, ms: now } of [...moments, { what: 'fails' as const, ms: Date.parse('2027-05-01') }]) {
        const then = instant(now)
        if (what === 'pause' || what === 'resume') decide({ type: what, at: then, by })
        else decide({ type: 'give-up', at: then })
        const date = dueAt(state, then)
        if (date && what === 'orders') decide({ type: 'place', at: then, date, orderId: `ord_${date}` })
        if (date && what === 'fails') decide({ type: 'note-obstacle', at: then, date, code: 'a/b', detail: 'C.' })
      }
      const { occurrences } = state as KnownStandingOrder
      expect(Object.fromEntries(occurrences.map(({ date, outcome }) => [date, outcome]))).toEqual(expected(moments))
      expect(new Set(occurrences.map(({ date }) => date)).size).toBe(occurrences.length)
    }),
    { numRuns: 300 },
  )
})
